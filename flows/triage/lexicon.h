// The words that triage knows, as data: config/triage/*.json (one file per language, rules.json,
// places.json). Phrases are matched on folded words with care for spelling, prefixes and suffixes,
// in all languages at once: people mix them. Immutable; copies share; thread-safe. Tests:
// tests/flows/triage/lexicon_test.cc.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/engine/flow_set.h"

namespace tipline::flows {

struct LexiconData;  // flows/triage/lexicon_data.h: for triage rules and tests only

class Lexicon {
 public:
  explicit Lexicon(std::shared_ptr<const LexiconData> data) : data_(std::move(data)) {}
  const LexiconData& data() const { return *data_; }
  const std::vector<std::string>& languages() const;

 private:
  std::shared_ptr<const LexiconData> data_;
};

// All *.json files of config/triage, in any order. kInvalid names file, rule and what is wrong.
Result<Lexicon> LoadLexicon(const std::vector<SourceFile>& files);

}  // namespace tipline::flows
