#include "gateway/http/request_parser.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "flows/base/ascii.h"

namespace tipline::http {
namespace {

// Room in the request line for method, version, two blanks and the line end beside the target.
constexpr size_t kLineSlack = 64;

constexpr std::array<std::string_view, 9> kMethods = {
    "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"};

// Which bytes may stand where: RFC 9110 §5.6.2 (token), §5.5 (field value).
enum Kind : uint8_t { kToken = 1, kValue = 2, kTargetByte = 4 };

constexpr std::array<uint8_t, 256> MakeKinds() {
  std::array<uint8_t, 256> kinds{};
  for (size_t c = 0; c < kinds.size(); ++c) {
    const bool visible =
        c > 0x20 && c != 0x7f;  // bytes above 0x7f too: some providers send raw UTF-8
    kinds[c] = visible ? kValue | kTargetByte : 0;
    if (c == ' ' || c == '\t') kinds[c] = kValue;
  }
  constexpr std::string_view kTokenBytes =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (const char c : kTokenBytes) {
    auto& kind = kinds[static_cast<uint8_t>(c)];
    kind = static_cast<uint8_t>(kind | kToken);
  }
  return kinds;
}
constexpr std::array<uint8_t, 256> kKinds = MakeKinds();

bool AllAre(std::string_view text, Kind kind) {
  return std::all_of(text.begin(), text.end(),
                     [kind](char c) { return (kKinds[static_cast<uint8_t>(c)] & kind) != 0; });
}

bool IsToken(std::string_view text) {
  return !text.empty() && AllAre(text, kToken);
}

std::string_view TrimBlanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

size_t RequestParser::Feed(std::string_view data) {
  size_t used = 0;
  while (state_ == State::kHead && used < data.size())
    used += FeedHead(data.substr(used));
  if (state_ == State::kBody) used += FeedBody(data.substr(used));
  return used;
}

// Lengths are checked before contents and contents only of whole lines, so the verdict does not
// depend on where the stream was cut.
size_t RequestParser::FeedHead(std::string_view data) {
  const size_t end = data.find('\n');
  const bool whole = end != std::string_view::npos;
  const size_t taken = whole ? end + 1 : data.size();
  const size_t size = held_.size() + taken;
  const size_t room = have_line_ ? kMaxHeaderBytes - header_bytes_ : kMaxTargetBytes + kLineSlack;
  started_ = true;
  if (size > room) {
    Fail(have_line_ ? 431 : 414, have_line_ ? "headers too long" : "request line too long");
    return taken;
  }
  if (!whole) {
    held_.append(data);
    return taken;
  }
  if (have_line_) header_bytes_ += size;
  std::string_view line = data.substr(0, taken);
  if (!held_.empty()) line = held_.append(line);
  if (size < 2 || line[size - 2] != '\r') {
    Fail(400, "line end is not CRLF");
  } else {
    Line(line.substr(0, size - 2));
  }
  held_.clear();
  return taken;
}

size_t RequestParser::FeedBody(std::string_view data) {
  const size_t taken = std::min(length_ - request_.body.size(), data.size());
  request_.body.append(data.substr(0, taken));
  if (request_.body.size() == length_) state_ = State::kDone;
  return taken;
}

void RequestParser::Line(std::string_view line) {
  if (!line.empty()) return have_line_ ? HeaderLine(line) : RequestLine(line);
  if (have_line_) return EndOfHead();
  // RFC 9112 §2.2: one empty line before a request is old clients' habit.
  if (skipped_blank_) return Fail(400, "empty lines before the request");
  skipped_blank_ = true;
  started_ = false;
}

void RequestParser::RequestLine(std::string_view line) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || last == first) return Fail(400, "bad request line");
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!IsToken(method)) return Fail(400, "bad method");
  const bool digits = version.size() == 8 && version.substr(0, 5) == "HTTP/" && version[6] == '.' &&
                      version[5] >= '0' && version[5] <= '9' && version[7] >= '0' &&
                      version[7] <= '9';
  if (!digits) return Fail(400, "bad version");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return Fail(505, "unknown version");
  if (target.size() > kMaxTargetBytes) return Fail(414, "target too long");
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end())
    return Fail(405, "unknown method");
  http10_ = version.back() == '0';
  have_line_ = true;
  request_.method = method;
  request_.headers.reserve(12);
  Target(target);
}

void RequestParser::Target(std::string_view target) {
  if (target.empty() || !AllAre(target, kTargetByte)) return Fail(400, "bad target");
  if (target == "*" && request_.method != "OPTIONS") return Fail(400, "bad target");
  request_.target = target;
  std::string_view path = target;
  if (target.front() != '/' && target != "*") {  // absolute form, RFC 9112 §3.2.2
    const size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) return Fail(400, "bad target");
    const std::string_view name = target.substr(0, scheme);
    if (!EqualsIgnoringCase(name, "http") && !EqualsIgnoringCase(name, "https"))
      return Fail(400, "bad target");
    path.remove_prefix(scheme + 3);
    path.remove_prefix(std::min(path.find_first_of("/?"), path.size()));
  }
  const size_t mark = std::min(path.find('?'), path.size());
  request_.path = mark == 0 ? "/" : path.substr(0, mark);
  request_.query = path.substr(std::min(mark + 1, path.size()));
}

void RequestParser::HeaderLine(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t') return Fail(400, "folded header");
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return Fail(400, "header without a colon");
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = TrimBlanks(line.substr(colon + 1));
  if (!IsToken(name)) return Fail(400, "bad header name");
  if (!AllAre(value, kValue)) return Fail(400, "bad byte in a header");
  if (request_.headers.size() == kMaxHeaderCount) return Fail(431, "too many headers");
  request_.headers.emplace_back(name, value);
  Known(name, value);
}

void RequestParser::Known(std::string_view name, std::string_view value) {
  switch (name.size()) {
    case 4:
      if (!EqualsIgnoringCase(name, "host")) return;
      if (have_host_) return Fail(400, "two Host headers");
      have_host_ = true;
      return;
    case 6:
      if (!EqualsIgnoringCase(name, "expect")) return;
      if (!EqualsIgnoringCase(value, "100-continue")) return Fail(417, "unknown expectation");
      wants_continue_ = !http10_;  // RFC 9110 §10.1.1
      return;
    case 10:
      if (EqualsIgnoringCase(name, "connection")) Connection(value);
      return;
    case 14:
      if (EqualsIgnoringCase(name, "content-length")) Length(value);
      return;
    case 17:
      if (EqualsIgnoringCase(name, "transfer-encoding")) have_coding_ = true;
      return;
    default:
      return;
  }
}

void RequestParser::Length(std::string_view value) {
  if (have_length_) return Fail(400, "two Content-Length headers");
  const bool digits = !value.empty() && std::all_of(value.begin(), value.end(),
                                                    [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return Fail(400, "bad Content-Length");
  have_length_ = true;
  // Kept just above the limit instead of overflowing: EndOfHead refuses it.
  for (const char c : value)
    length_ = std::min(length_ * 10 + static_cast<size_t>(c - '0'), kMostBodyBytes + 1);
}

void RequestParser::Connection(std::string_view value) {
  while (!value.empty()) {
    const size_t end = std::min(value.find(','), value.size());
    const std::string_view option = TrimBlanks(value.substr(0, end));
    asks_close_ = asks_close_ || EqualsIgnoringCase(option, "close");
    asks_keep_alive_ = asks_keep_alive_ || EqualsIgnoringCase(option, "keep-alive");
    value.remove_prefix(std::min(end + 1, value.size()));
  }
}

void RequestParser::EndOfHead() {
  if (!have_host_ && !http10_ && rules_ == Rules::kWire) return Fail(400, "no Host header");
  if (have_coding_ && have_length_) return Fail(400, "Transfer-Encoding and Content-Length");
  if (have_coding_) return Fail(411, "Transfer-Encoding without Content-Length");
  if (length_ > kMaxBodyBytes && length_ > AllowedLength()) return Fail(413, "body too large");
  keep_alive_ = !asks_close_ && (!http10_ || asks_keep_alive_);
  wants_continue_ = wants_continue_ && length_ > 0;
  state_ = length_ > 0 ? State::kBody : State::kDone;
}

size_t RequestParser::AllowedLength() const {
  return limit_ == nullptr ? kMaxBodyBytes : std::min((*limit_)(request_), kMostBodyBytes);
}

void RequestParser::Fail(int status, std::string_view why) {
  if (state_ == State::kFailed) return;
  state_ = State::kFailed;
  status_ = status;
  why_ = why;
}

Request RequestParser::Take() {
  Request request = std::move(request_);
  std::string held = std::move(held_);
  held.clear();
  const BodyLimit* limit = limit_;
  *this = RequestParser(rules_);
  limit_ = limit;
  held_ = std::move(held);  // its memory serves the next request
  return request;
}

}  // namespace tipline::http
