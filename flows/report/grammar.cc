#include "flows/report/grammar.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "flows/base/text.h"
#include "flows/knowledge/rows.h"

namespace tipline::flows::report {
namespace {

using Json = nlohmann::json;

constexpr int kMostNumber = 100'000;

int NumberOf(RowReader& reader, const Json& row, const char* field) {
  const auto found = row.find(field);
  if (found != row.end() && found->is_number_integer()) {
    const auto number = found->get<int64_t>();
    if (number >= 0 && number <= kMostNumber) return static_cast<int>(number);
  }
  reader.Wrong(field, "allowed: 0 to 100000");
  return 0;
}

void ReadValues(RowReader& reader, const Json& row, Field& field) {
  const auto values = row.find("values");
  if (values == row.end() || !values->is_object() || values->empty())
    return reader.Wrong("values", "allowed: value with the words for it");
  for (const auto& [value, words] : values->items()) {
    field.values.emplace_back(FoldBare(value), value);
    if (!words.is_array()) return reader.Wrong("values", "allowed: lists of words");
    for (const Json& word : words) {
      if (!word.is_string()) return reader.Wrong("values", "allowed: lists of words");
      field.values.emplace_back(FoldBare(word.get<std::string>()), value);
    }
  }
}

Field ReadField(RowReader& reader, const Json& row) {
  Field field;
  const std::string letter = reader.Need("letter");
  if (letter.size() != 1 || letter[0] < 'a' || letter[0] > 'z')
    reader.Wrong("letter", "allowed: one letter, a to z");
  else
    field.letter = letter[0];
  const std::string kind = reader.Need("kind");
  if (kind == "number") {
    field.kind = Field::Kind::kNumber;
    field.from = NumberOf(reader, row, "from");
    field.to = NumberOf(reader, row, "to");
  } else if (kind == "one_of") {
    field.kind = Field::Kind::kOneOf;
    ReadValues(reader, row, field);
  } else if (kind != "words") {
    reader.Wrong("kind", "allowed: number, one_of, words");
  }
  return field;
}

}  // namespace

const Type* FindType(const std::vector<Type>& types, std::string_view word) {
  const auto found =
      std::find_if(types.begin(), types.end(), [&](const Type& one) { return one.word == word; });
  return found == types.end() ? nullptr : &*found;
}

Result<Grammar> ReadGrammar(const Json& document) {
  Grammar grammar;
  std::set<std::string> letters, words;
  size_t at = 0;
  TRY(ForEachRow(document, "fields", [&](RowReader& reader) {
    grammar.fields.push_back(ReadField(reader, document["fields"][at++]));
    if (!letters.insert(std::string(1, grammar.fields.back().letter)).second)
      reader.Wrong("letter", "the same one twice");
  }));
  TRY(ForEachRow(document, "types", [&](RowReader& reader) {
    Type type{FoldBare(reader.Name("word")), reader.List("needs"), reader.List("may"),
              reader.Text("makes") == "case"};
    if (type.word.size() < 2) reader.Wrong("word", "allowed: two letters and more");
    if (!words.insert(type.word).second) reader.Wrong("word", "the same one twice");
    for (const auto* list : {&type.needs, &type.may})
      for (const std::string& letter : *list)
        if (!letters.contains(letter)) reader.Wrong("needs", "no field " + letter);
    grammar.types.push_back(std::move(type));
  }));
  return grammar;
}

std::string Write(const Report& report) {
  std::string out;
  for (const char c : report.type)
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  for (const auto& [letter, value] : report.fields) {
    if (!out.empty()) out += "; ";
    out += static_cast<char>(letter[0] - 'a' + 'A');
    out += "=" + value;
  }
  return out;
}

Report ReadWritten(std::string_view written) {
  Report report;
  while (!written.empty()) {
    const size_t end = std::min(written.find(';'), written.size());
    const std::string_view part = Trim(written.substr(0, end));
    written.remove_prefix(std::min(end + 1, written.size()));
    if (part.size() > 2 && part[1] == '=')
      report.fields[FoldBare(part.substr(0, 1))] = std::string(part.substr(2));
    else
      report.type = FoldBare(part);
  }
  return report;
}

std::string WriteNeeds(const Grammar& grammar) {
  std::string out;
  for (const Type& type : grammar.types) {
    out += (out.empty() ? "" : " ") + type.word + (type.makes_case ? "!:" : ":");
    for (const std::string& letter : type.needs)
      out += letter;
  }
  return out;
}

std::vector<Type> ReadNeeds(std::string_view written) {
  std::vector<Type> types;
  for (size_t at = 0; at < written.size();) {
    const size_t end = std::min(written.find(' ', at), written.size());
    const std::string_view one = written.substr(at, end - at);
    at = end + 1;
    const size_t colon = std::min(one.find(':'), one.size());
    std::string_view word = one.substr(0, colon);
    Type type;
    type.makes_case = word.ends_with('!');
    if (type.makes_case) word.remove_suffix(1);
    type.word = word;
    for (const char letter : one.substr(std::min(colon + 1, one.size())))
      type.needs.emplace_back(1, letter);
    types.push_back(std::move(type));
  }
  return types;
}

std::string Missing(const std::vector<Type>& types, const Report& report) {
  std::string missing;
  const Type* type = FindType(types, report.type);
  if (type == nullptr) {
    for (const Type& one : types)
      missing += (missing.empty() ? "" : "/") + Write({one.word, {}, {}});
    return missing;
  }
  for (const std::string& letter : type->needs)
    if (!report.fields.contains(letter)) {
      missing += missing.empty() ? "" : ", ";
      missing += static_cast<char>(letter[0] - 'a' + 'A');
    }
  return missing;
}

Report Merge(Report earlier, const Report& later, bool* changes) {
  if (!later.type.empty()) earlier.type = later.type;
  for (const auto& [letter, value] : later.fields) {
    std::string& kept = earlier.fields[letter];
    if (changes != nullptr && !kept.empty() && kept != value) *changes = true;
    kept = value;
  }
  earlier.unread = later.unread;
  return earlier;
}

}  // namespace tipline::flows::report
