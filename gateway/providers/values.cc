#include "gateway/providers/values.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/json.h"
#include "gateway/providers/common.h"
#include "gateway/providers/multipart.h"
#include "gateway/providers/xml.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string Scalar(const json& value) {
  return value.is_string() ? value.get<std::string>() : DumpJson(value);
}

// ReadJson has bounded the depth. null is nothing.
Status Flatten(const json& value, const std::string& path, Pairs& fields) {
  if (value.is_null() || path.size() > kMaxNameBytes) return Unit{};
  if (!value.is_structured()) {
    if (fields.size() == kMaxFields) return Invalid("body: too many fields");
    fields.emplace_back(path, Scalar(value));
    return Unit{};
  }
  for (const auto& [key, member] : value.items())
    TRY(Flatten(member, path.empty() ? key : path + "." + key, fields));
  return Unit{};
}

bool IsNameOfWords(std::string_view path) {
  constexpr std::array<std::string_view, 5> kNames = {"text", "body", "message", "content", "msg"};
  const std::string_view last = path.substr(path.find_last_of("./") + 1);
  return std::any_of(kNames.begin(), kNames.end(),
                     [last](std::string_view name) { return EqualsIgnoringCase(name, last); });
}

const json* At(const json& body, std::string_view path) {
  const json* place = &body;
  while (!path.empty()) {
    const size_t dot = path.find('.');
    const std::string key(path.substr(0, dot));
    if (!place->is_object() || !place->contains(key)) return nullptr;
    place = &(*place)[key];
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return place;
}

std::string_view Segment(std::string_view& path) {
  const size_t dot = path.find('.');
  const std::string_view segment = path.substr(0, dot);
  path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  return segment;
}

bool Matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = Segment(pattern);
    const std::string_view found = Segment(path);
    if (wanted != "*" && wanted != found) return false;
  }
  return pattern.empty() && path.empty();
}

std::string_view WithoutSpace(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t from = text.find_first_not_of(kSpace);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kSpace) - from + 1);
}

// What stands behind each of many: a reference, a token. What is longer is of no batch.
Values QueryOfBatch(const http::Request& request) {
  constexpr size_t kMaxQueryBytes = 2048;
  return request.query.size() > kMaxQueryBytes ? Values()
                                               : Values(http::Form(request.query).fields());
}

Values QueryOf(const http::Request& request) {
  return Values(http::Form(request.query).fields());
}

Values FormOf(const http::Request& request) {
  Values values(IsMultipart(request) ? ReadMultipart(request) : http::Form(request.body).fields());
  values.Append(QueryOf(request));
  return values;
}

// Whether what stands in the body is of another kind than the dialect usually sends.
bool IsForm(const http::Request& request, BodyKind kind) {
  if (kind == BodyKind::kForm || IsMultipart(request)) return true;
  const std::string_view body = WithoutSpace(request.body);
  if (body.empty()) return true;
  return MediaType(request) == "application/x-www-form-urlencoded" && body.front() != '{' &&
         body.front() != '[' && body.front() != '<';
}

}  // namespace

std::string Values::AnyWords() const {
  std::string words;
  for (const auto& [path, value] : fields_)
    if (!value.empty() && IsNameOfWords(path)) words += (words.empty() ? "" : "\n") + value;
  return words;
}

void Values::Append(const Values& other) {
  fields_.insert(fields_.end(), other.fields_.begin(), other.fields_.end());
}

std::optional<std::string> Values::FindOne(const std::string& name) const {
  const size_t plus = name.find('+');
  if (plus != std::string::npos) {
    const auto first = FindOne(name.substr(0, plus));
    const auto rest = FindOne(name.substr(plus + 1));
    if (!first || first->empty() || !rest || rest->empty()) return std::nullopt;
    return *first + "-" + *rest;
  }
  const bool each = name.find('*') != std::string::npos;
  std::optional<std::string> found;
  for (const auto& [path, value] : fields_) {
    if (each ? !Matches(name, path) : name != path) continue;
    if (!each) return value;
    found = found ? *found + "\n" + value : value;
  }
  return found;
}

std::optional<std::string> Values::Find(const Names& names) const {
  std::optional<std::string> best;
  for (const std::string& name : names) {
    std::optional<std::string> found = FindOne(name);
    if (found && !found->empty()) return found;
    if (!best) best = std::move(found);
  }
  return best;
}

Result<FlatFields> FlatFields::Of(const http::Request& request, http::Form form) {
  FlatFields fields;
  if (MediaType(request) != "application/json") {
    fields.form_ = std::move(form);
    return fields;
  }
  TRY_ASSIGN(const json body, ReadJson(request.body));
  if (!body.is_object()) return Invalid("body: allowed: a JSON object");
  for (const auto& [name, value] : body.items()) {
    if (value.is_string()) fields.texts_[name] = value.get<std::string>();
    if (value.is_number_integer()) fields.texts_[name] = value.dump();
  }
  fields.form_ = http::Form(request.query);
  return fields;
}

const std::string* FlatFields::Find(std::initializer_list<const char*> names) const {
  for (const char* name : names) {
    const auto found = texts_.find(name);
    if (found != texts_.end()) return &found->second;
    if (const std::string* value = form_.Find(name)) return value;
  }
  return nullptr;
}

std::string FlatFields::Get(std::initializer_list<const char*> names) const {
  const std::string* value = Find(names);
  return value == nullptr ? std::string() : *value;
}

Result<Values> ReadBodyValues(std::string_view body, BodyKind kind) {
  switch (kind) {
    case BodyKind::kForm:
      return Values(http::Form(WithoutSpace(body)).fields());
    case BodyKind::kText:
      return Values({{"text", std::string(WithoutSpace(body))}});
    case BodyKind::kXml: {
      TRY_ASSIGN(XmlFields fields, ReadXml(body));
      return Values(std::move(fields));
    }
    case BodyKind::kJson:
      break;
  }
  TRY_ASSIGN(const json document, ReadJson(body));
  if (!document.is_structured()) return Invalid("body: allowed: a JSON object");
  Pairs fields;
  TRY(Flatten(document, "", fields));
  return Values(std::move(fields));
}

Result<Values> ReadRequestValues(const http::Request& request, BodyKind kind) {
  if (IsForm(request, kind)) return FormOf(request);
  TRY_ASSIGN(Values values, ReadBodyValues(request.body, kind));
  values.Append(QueryOf(request));
  return values;
}

Result<std::vector<Values>> ReadEachValues(const http::Request& request, BodyKind kind,
                                           const std::string& path) {
  std::vector<Values> all;
  const Values query = QueryOfBatch(request);
  if (kind == BodyKind::kXml) {
    TRY_ASSIGN(std::vector<XmlFields> elements, ReadXmlEach(request.body, path));
    for (XmlFields& fields : elements)
      all.emplace_back(std::move(fields)).Append(query);
    return all;
  }
  TRY_ASSIGN(const json document, ReadJson(request.body));
  const json* list = At(document, path);
  if (list == nullptr || !list->is_structured())
    return Invalid("body: allowed: a list of messages");
  if (list->is_array() && list->size() > kMaxElements) return Invalid("body: too many messages");
  // One alone may come without the list around it.
  const json alone = list->is_object() ? json::array({*list}) : json();
  for (const json& element : list->is_object() ? alone : *list) {
    Pairs fields;
    TRY(Flatten(element, "", fields));
    all.emplace_back(std::move(fields)).Append(query);
  }
  return all;
}

}  // namespace tipline::gateway
