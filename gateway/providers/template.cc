#include "gateway/providers/template.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/http/message.h"
#include "gateway/providers/xml.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == ':' || c == '.' || c == '-';
}

// One place; `one` and `other` only of a choice.
struct Place {
  std::string_view name, one, other;
  bool choice = false;
};

bool ReadPlace(std::string_view inside, Place& place) {
  const size_t question = inside.find('?');
  place = {};
  place.name = inside.substr(0, question);
  if (place.name.empty() || !std::all_of(place.name.begin(), place.name.end(), IsNameCharacter))
    return false;
  if (question == std::string_view::npos) return true;
  const size_t colon = inside.find(':', question);
  if (colon == std::string_view::npos) return false;
  place.choice = true;
  place.one = inside.substr(question + 1, colon - question - 1);
  place.other = inside.substr(colon + 1);
  return true;
}

// Calls `plain` with what stands between places and `filled` with each of them.
template <typename Plain, typename Filled>
void Each(std::string_view text, Braces braces, Plain plain, Filled filled) {
  size_t from = 0;
  size_t at = 0;
  while ((at = text.find(braces.open, at)) != std::string_view::npos) {
    const size_t inside = at + braces.open.size();
    const size_t end = text.find(braces.close, inside);
    Place place;
    if (end == std::string_view::npos) break;
    if (!ReadPlace(text.substr(inside, end - inside), place)) {
      at = inside;
      continue;
    }
    plain(text.substr(from, at - from));
    filled(place);
    from = at = end + braces.close.size();
  }
  plain(text.substr(from));
}

std::string Escaped(const std::string& value, Escape escape) {
  switch (escape) {
    case Escape::kNone:
      return value;
    case Escape::kJson: {
      const std::string quoted = DumpJson(json(value));
      return quoted.substr(1, quoted.size() - 2);
    }
    case Escape::kXml:
      return XmlText(value);
    case Escape::kForm:
      return http::UrlEncode(value);
  }
  return value;
}

// Whether it has places and all of them come out empty.
bool AllEmpty(std::string_view text, const Lookup& lookup) {
  bool any = false;
  bool empty = true;
  Each(
      text, {}, [](std::string_view) {},
      [&](const Place& place) {
        any = true;
        empty = empty && !place.choice && lookup(place.name).empty();
      });
  return any && empty;
}

bool LeftOut(const json& value, const Lookup& lookup) {
  return value.is_string() && AllEmpty(value.get_ref<const std::string&>(), lookup);
}

json FillText(const std::string& text, const Lookup& lookup) {
  const std::string_view view(text);
  if (view.size() > 2 && view.front() == '{' && view.back() == '}' &&
      IsFlag(view.substr(1, view.size() - 2)))
    return !lookup(view.substr(1, view.size() - 2)).empty();
  return Fill(text, lookup, Escape::kNone);
}

}  // namespace

bool IsFlag(std::string_view name) {
  return name == "ends" || name == "continues" || name == "unicode";
}

std::vector<std::string> Places(std::string_view text, Braces braces) {
  std::vector<std::string> names;
  Each(
      text, braces, [](std::string_view) {},
      [&names](const Place& place) {
        names.push_back(std::string(place.name) + (place.choice ? "?" : ""));
      });
  return names;
}

std::string Fill(std::string_view text, const Lookup& lookup, Escape escape, Braces braces) {
  std::string filled;
  Each(
      text, braces, [&filled](std::string_view plain) { filled += plain; },
      [&](const Place& place) {
        const std::string value = lookup(place.name);
        if (place.choice)
          filled += value.empty() ? place.other : place.one;
        else
          filled += Escaped(value, escape);
      });
  return filled;
}

json FillJson(const json& value, const Lookup& lookup, bool leave_out) {
  if (value.is_string()) return FillText(value.get_ref<const std::string&>(), lookup);
  if (!value.is_structured()) return value;
  json filled = value.is_object() ? json::object() : json::array();
  for (const auto& [key, member] : value.items()) {
    if (leave_out && LeftOut(member, lookup)) continue;
    if (value.is_object())
      filled[key] = FillJson(member, lookup, leave_out);
    else
      filled.push_back(FillJson(member, lookup, leave_out));
  }
  return filled;
}

std::vector<std::string> PlacesOf(const json& value) {
  if (value.is_string()) return Places(value.get_ref<const std::string&>());
  std::vector<std::string> all;
  if (!value.is_structured()) return all;
  for (const auto& [key, member] : value.items())
    for (std::string& name : PlacesOf(member))
      all.push_back(std::move(name));
  return all;
}

}  // namespace tipline::gateway
