// Flow documents as files: reading one, and all its source texts by PO context. Pure; thread-safe.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/engine/bundle_data.h"
#include "flows/engine/flow_set.h"

namespace tipline::flows {

bool IsWordList(const std::string& path);   // ".../words.json"
bool IsGlossary(const std::string& path);   // ".../glossary.json"
bool IsCoverPack(const std::string& path);  // ".../cover/en.json": what goes out of no flow
// JSON with comments; kInvalid begins with the path.
Result<nlohmann::json> ParseDocument(const SourceFile& file);

// The flows that the document's `subflow` steps call, as written.
std::vector<std::string> SubflowNames(const nlohmann::json& document);

// Every text of a flow with the step it belongs to (nullptr: a system text, root flow only).
using VisitText = std::function<void(const Flow& flow, const Step* step, const Wording& text)>;
void ForEachText(const BundleData& data, const VisitText& visit);
// PO context -> text in the source language.
std::vector<std::pair<std::string, std::string>> SourceTexts(const BundleData& data);

}  // namespace tipline::flows
