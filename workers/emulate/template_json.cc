#include "workers/emulate/template_json.h"

#include <charconv>
#include <ctime>
#include <iomanip>
#include <optional>
#include <sstream>

#include "flows/base/ascii.h"
#include "flows/base/text.h"
#include "gateway/base/crypto.h"
#include "gateway/base/hmac.h"

namespace tipline::emulate {
namespace {

using nlohmann::json;

struct Placeholder {
  std::string_view name;
  bool optional = false;
  std::vector<std::string_view> filters;
};

// Of what stands between the braces.
Placeholder Read(std::string_view inside) {
  Placeholder found;
  size_t bar = inside.find('|');
  found.name = inside.substr(0, bar);
  if (!found.name.empty() && found.name.back() == '?') {
    found.optional = true;
    found.name.remove_suffix(1);
  }
  while (bar != std::string_view::npos) {
    inside.remove_prefix(bar + 1);
    bar = inside.find('|');
    found.filters.push_back(inside.substr(0, bar));
  }
  return found;
}

std::optional<int64_t> Integer(std::string_view text) {
  int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string Utf16Be(std::string_view text) {
  std::string bytes;
  const auto unit = [&bytes](char32_t value) {
    bytes += static_cast<char>(value >> 8U & 0xFFU);
    bytes += static_cast<char>(value & 0xFFU);
  };
  for (size_t at = 0; at < text.size();) {
    const char32_t c = NextCodePoint(text, at);
    if (c < 0x10000) {
      unit(c);
    } else {
      unit(0xD800 + ((c - 0x10000) >> 10U));
      unit(0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
  }
  return bytes;
}

// `ms`: UTC milliseconds, as the value `now` holds them.
Result<std::string> InTime(const std::string& ms, std::string_view format) {
  const std::optional<int64_t> value = Integer(ms);
  if (!value) return Invalid("filter time: the value is no time");
  const std::time_t seconds = *value / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::ostringstream text;
  text << std::put_time(&parts, std::string(format).c_str());
  return text.str();
}

Result<std::string> Filter(std::string_view filter, std::string value) {
  if (filter == "int" || filter == "bool") return value;
  if (filter == "no_plus") return value.starts_with('+') ? value.substr(1) : value;
  if (filter == "lower") return AsciiLower(value);
  if (filter == "upper") {
    for (char& c : value)
      c = AsciiUpper(c);
    return value;
  }
  if (filter == "base64") return Base64(value);
  if (filter == "hex") return Hex(value);
  if (filter == "md5") return Md5(value);
  if (filter == "utf16be") return Utf16Be(value);
  if (filter == "seconds") {
    const std::optional<int64_t> ms = Integer(value);
    return ms ? Result<std::string>(std::to_string(*ms / 1000))
              : Result<std::string>(Invalid("filter seconds: the value is no time"));
  }
  if (filter.starts_with("time:")) return InTime(value, filter.substr(5));
  return Invalid("unknown filter \"" + std::string(filter) + "\"");
}

Result<std::string> ValueOf(const Placeholder& placeholder, const Values& values) {
  const auto found = values.find(placeholder.name);
  if (found == values.end()) {
    if (placeholder.optional) return std::string();
    return Invalid("no value {" + std::string(placeholder.name) + "}");
  }
  std::string value = found->second;
  for (const std::string_view filter : placeholder.filters) {
    TRY_ASSIGN(value, Filter(filter, std::move(value)));
  }
  return value;
}

// The one placeholder that the whole pattern is.
std::optional<Placeholder> Alone(std::string_view pattern) {
  if (pattern.size() < 3 || pattern.front() != '{' || pattern[1] == '{' ||
      pattern.find('}') != pattern.size() - 1)
    return std::nullopt;
  return Read(pattern.substr(1, pattern.size() - 2));
}

Result<json> ExpandText(const std::string& pattern, const Values& values) {
  TRY_ASSIGN(std::string text, Expand(pattern, values));
  const std::optional<Placeholder> alone = Alone(pattern);
  const std::string_view last =
      alone && !alone->filters.empty() ? alone->filters.back() : std::string_view();
  if (last == "bool") return json(text == "true");
  if (last != "int") return json(std::move(text));
  const std::optional<int64_t> number = Integer(text);
  if (!number) return Invalid("value {" + std::string(alone->name) + "}: no whole number");
  return json(*number);
}

bool LeftOutJson(const json& pattern, const Values& values) {
  return pattern.is_string() && LeftOut(pattern.get_ref<const std::string&>(), values);
}

}  // namespace

Result<std::string> Expand(std::string_view pattern, const Values& values, const Escape& escape) {
  std::string text;
  for (size_t at = 0; at < pattern.size();) {
    if (pattern[at] != '{') {
      text += pattern[at++];
      continue;
    }
    if (pattern.substr(at, 2) == "{{") {
      text += '{';
      at += 2;
      continue;
    }
    const size_t end = pattern.find('}', at);
    if (end == std::string_view::npos) return Invalid("a pattern has a { without }");
    TRY_ASSIGN(const std::string value,
               ValueOf(Read(pattern.substr(at + 1, end - at - 1)), values));
    text += escape ? escape(value) : value;
    at = end + 1;
  }
  return text;
}

bool LeftOut(std::string_view pattern, const Values& values) {
  const std::optional<Placeholder> alone = Alone(pattern);
  if (!alone || !alone->optional) return false;
  const auto found = values.find(alone->name);
  return found == values.end() || found->second.empty();
}

Result<json> ExpandJson(const json& pattern, const Values& values) {
  if (pattern.is_string()) return ExpandText(pattern.get_ref<const std::string&>(), values);
  if (!pattern.is_structured()) return pattern;
  json expanded = pattern.is_array() ? json::array() : json::object();
  for (const auto& [name, member] : pattern.items()) {
    if (LeftOutJson(member, values)) continue;
    TRY_ASSIGN(json value, ExpandJson(member, values));
    if (pattern.is_array())
      expanded.push_back(std::move(value));
    else
      expanded[name] = std::move(value);
  }
  return expanded;
}

Result<std::vector<std::pair<std::string, std::string>>> ExpandFields(const json& patterns,
                                                                      const Values& values) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, pattern] : patterns.items()) {
    for (const json& one : pattern.is_array() ? pattern : json::array({pattern})) {
      if (!one.is_string()) return Invalid("field " + name + ": a pattern has to be a string");
      if (LeftOutJson(one, values)) continue;
      TRY_ASSIGN(std::string value, Expand(one.get_ref<const std::string&>(), values));
      fields.emplace_back(name, std::move(value));
    }
  }
  return fields;
}

Status AddValues(const json& more, Values& values) {
  if (more.is_null()) return Unit{};
  Values added;
  for (const auto& [name, pattern] : more.items()) {
    if (!pattern.is_string()) return Invalid("value " + name + ": has to be a string");
    TRY_ASSIGN(added[name], Expand(pattern.get_ref<const std::string&>(), values));
  }
  for (auto& [name, value] : added)
    values[name] = std::move(value);
  return Unit{};
}

}  // namespace tipline::emulate
