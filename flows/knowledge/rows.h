// Reading the rows of a published document strictly, and what all sources do with texts and dates.
// For the files of flows/knowledge. Pure; one document, one thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "flows/knowledge/knowledge.h"

namespace tipline::flows {

// What nobody has checked for so long is shown to nobody outside (domain.md F53).
constexpr Millis kShownFor{int64_t{180} * 24 * 3600 * 1000};

using Texts = std::map<std::string, std::string>;  // language -> text

// In the language asked for, else the source language; empty: in neither.
std::string InLanguage(const Texts& texts, const Query& query);
std::string Asked(const Query& query, const std::string& by);  // empty: not given
std::string DateOf(TimePoint day);                             // "2026-11-01"
// ISO 3166-1 alpha-2 or ISO 3166-2: "KE", "KE-30".
bool IsPlaceCode(std::string_view text);
// "2026-11-01", nothing else. kInvalid: not a day of the calendar.
Result<TimePoint> DayFrom(std::string_view text);

class RowReader {
 public:
  RowReader(const nlohmann::json& row, std::string where);
  std::string Text(const char* field);   // empty if absent
  std::string Need(const char* field);   // an error if absent or empty
  std::string Name(const char* field);   // Need, and only a-z A-Z 0-9 _ -
  std::string Place(const char* field);  // empty, or ISO 3166: "KE", "KE-30"
  std::vector<std::string> List(const char* field);
  Texts TextsOf(const char* field);   // by language; an error if there is none
  TimePoint Date(const char* field);  // an error if absent
  TimePoint DateOr(const char* field, TimePoint otherwise);
  bool Has(const char* field) const;
  void Wrong(const char* field, const std::string& what);
  const std::string& error() const { return error_; }  // the first; empty: none

 private:
  const nlohmann::json* Find(const char* field) const;

  const nlohmann::json& row_;
  const std::string where_;
  std::string error_;
};

// Every row of the list `field`; kInvalid names row and field of the first that is wrong.
Status ForEachRow(const nlohmann::json& document, const char* field,
                  const std::function<void(RowReader&)>& read);

}  // namespace tipline::flows
