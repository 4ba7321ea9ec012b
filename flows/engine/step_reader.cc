#include "flows/engine/step_reader.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

constexpr int64_t kMaxNumber = 1'000'000;

bool IsName(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string Found(const Json& value) {
  return std::string("found ") + value.type_name();
}

}  // namespace

StepReader::StepReader(const Json& object, std::string where, std::string prefix,
                       const Translate& translate, BuildError& error)
    : object_(object),
      where_(std::move(where)),
      prefix_(std::move(prefix)),
      translate_(translate),
      error_(error) {
  if (!object.is_object()) error_.Add(where_, Found(object) + "; allowed: object");
}

const Json* StepReader::Find(const char* field) {
  known_.emplace(field);
  if (!object_.is_object()) return nullptr;
  const auto found = object_.find(field);
  return found == object_.end() ? nullptr : &*found;
}

bool StepReader::Has(const char* field) const {
  return object_.is_object() && object_.contains(field);
}

void StepReader::Wrong(const char* field, const std::string& what) {
  error_.Add(where_ + ": field " + field, what);
}

std::string StepReader::Text(const char* field) {
  const Json* value = Find(field);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  Wrong(field, Found(*value) + "; allowed: text");
  return {};
}

std::string StepReader::Need(const char* field) {
  std::string text = Text(field);
  if (text.empty()) Wrong(field, "missing or empty");
  return text;
}

std::string StepReader::Name(const char* field) {
  std::string name = Need(field);
  if (!IsName(name)) Wrong(field, "allowed: a-z, 0-9 and _");
  return name;
}

int StepReader::Number(const char* field, int otherwise) {
  const Json* value = Find(field);
  if (value == nullptr) return otherwise;
  if (value->is_number_integer() && value->get<int64_t>() >= 0 &&
      value->get<int64_t>() <= kMaxNumber)
    return value->get<int>();
  Wrong(field, Found(*value) + "; allowed: 0 to " + std::to_string(kMaxNumber));
  return otherwise;
}

bool StepReader::Flag(const char* field) {
  const Json* value = Find(field);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  Wrong(field, Found(*value) + "; allowed: true, false");
  return false;
}

std::vector<std::string> StepReader::Texts(const char* field) {
  std::vector<std::string> texts;
  const Json* value = Find(field);
  if (value == nullptr) return texts;
  if (!value->is_array()) Wrong(field, Found(*value) + "; allowed: list of texts");
  for (const Json& one : *value) {
    if (one.is_string())
      texts.push_back(one.get<std::string>());
    else
      Wrong(field, Found(one) + "; allowed: text");
  }
  return texts;
}

Values StepReader::TextMap(const char* field) {
  Values values;
  const Json* value = Find(field);
  if (value == nullptr) return values;
  if (!value->is_object()) {
    Wrong(field, Found(*value) + "; allowed: object of texts");
    return values;
  }
  for (const auto& [name, text] : value->items()) {
    if (!text.is_string() || !IsName(name)) {
      Wrong(field, "allowed: names with texts");
      break;
    }
    values.emplace_back(name, text.get<std::string>());
  }
  return values;
}

Wording StepReader::Words(const char* field, const std::string& slot) {
  std::string source = Text(field);
  return source.empty() ? Wording{} : translate_(prefix_ + slot, std::move(source));
}

std::vector<Choice> StepReader::Options() {
  std::vector<Choice> options;
  const Json* list = Find("options");
  if (list == nullptr || !list->is_array() || list->empty()) {
    Wrong("options", "allowed: a list of at least one option");
    return options;
  }
  for (const Json& entry : *list) {
    StepReader reader(entry, where_ + ": option " + std::to_string(options.size() + 1), prefix_,
                      translate_, error_);
    Choice choice;
    choice.value = reader.Name("value");
    choice.text = reader.Words("text", "option." + choice.value);
    if (choice.text.empty()) reader.Wrong("text", "missing or empty");
    choice.next = reader.Next();
    choice.set = reader.TextMap("set");
    choice.cry = reader.Flag("cry");
    choice.bland = reader.Flag("bland");
    if (choice.bland && std::any_of(options.begin(), options.end(),
                                    [](const Choice& other) { return other.bland; }))
      reader.Wrong("bland", "two options");
    reader.Finish();
    const bool twice = std::any_of(options.begin(), options.end(), [&](const Choice& other) {
      return other.value == choice.value;
    });
    if (twice) reader.Wrong("value", "the same value twice");
    options.push_back(std::move(choice));
  }
  return options;
}

Case StepReader::ReadCase(const Json& entry, const std::string& where) {
  StepReader reader(entry, where, prefix_, translate_, error_);
  Case one;
  one.var = reader.Name("var");
  one.next = {reader.Need("next"), -1};
  one.presence = reader.Has("set");
  one.is_set = !one.presence || reader.Flag("set");
  if (reader.Has("is")) one.values.push_back(reader.Text("is"));
  if (reader.Has("in")) one.values = reader.Texts("in");
  if (!one.presence && one.values.empty()) reader.Wrong("is", "missing; allowed: is, in or set");
  reader.Finish();
  return one;
}

std::vector<Case> StepReader::Cases() {
  std::vector<Case> cases;
  const Json* list = Find("cases");
  if (list == nullptr || !list->is_array()) {
    Wrong("cases", "allowed: a list of cases");
    return cases;
  }
  for (const Json& entry : *list)
    cases.push_back(ReadCase(entry, where_ + ": case " + std::to_string(cases.size() + 1)));
  return cases;
}

std::vector<Point> StepReader::Points() {
  std::vector<Point> points;
  const Json* list = Find("points");
  if (list == nullptr || !list->is_array() || list->empty()) {
    Wrong("points", "allowed: a list of at least one point");
    return points;
  }
  for (const Json& entry : *list) {
    StepReader reader(entry, where_ + ": point " + std::to_string(points.size() + 1), prefix_,
                      translate_, error_);
    Point point;
    point.item = reader.Name("item");
    point.var = reader.Name("var");
    if (reader.Has("is")) point.values.push_back(reader.Text("is"));
    if (reader.Has("in")) point.values = reader.Texts("in");
    if (point.values.empty()) reader.Wrong("is", "missing; allowed: is or in");
    const std::string weight = reader.Need("weight");
    if (weight != "strong" && weight != "medium" && weight != "weak")
      reader.Wrong("weight", "allowed: strong, medium, weak");
    point.weight = weight == "strong"   ? Weight::kStrong
                   : weight == "medium" ? Weight::kMedium
                                        : Weight::kWeak;
    point.text = reader.Words("text", "point." + point.item);
    reader.Finish();
    if (std::any_of(points.begin(), points.end(),
                    [&](const Point& other) { return other.item == point.item; }))
      reader.Wrong("item", "the same item twice");
    points.push_back(std::move(point));
  }
  return points;
}

void StepReader::Finish() {
  known_.emplace("note");  // for whoever edits the document
  if (!object_.is_object()) return;
  for (const auto& [field, value] : object_.items())
    if (known_.count(field) == 0) error_.Add(where_, "unknown field " + field);
}

}  // namespace tipline::flows
