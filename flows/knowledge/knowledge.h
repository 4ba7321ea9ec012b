// What a conversation can look up by itself, in memory: registers of recruiters, the directory of
// services, places, rights. Each kind of data is a Source: one file in flows/knowledge with a
// RegisterSource at its end; its rows come from the records (`tipline data publish`), reach the
// gateway through Redis like a flow, and never hold anything that the public may not see.
// Immutable once read; thread-safe. Tests: tests/flows/knowledge, cases tests/data/knowledge.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/base/time.h"

namespace tipline::flows {

constexpr size_t kMaxHits = 4;  // fit one screen with "none of these"

struct Query {
  std::map<std::string, std::string> by;  // what the flow gives: "name" -> people's own words
  std::string language;                   // of the texts that are shown
  std::string source_language;            // instead, where there is none in it
  std::string country;                    // ISO 3166-1 alpha-2 of the phone's number; may be empty
  TimePoint now{};
};

// One thing found: how it is called in a list, and what texts and branches can use of it.
struct Hit {
  std::string label;
  std::vector<std::pair<std::string, std::string>> values;
};

struct Answers {
  std::vector<Hit> hits;  // the best first, kMaxHits at most
  bool sure = false;      // the first one is meant, whatever else there is
  std::vector<std::pair<std::string, std::string>> values;  // of the source: "register_date"
};

class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;
  virtual Answers Find(const Query& query) const = 0;
  virtual size_t size() const = 0;  // rows
};

// By the name that flows use: {"kind":"find","in":"register"}.
class Knowledge {
 public:
  // Replaces the one of that name.
  void Put(const std::string& name, std::shared_ptr<const Source> source) {
    sources_.insert_or_assign(name, std::move(source));
  }
  const Source* Get(std::string_view name) const {
    const auto found = sources_.find(name);
    return found == sources_.end() ? nullptr : found->second.get();
  }

 private:
  std::map<std::string, std::shared_ptr<const Source>, std::less<>> sources_;
};

// ---- For sources ----

// Reads the published document {"source":NAME,"as_of":"2026-11-01",...}; kInvalid names row and
// field.
using ReadSource = std::function<Result<std::shared_ptr<const Source>>(const nlohmann::json&)>;

struct SourceKind {
  std::string name;
  std::vector<std::string> by;     // what a query can give
  std::vector<std::string> gives;  // values of a hit and of the source, for lint
  ReadSource read;
};
const SourceKind* FindSourceKind(std::string_view name);  // nullptr: no such kind
std::vector<const SourceKind*> SourceKinds();             // sorted by name
// From the text of a document, as it is published.
Result<std::shared_ptr<const Source>> DecodeSource(std::string_view name, std::string_view json);

struct RegisterSource {
  explicit RegisterSource(SourceKind kind);
};

}  // namespace tipline::flows
