#include "flows/knowledge/rows.h"

#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

// Of the second one up to three letters or digits behind the country.
bool IsPlaceCode(std::string_view text) {
  if (text.size() < 2 || text.size() > 6) return false;
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (!upper(text[0]) || !upper(text[1])) return false;
  if (text.size() == 2) return true;
  return text.size() > 3 && text[2] == '-' &&
         std::all_of(text.begin() + 3, text.end(), [&](char c) { return upper(c) || IsDigit(c); });
}

std::string InLanguage(const Texts& texts, const Query& query) {
  for (const std::string* language : {&query.language, &query.source_language})
    if (const auto found = texts.find(*language); found != texts.end() && !found->second.empty())
      return found->second;
  return {};
}

std::string Asked(const Query& query, const std::string& by) {
  const auto found = query.by.find(by);
  return found == query.by.end() ? std::string() : found->second;
}

std::string DateOf(TimePoint day) {
  return FormatTime(day).substr(0, 10);
}

Result<TimePoint> DayFrom(std::string_view text) {
  const auto number = [&](size_t at, size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size))
      value = IsDigit(c) && value >= 0 ? value * 10 + (c - '0') : -1;
    return value;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || number(0, 4) < 0 ||
      number(5, 2) < 0 || number(8, 2) < 0)
    return Invalid("allowed: a day like 2026-11-01");
  const std::chrono::year_month_day day{std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  if (!day.ok()) return Invalid("no such day");
  return TimePoint(std::chrono::sys_days(day));
}

RowReader::RowReader(const Json& row, std::string where) : row_(row), where_(std::move(where)) {
  if (!row.is_object()) error_ = where_ + ": allowed: object";
}

const Json* RowReader::Find(const char* field) const {
  if (!row_.is_object()) return nullptr;
  const auto found = row_.find(field);
  return found == row_.end() || found->is_null() ? nullptr : &*found;
}

bool RowReader::Has(const char* field) const {
  return Find(field) != nullptr;
}

void RowReader::Wrong(const char* field, const std::string& what) {
  if (error_.empty()) error_ = where_ + ": field " + field + ": " + what;
}

std::string RowReader::Text(const char* field) {
  const Json* value = Find(field);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  Wrong(field, "allowed: text");
  return {};
}

std::string RowReader::Need(const char* field) {
  std::string text = Text(field);
  if (text.empty()) Wrong(field, "missing or empty");
  return text;
}

std::string RowReader::Name(const char* field) {
  std::string name = Need(field);
  const bool good = std::all_of(name.begin(), name.end(), [](char c) {
    return IsLetter(c) || IsDigit(c) || c == '_' || c == '-';
  });
  if (!good) Wrong(field, "allowed: letters, digits, _ and -");
  return name;
}

std::string RowReader::Place(const char* field) {
  std::string place = Text(field);
  if (!place.empty() && !IsPlaceCode(place)) Wrong(field, "allowed: ISO 3166, like KE or KE-30");
  return place;
}

std::vector<std::string> RowReader::List(const char* field) {
  std::vector<std::string> list;
  const Json* value = Find(field);
  if (value == nullptr) return list;
  if (!value->is_array()) Wrong(field, "allowed: list of texts");
  for (const Json& one : *value) {
    if (one.is_string())
      list.push_back(one.get<std::string>());
    else
      Wrong(field, "allowed: list of texts");
  }
  return list;
}

Texts RowReader::TextsOf(const char* field) {
  Texts texts;
  const Json* value = Find(field);
  if (value == nullptr || !value->is_object() || value->empty()) {
    Wrong(field, "allowed: texts by language");
    return texts;
  }
  for (const auto& [language, text] : value->items()) {
    if (!text.is_string())
      Wrong(field, "allowed: texts by language");
    else
      texts.emplace(language, text.get<std::string>());
  }
  return texts;
}

TimePoint RowReader::Date(const char* field) {
  if (!Has(field)) Wrong(field, "missing");
  return DateOr(field, {});
}

TimePoint RowReader::DateOr(const char* field, TimePoint otherwise) {
  if (!Has(field)) return otherwise;
  const auto day = DayFrom(Text(field));
  if (day) return *day;
  Wrong(field, day.error().message);
  return otherwise;
}

Status ForEachRow(const Json& document, const char* field,
                  const std::function<void(RowReader&)>& read) {
  const auto list = document.find(field);
  if (list == document.end() || !list->is_array())
    return Invalid(std::string("field ") + field + ": allowed: a list");
  size_t number = 0;
  for (const Json& row : *list) {
    RowReader reader(row, std::string(field) + "[" + std::to_string(number++) + "]");
    if (reader.error().empty()) read(reader);
    if (!reader.error().empty()) return Invalid(reader.error());
  }
  return Unit{};
}

}  // namespace tipline::flows
