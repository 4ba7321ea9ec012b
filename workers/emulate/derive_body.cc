// Bodies that are put together field by field.
#include <algorithm>
#include <utility>

#include "workers/emulate/derive_json.h"

namespace tipline::emulate {
namespace {

using gateway::BodyKind;
using nlohmann::json;

bool IsIndex(const std::string& segment) {
  return segment == "*" ||
         (!segment.empty() && segment.size() < 3 &&
          std::all_of(segment.begin(), segment.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

// Patterns are text; of an element's attributes and children, attributes come first by their '@'.
std::string XmlOf(const std::string& name, const json& node) {
  if (node.is_string()) return "<" + name + ">" + node.get<std::string>() + "</" + name + ">";
  std::string attributes;
  std::string inside;
  for (const auto& [member, value] : node.items()) {
    if (member.starts_with('@'))
      attributes += " " + member.substr(1) + "=\"" + value.get<std::string>() + "\"";
    else
      inside += XmlOf(member, value);
  }
  return "<" + name + attributes + ">" + inside + "</" + name + ">";
}

}  // namespace

std::vector<std::string> SplitAt(const std::string& text, char separator) {
  std::vector<std::string> segments(1);
  for (const char c : text) {
    if (c == separator)
      segments.emplace_back();
    else
      segments.back() += c;
  }
  return segments;
}

void BodyMaker::Put(const std::string& name, json value) {
  if (name.find('+') != std::string::npos) return;
  if (kind_ == BodyKind::kForm || kind_ == BodyKind::kText) {
    fields_[name] = std::move(value);
    return;
  }
  json* at = &fields_;
  for (const std::string& segment : SplitAt(name, kind_ == BodyKind::kXml ? '/' : '.')) {
    if (kind_ == BodyKind::kJson && IsIndex(segment))
      at = &(*at)[segment == "*" ? 0 : static_cast<size_t>(std::stoi(segment))];
    else
      at = &(*at)[segment];
  }
  *at = std::move(value);
}

std::string BodyMaker::Xml() const {
  std::string xml;
  for (const auto& [name, node] : fields_.items())
    xml += XmlOf(name, node);
  return xml;
}

}  // namespace tipline::emulate
