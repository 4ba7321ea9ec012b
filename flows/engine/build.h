// Flow documents and texts -> BundleData. The one way in for Compile, Bundle::Decode and lint.
// Pure; thread-safe.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/engine/bundle_data.h"

namespace tipline::flows {

struct FlowDocument {
  std::string file;                      // for messages
  const nlohmann::json* json = nullptr;  // outlives the build
};

// language -> PO context -> text; only what may be shown. "vi-x-gsm7": fallback spelling.
using Texts = std::map<std::string, std::map<std::string, std::string>>;

// A target that names no step or flow stays unresolved (index -1): lint reports all of them,
// Compile refuses the first, the engine survives it. Anything else that is wrong is kInvalid.
Result<std::shared_ptr<BundleData>> BuildBundle(const std::vector<FlowDocument>& documents,
                                                const Texts& texts, const nlohmann::json& words);

// "file: step x: no step called y", of the first one; empty if there is none.
std::string FirstUnresolved(const BundleData& data);

}  // namespace tipline::flows
