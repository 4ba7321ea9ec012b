#include "gateway/providers/values.h"

#include <algorithm>

#include <nlohmann/json.hpp>

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
void Flatten(const json& value, const std::string& path, Pairs& fields) {
  if (value.is_null()) return;
  if (!value.is_structured()) {
    fields.emplace_back(path, Scalar(value));
    return;
  }
  for (const auto& [key, member] : value.items())
    Flatten(member, path.empty() ? key : path + "." + key, fields);
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
  Flatten(document, "", fields);
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
  const Values query = QueryOf(request);
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
  // One alone may come without the list around it.
  const json alone = list->is_object() ? json::array({*list}) : json();
  for (const json& element : list->is_object() ? alone : *list) {
    Pairs fields;
    Flatten(element, "", fields);
    all.emplace_back(std::move(fields)).Append(query);
  }
  return all;
}

}  // namespace tipline::gateway
