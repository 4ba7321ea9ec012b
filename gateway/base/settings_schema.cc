#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/nearest.h"
#include "gateway/base/schema.h"
#include "gateway/base/settings_parts.h"

namespace tipline::gateway {
std::string_view Embedded(std::string_view path);  // made by the build from *.schema.json
}

namespace tipline::settings {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kSchemaFile = "gateway/base/settings.schema.json";
constexpr size_t kShownBytes = 60;

const Json& SchemaJson() {
  static const Json& json = *new Json(Json::parse(gateway::Embedded(kSchemaFile), nullptr, false));
  return json;
}

const Json& At(const Json& json, const std::string& pointer) {
  static const Json& nothing = *new Json();
  const Json::json_pointer place(pointer);
  return json.contains(place) ? json[place] : nothing;
}

std::string Kind(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list of " + std::to_string(value.size());
  if (value.is_string()) return "a string";
  if (value.is_boolean()) return "true or false";
  return value.is_null() ? "null" : "a number";
}

// The value itself where it is short and cannot be a secret.
std::string Found(const Json& value, const Json& rule) {
  if (value.is_structured() || rule.value("secret", false)) return Kind(value);
  const std::string text = DumpJson(value);
  return text.size() <= kShownBytes ? text
                                    : Kind(value) + " of " + std::to_string(text.size()) + " bytes";
}

std::vector<std::string> Names(const Json& rule) {
  std::vector<std::string> names;
  for (const auto& [name, unused] : rule["properties"].items())
    if (name != "$comment") names.push_back(name);
  return names;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names)
    all += (all.empty() ? "" : ", ") + name;
  return all;
}

// The finding points at the key itself. Its value is not shown: it may be a secret in the wrong
// file.
Error UnknownKey(const std::string& file, const SchemaFinding& finding, const Json& rule) {
  const auto names = Names(rule);
  const std::string near = Nearest(Json::json_pointer(finding.document).back(), names);
  return Wrong(file, finding.document, "an unknown key",
               Joined(names) + (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
}

Error MissingKey(const std::string& file, const SchemaFinding& finding, const Json& object,
                 const Json& rule) {
  for (const auto& name : rule["required"]) {
    if (object.contains(name)) continue;
    const auto key = name.get<std::string>();
    return Wrong(file, (Json::json_pointer(finding.document) / key).to_string(), "nothing",
                 rule["properties"][key].value("description", "a value"));
  }
  return Wrong(file, finding.document, "too little", "more");
}

}  // namespace

Status CheckShape(const Json& config, const std::string& file) {
  const auto schema = Schema::Compile(gateway::Embedded(kSchemaFile));
  if (!schema) return Internal("settings.schema.json: " + schema.error().message);
  const auto finding = schema->Check(DumpJson(config));
  if (!finding) return Unit{};
  const Json& rule = At(SchemaJson(), finding->schema);
  const Json& value = At(config, finding->document);
  if (finding->keyword == "additionalProperties") return UnknownKey(file, *finding, rule);
  if (finding->keyword == "required") return MissingKey(file, *finding, value, rule);
  return Wrong(file, finding->document, Found(value, rule),
               rule.value("description", "something else"));
}

}  // namespace tipline::settings
