// An HTTP request as it came over the wire and an answer to it. Plain values, no Pistache:
// providers, tests and `tipline hook explain` use them too.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"

namespace tipline::http {

// Limits of design.md §7; over them: 414, 431, 413. Also used by `hook explain`.
constexpr size_t kMaxTargetBytes = size_t{8} * 1024;
constexpr size_t kMaxHeaderBytes = size_t{32} * 1024;
constexpr size_t kMaxBodyBytes = size_t{64} * 1024;
// What a handler may allow to senders that it knows by the head of a request (Handler::MaxBody).
constexpr size_t kMostBodyBytes = size_t{1024} * 1024;

struct Request {
  std::string method;  // "GET", "POST", ... as sent
  std::string target;  // the exact raw request target: signatures are computed over it
  std::string path;    // before '?', still encoded
  std::string query;   // after '?', still encoded
  std::vector<std::pair<std::string, std::string>>
      headers;  // in order, names as sent, values trimmed
  std::string body;
  std::string peer;  // address of the TCP peer, e.g. "127.0.0.1"
  TimePoint received_at{};

  // Case-insensitive; the first one, or empty.
  std::string_view Header(std::string_view name) const;
  bool HasHeader(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>>
      headers;  // extra ones; CR, LF and NUL are dropped from values

  // The fixed short text of a status ("not found\n"): nothing of the request is echoed. 429 and 503
  // carry Retry-After.
  static Response Error(int status);
  static Response Text(std::string body);
  static Response Json(std::string body);
};

// A captured request (head and body as on the wire; LF or CRLF line ends in the head). kInvalid
// says what is wrong.
Result<Request> ParseCapture(std::string_view wire);

// Decodes application/x-www-form-urlencoded and query strings: '+' is a space, %XX once; order and
// duplicates kept. A broken escape stays as it is. Values are raw bytes: UTF-8 is checked by
// whoever uses them.
class Form {
 public:
  Form() = default;
  explicit Form(std::string_view encoded);
  // The first value of that name; nullptr if there is none.
  const std::string* Find(std::string_view name) const;
  std::string Get(std::string_view name) const;  // empty if there is none
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }
  void Append(const Form& other);

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

std::string UrlEncode(std::string_view text);  // RFC 3986 unreserved kept, all else %XX
std::string UrlDecode(std::string_view text, bool plus_is_space);

}  // namespace tipline::http
