#include "gateway/providers/multipart.h"

#include <optional>
#include <string_view>

#include "flows/base/ascii.h"
#include "gateway/providers/common.h"

namespace tipline::gateway {
namespace {

constexpr size_t kMaxParts = 100;
constexpr std::string_view kEndOfHead = "\r\n\r\n";

// A parameter of a header: name="value" or name=value.
std::optional<std::string> Parameter(std::string_view header, std::string_view name) {
  const std::string lower = AsciiLower(header);
  size_t at = 0;
  while ((at = lower.find(name, at)) != std::string::npos) {
    const bool starts = at > 0 && (lower[at - 1] == ';' || lower[at - 1] == ' ');
    at += name.size();
    if (!starts || at >= lower.size() || lower[at] != '=') continue;
    std::string_view value = header.substr(at + 1);
    if (!value.empty() && value.front() == '"') {
      const size_t end = value.find('"', 1);
      if (end == std::string_view::npos) return std::nullopt;
      return std::string(value.substr(1, end - 1));
    }
    return std::string(value.substr(0, value.find_first_of("; \r\n")));
  }
  return std::nullopt;
}

void ReadPart(std::string_view part, std::vector<std::pair<std::string, std::string>>& fields) {
  const size_t end = part.find(kEndOfHead);
  if (end == std::string_view::npos) return;
  const std::string_view head = part.substr(0, end);
  const auto name = Parameter(head, "name");
  if (!name || Parameter(head, "filename")) return;
  fields.emplace_back(*name, part.substr(end + kEndOfHead.size()));
}

}  // namespace

bool IsMultipart(const http::Request& request) {
  return MediaType(request) == "multipart/form-data";
}

std::vector<std::pair<std::string, std::string>> ReadMultipart(const http::Request& request) {
  std::vector<std::pair<std::string, std::string>> fields;
  const auto boundary = Parameter(request.Header("Content-Type"), "boundary");
  if (!boundary || boundary->empty()) return fields;
  const std::string mark = "\r\n--" + *boundary;
  const std::string whole = "\r\n" + request.body;  // the first mark stands at the beginning
  const std::string_view body(whole);
  size_t at = body.find(mark);
  while (at != std::string_view::npos && fields.size() < kMaxParts) {
    const size_t from = at + mark.size();
    at = body.find(mark, from);
    if (at == std::string_view::npos) break;
    ReadPart(body.substr(from, at - from), fields);
  }
  return fields;
}

}  // namespace tipline::gateway
