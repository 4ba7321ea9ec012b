// One PO file: all that is said and understood in one language. The only files that know
// libgettextpo. Contexts name the place ("main:safe:text"), the msgid is the source text as it was
// translated; lists of words and the glossary are entries too (language_words.h). Thread-safe (the
// library is not: calls are serialised inside). Tests: tests/flows/engine/catalog_test.cc.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "flows/engine/flow_set.h"

namespace tipline::flows {

struct Translation {
  std::string source;  // msgid
  std::string text;    // msgstr, may be empty
  bool fuzzy = false;
  std::string comment;   // the translator's own, several lines
  std::string previous;  // fuzzy: what it was a translation of ("#| msgid"); may be empty
};

struct Catalog {
  std::string path;
  std::string language;                        // header field Language
  std::map<std::string, Translation> entries;  // by msgctxt; entries without a context are not ours
  std::map<std::string, Translation> obsolete;  // "#~": of texts that do not exist any more
  std::string header;                           // as written
  std::string comment;                          // above the header

  // Of the header; empty if it is not there.
  std::string Field(const char* name) const;
  // "X-Gsm7: strip": the language has a fallback spelling in the GSM 7-bit alphabet.
  bool HasGsm7() const { return Field("X-Gsm7") == "strip"; }
};

// kInvalid: path, line where known, and what is wrong.
Result<Catalog> ReadCatalog(const SourceFile& file);

// Usable as it stands: translated, not fuzzy, and made from this very source text.
bool IsCurrent(const Translation& translation, const std::string& source);

}  // namespace tipline::flows
