#include "gateway/http/message.h"

#include <algorithm>
#include <cstdint>

#include "flows/base/ascii.h"
#include "gateway/http/request_parser.h"
#include "gateway/http/status.h"

namespace tipline::http {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = AsciiLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool IsUnreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string_view Request::Header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (EqualsIgnoringCase(key, name)) return value;
  return {};
}

bool Request::HasHeader(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(),
                     [name](const auto& header) { return EqualsIgnoringCase(header.first, name); });
}

Response Response::Error(int status) {
  Response response;
  response.status = status;
  response.body = AsciiLower(ReasonOf(status)) + '\n';
  if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response Response::Text(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

Response Response::Json(std::string body) {
  Response response;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

Result<Request> ParseCapture(std::string_view wire) {
  // Editors and shells turn CRLF into LF: the head is brought back to what the parser insists on.
  std::string head;
  while (true) {
    const size_t end = wire.find('\n');
    if (end == std::string_view::npos) return Invalid("no empty line after the headers");
    std::string_view line = wire.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    wire.remove_prefix(end + 1);
    const bool leading = head.empty() && line.empty();
    if (!leading) head.append(line).append("\r\n");
    if (line.empty() && !leading) break;
  }
  RequestParser parser(RequestParser::Rules::kCapture);
  parser.Feed(head);
  parser.Feed(wire);
  if (parser.state() == RequestParser::State::kFailed) return Invalid(std::string(parser.why()));
  if (parser.state() == RequestParser::State::kBody)
    return Invalid("the body is shorter than its Content-Length");
  Request request = parser.Take();
  if (!request.HasHeader(
          "Content-Length")) {  // the body is what follows, less an editor's line end
    if (!wire.empty() && wire.back() == '\n') wire.remove_suffix(1);
    if (!wire.empty() && wire.back() == '\r') wire.remove_suffix(1);
    request.body = wire;
  }
  if (request.body.size() > kMaxBodyBytes) return Invalid("body too large");
  return request;
}

Form::Form(std::string_view encoded) {
  while (!encoded.empty()) {
    const size_t end = std::min(encoded.find('&'), encoded.size());
    const std::string_view pair = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (pair.empty()) continue;
    const size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    fields_.emplace_back(UrlDecode(pair.substr(0, equals), true), UrlDecode(value, true));
  }
}

const std::string* Form::Find(std::string_view name) const {
  for (const auto& [key, value] : fields_)
    if (key == name) return &value;
  return nullptr;
}

std::string Form::Get(std::string_view name) const {
  const std::string* value = Find(name);
  return value == nullptr ? std::string() : *value;
}

void Form::Append(const Form& other) {
  const auto copy = other.fields_;  // `other` may be this form
  fields_.insert(fields_.end(), copy.begin(), copy.end());
}

std::string UrlEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (IsUnreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<uint8_t>(c);
    out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
  }
  return out;
}

std::string UrlDecode(std::string_view text, bool plus_is_space) {
  const auto is_plain = [&](char c) { return c != '%' && (c != '+' || !plus_is_space); };
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t from = i;
    while (i < text.size() && is_plain(text[i]))
      ++i;
    out.append(text, from, i - from);
    if (i == text.size()) break;
    const int high = text[i] == '%' && i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
    const int low = high >= 0 ? HexValue(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace tipline::http
