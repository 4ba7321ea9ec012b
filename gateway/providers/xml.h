// XML of telecom gateways: small documents without a schema. xml.cc is the only file that knows
// pugixml. A DOCTYPE is refused, so there are no entities but the five of XML itself and character
// references; depth and size are bounded. Bytes that
// are not UTF-8 are read as Latin-1. Pure; thread-safe. Tests: tests/gateway/providers.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/base/result.h"

namespace tipline::gateway {

constexpr size_t kMaxXmlBytes = size_t{64} * 1024;  // as the body of a webhook
constexpr int kMaxXmlDepth = 32;
constexpr size_t kMaxXmlPathBytes = 128;
constexpr size_t kMaxXmlFields = 4000;  // elements and attributes together

// Elements by their path ("message/from"), attributes behind an '@' ("message/@id"), in the order
// of the document. Prefixes of namespaces are left out. The text of an element is its own, without
// that of the elements in it. Paths of more than kMaxXmlPathBytes are left out, with all below
// them.
using XmlFields = std::vector<std::pair<std::string, std::string>>;

// kInvalid: "body: not XML", "body: holds a DOCTYPE", "body: XML too deep", ...; never the content.
Result<XmlFields> ReadXml(std::string_view body);
// The elements at `path` ("sms-request/message"), each with the paths below it ("@id", "content").
// Where there is no such element, those of the last name of the path, wherever they stand: whoever
// calls what is around them differently must not lose them. None: the list is there and empty. A
// document with neither: kInvalid.
Result<std::vector<XmlFields>> ReadXmlEach(std::string_view body, std::string_view path);

// Text for an element or an attribute in double quotes: markup escaped, what XML 1.0 forbids left
// out. An apostrophe stays as it is: not every reader of the answers knows &apos;.
std::string XmlText(std::string_view text);

}  // namespace tipline::gateway
