// Bundle: one published version of a root flow with all its subflows and all its texts, compiled and immutable.
// Made from a flow document (config/flows/<name>.json), its subflows and PO catalogs by Compile; written to
// Redis by `tipline flow publish` as Encode()'s JSON; read back by the gateway with Decode. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"

namespace tipline::flows {

struct BundleData;  // flows/engine/bundle_data.h: for the engine, steps and lint only

class Bundle {
 public:
  explicit Bundle(std::shared_ptr<const BundleData> data) : data_(std::move(data)) {}

  const std::string& name() const;
  int64_t version() const;                        // 0 until published
  const std::string& hash() const;                // 16 hex digits over the content, without the version
  const std::vector<std::string>& languages() const;
  const BundleData& data() const { return *data_; }

  std::string Encode() const;
  static Result<Bundle> Decode(std::string_view json);
  Bundle WithVersion(int64_t version) const;

 private:
  std::shared_ptr<const BundleData> data_;
};

// One input file of Compile: `path` for messages only.
struct SourceFile {
  std::string path;
  std::string text;
};

// `flows`: the root flow first, then its subflows; `catalogs`: PO files, the language from their header.
// kInvalid names file, step and field.
Result<Bundle> Compile(const std::vector<SourceFile>& flows, const std::vector<SourceFile>& catalogs);

}  // namespace tipline::flows
