#include "gateway/providers/xml.h"

#include <string_view>

#include <pugixml.hpp>

#include "flows/base/text.h"
#include "gateway/providers/charset.h"

namespace tipline::gateway {
namespace {

std::string_view LocalName(std::string_view name) {
  const size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string Below(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "/" + std::string(name);
}

std::string OwnText(const pugi::xml_node& element) {
  std::string text;
  for (const pugi::xml_node& child : element.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
      text += child.value();
  return text;
}

bool IsEmpty(const pugi::xml_node& element) {
  for (const pugi::xml_node& child : element.children())
    if (child.type() == pugi::node_element) return false;
  return OwnText(element).find_first_not_of(" \t\r\n") == std::string::npos;
}

// The parser of pugixml has no limit of its own on depth: it does not recurse. Ours does.
class Reader {
 public:
  Status Read(std::string_view body) {
    if (body.size() > kMaxXmlBytes) return Invalid("body: XML too large");
    // Words in another charset than the document says: better odd letters than none.
    const std::string text = ValidUtf8(body) ? std::string(body) : FromLatin1(body);
    if (text.find('\0') != std::string::npos) return Invalid("body: holds NUL");
    constexpr unsigned kOptions =
        (pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata_single) &
        ~static_cast<unsigned>(pugi::parse_wconv_attribute);
    if (!document_.load_buffer(text.data(), text.size(), kOptions, pugi::encoding_utf8))
      return Invalid("body: not XML");
    for (const pugi::xml_node& child : document_.children())
      if (child.type() == pugi::node_doctype) return Invalid("body: holds a DOCTYPE");
    const pugi::xml_node root = document_.document_element();
    if (!root) return Invalid("body: not XML");
    return Unit{};
  }

  pugi::xml_node Root() const { return document_.document_element(); }

  Status Walk(const pugi::xml_node& element, const std::string& path, int depth,
              XmlFields& fields) {
    if (depth > kMaxXmlDepth) return Invalid("body: XML too deep");
    if (++seen_ > kMaxXmlFields) return Invalid("body: too many elements");
    for (const pugi::xml_attribute& attribute : element.attributes()) {
      if (++seen_ > kMaxXmlFields) return Invalid("body: too many elements");
      std::string name = Below(path, "@" + std::string(LocalName(attribute.name())));
      if (name.size() <= kMaxXmlPathBytes) fields.emplace_back(std::move(name), attribute.value());
    }
    fields.emplace_back(path, OwnText(element));
    for (const pugi::xml_node& child : element.children()) {
      if (child.type() != pugi::node_element) continue;
      const std::string below = Below(path, LocalName(child.name()));
      if (below.size() <= kMaxXmlPathBytes) TRY(Walk(child, below, depth + 1, fields));
    }
    return Unit{};
  }

  // `names`: what of the path is left.
  Status WalkEach(const pugi::xml_node& element, std::string_view names,
                  std::vector<XmlFields>& all) {
    const size_t slash = names.find('/');
    if (LocalName(element.name()) != names.substr(0, slash)) return Unit{};
    if (slash == std::string_view::npos) {
      all.emplace_back();
      return Walk(element, "", 0, all.back());
    }
    const std::string_view rest = names.substr(slash + 1);
    if (rest.find('/') == std::string_view::npos && IsEmpty(element)) empty_list_ = true;
    for (const pugi::xml_node& child : element.children())
      if (child.type() == pugi::node_element) TRY(WalkEach(child, rest, all));
    return Unit{};
  }

  // Those of that name, wherever they stand, but none within another.
  Status WalkAll(const pugi::xml_node& element, std::string_view name, int depth,
                 std::vector<XmlFields>& all) {
    if (depth > kMaxXmlDepth) return Invalid("body: XML too deep");
    if (LocalName(element.name()) == name) {
      all.emplace_back();
      return Walk(element, "", 0, all.back());
    }
    for (const pugi::xml_node& child : element.children())
      if (child.type() == pugi::node_element) TRY(WalkAll(child, name, depth + 1, all));
    return Unit{};
  }

  bool HasEmptyList() const { return empty_list_; }

 private:
  pugi::xml_document document_;
  size_t seen_ = 0;
  bool empty_list_ = false;
};

}  // namespace

Result<XmlFields> ReadXml(std::string_view body) {
  Reader reader;
  TRY(reader.Read(body));
  XmlFields fields;
  TRY(reader.Walk(reader.Root(), std::string(LocalName(reader.Root().name())), 1, fields));
  return fields;
}

Result<std::vector<XmlFields>> ReadXmlEach(std::string_view body, std::string_view path) {
  Reader reader;
  TRY(reader.Read(body));
  std::vector<XmlFields> all;
  TRY(reader.WalkEach(reader.Root(), path, all));
  if (!all.empty() || reader.HasEmptyList()) return all;
  TRY(reader.WalkAll(reader.Root(), path.substr(path.rfind('/') + 1), 1, all));
  if (all.empty()) return Invalid("body: allowed: a list of messages");
  return all;
}

std::string XmlText(std::string_view text) {
  std::string xml;
  for (const char c : text) {
    switch (c) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '"':
        xml += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t') xml += c;
    }
  }
  return xml;
}

}  // namespace tipline::gateway
