#include "gateway/http/response_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "flows/base/ascii.h"
#include "gateway/http/status.h"

namespace tipline::http {
namespace {

bool IsNameByte(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kOthers.find(c) != std::string_view::npos;
}

bool IsName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), IsNameByte);
}

// Headers that only the server writes.
bool IsFraming(std::string_view name) {
  const std::string lower = AsciiLower(name);
  return lower == "content-length" || lower == "transfer-encoding" || lower == "connection" ||
         lower == "date" || lower == "content-type";
}

void AppendNumber(size_t number, std::string& out) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

// Drops CR, LF and NUL: a value with them would end the header or the head (CWE-113).
void AppendHeader(std::string_view name, std::string_view value, std::string& out) {
  out.append(name).append(": ");
  std::copy_if(value.begin(), value.end(), std::back_inserter(out),
               [](char c) { return c != '\r' && c != '\n' && c != '\0'; });
  out.append("\r\n");
}

}  // namespace

void AppendResponse(const Response& response, const Framing& framing, std::string_view date,
                    std::string& out) {
  if (!IsFinalStatus(response.status))
    return AppendResponse(Response::Error(500), framing, date, out);
  const bool bodyless = IsBodyless(response.status);
  out.reserve(out.size() + 192 + (framing.head_only ? 0 : response.body.size()));
  out.append("HTTP/1.1 ");
  AppendNumber(static_cast<size_t>(response.status), out);
  out.append(" ")
      .append(ReasonOf(response.status))
      .append("\r\nDate: ")
      .append(date)
      .append("\r\n");
  if (!framing.keep_alive) {
    out.append("Connection: close\r\n");
  } else if (framing.http10) {
    out.append("Connection: keep-alive\r\n");
  }
  for (const auto& [name, value] : response.headers)
    if (IsName(name) && !IsFraming(name)) AppendHeader(name, value, out);
  if (!bodyless) {
    if (!response.content_type.empty()) AppendHeader("Content-Type", response.content_type, out);
    out.append("Content-Length: ");
    AppendNumber(response.body.size(), out);
    out.append("\r\n");
  }
  out.append("\r\n");
  if (!bodyless && !framing.head_only) out.append(response.body);
}

std::string HttpDate(TimePoint t) {
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(t - day).count();
  std::string out = kDays[std::chrono::weekday(day).c_encoding()];
  const auto append = [&out](const char* before, int64_t number) {
    out.append(before);
    if (number < 10) out += '0';
    AppendNumber(static_cast<size_t>(number), out);
  };
  append(", ", static_cast<unsigned>(date.day()));
  out.append(" ").append(kMonths[static_cast<unsigned>(date.month()) - 1]);
  append(" ", static_cast<int>(date.year()));
  append(" ", seconds / 3600);
  append(":", seconds / 60 % 60);
  append(":", seconds % 60);
  return out.append(" GMT");
}

}  // namespace tipline::http
