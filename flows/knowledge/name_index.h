// Names of firms as people remember and type them -> rows: in any script, misspelt, with words
// missing or run together, with or without "Ltd" and "Agency". A few rows that share groups of
// three letters (and the sound of a word) are looked at closely: edit distance word by word, rare
// words counting more than those that many firms have ("manpower"). Filled once, then immutable and
// thread-safe. Tests: tests/flows/knowledge/name_index_test.cc
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flows/knowledge/name_words.h"

namespace tipline::flows {

struct NameHit {
  size_t row = 0;
  double score = 0;  // 1: the same name
};

class NameIndex {
 public:
  void Add(size_t row, std::string_view name);  // a row may have several names
  void Finish();                                // after the last Add

  // The best first, each row once; nothing that is only remotely alike.
  std::vector<NameHit> Find(std::string_view words, size_t most) const;

 private:
  struct Name {
    size_t row = 0;
    std::vector<NameWord> words;
    std::vector<double> weights;  // of the words: how few names have them
    std::string joined;
    double norm = 0;  // of the weights of its groups of letters
  };
  std::vector<uint32_t> Candidates(const Name& asked) const;
  static double Score(const Name& asked, const Name& known);
  static double WordsScore(const Name& asked, const Name& known);
  double Weight(const std::string& word) const;
  static Name Read(std::string_view text);

  std::vector<Name> names_;
  std::unordered_map<uint32_t, std::vector<uint32_t>> groups_;  // letters or sound -> names
  std::unordered_map<std::string, int> word_counts_;
};

// Whether the first one is meant, whatever else there is.
bool IsSure(const std::vector<NameHit>& hits);
// The same for counting, where somebody looks at it afterwards: a slip of the pen is forgiven.
bool IsLikely(const std::vector<NameHit>& hits);

}  // namespace tipline::flows
