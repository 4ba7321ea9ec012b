// Bundle: one published version of a root flow with all its subflows and all its texts, compiled
// and immutable. Made from a flow document (config/flows/<name>.json), its subflows and PO catalogs
// by Compile; written to Redis by `tipline flow publish` as Encode()'s JSON; read back by the
// gateway with Decode. Thread-safe.
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
  int64_t version() const;          // 0 until published
  const std::string& hash() const;  // 16 hex digits over the content, without the version
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

// `flows`: the root flow first, then its subflows, and at any place the list of words that people
// type instead of digits in the source language (a path that ends in "words.json"; see
// word_list.h); `catalogs`: PO files, texts and words of one language each, the language from their
// header. A text that is missing, empty, fuzzy or made from another source text is shown in the
// source language. kInvalid names file, step and field.
Result<Bundle> Compile(const std::vector<SourceFile>& flows,
                       const std::vector<SourceFile>& catalogs);

// The names of the flows in a document's `subflow` steps; kInvalid if it is no flow document.
Result<std::vector<std::string>> SubflowsOf(const SourceFile& flow);
// From any number of files those that make one bundle: the flow called `root`, its subflows and
// theirs, the list of words. kNotFound names the flow that is missing.
Result<std::vector<SourceFile>> SelectFlows(const std::string& root,
                                            const std::vector<SourceFile>& files);

}  // namespace tipline::flows
