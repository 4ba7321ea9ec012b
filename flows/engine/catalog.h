// One PO file: the texts of one flow in one language. The only files that know libgettextpo.
// Contexts name the place
// ("main:safe:text"), the msgid is the source text as it was translated. Thread-safe (the library
// is not: calls are serialised inside). Tests: tests/flows/engine/catalog_test.cc.
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
};

struct Catalog {
  std::string path;
  std::string language;                        // header field Language
  std::map<std::string, Translation> entries;  // by msgctxt; entries without a context are not ours
};

// kInvalid: path, line where known, and what is wrong.
Result<Catalog> ReadCatalog(const SourceFile& file);

// Usable as it stands: translated, not fuzzy, and made from this very source text.
bool IsCurrent(const Translation& translation, const std::string& source);

}  // namespace tipline::flows
