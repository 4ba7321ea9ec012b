// HTTP/1.x requests out of a stream of bytes, however it is cut (RFC 9112; what is refused and why:
// tests/data/http). Strict where two readers of the same bytes could see different requests: line
// ends, lengths, folded lines, blanks before a colon. Pure; one thread at a time. Tests:
// tests/gateway/http/request_parser_test.cc, tests/fuzz.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "gateway/http/message.h"

namespace tipline::http {

constexpr size_t kMaxHeaderCount = 100;

// How many bytes the body of a request with this head may have; kMostBodyBytes at the very most.
using BodyLimit = std::function<size_t(const Request& head)>;

class RequestParser {
 public:
  enum class State { kHead, kBody, kDone, kFailed };
  enum class Rules {
    kWire,
    kCapture,  // a saved request: Host may be missing
  };

  explicit RequestParser(Rules rules = Rules::kWire) : rules_(rules) {}
  // `limit` is asked only about bodies over kMaxBodyBytes, and must outlive this object.
  explicit RequestParser(const BodyLimit* limit) : rules_(Rules::kWire), limit_(limit) {}

  // Takes bytes off the front of `data`, no further than the end of the request, and says how many.
  // Nothing is taken in kDone (call Take) and kFailed (for good).
  size_t Feed(std::string_view data);

  State state() const { return state_; }
  bool started() const { return started_; }  // some of a request is here
  int status() const { return status_; }     // kFailed: what to refuse it with
  std::string_view why() const { return why_; }

  // From kBody on:
  bool keep_alive() const { return keep_alive_; }  // the client wants to go on after the answer
  bool http10() const { return http10_; }
  bool is_head() const { return request_.method == "HEAD"; }
  bool wants_continue() const {
    return wants_continue_;
  }  // it waits for 100 before it sends the body

  // REQUIRES: kDone. Ready for the next request afterwards.
  Request Take();

 private:
  size_t FeedHead(std::string_view data);
  size_t FeedBody(std::string_view data);
  void Line(std::string_view line);
  void RequestLine(std::string_view line);
  void Target(std::string_view target);
  void HeaderLine(std::string_view line);
  void Known(std::string_view name, std::string_view value);
  void Length(std::string_view value);
  void Connection(std::string_view value);
  void EndOfHead();
  size_t AllowedLength() const;
  void Fail(int status, std::string_view why);

  Rules rules_;
  const BodyLimit* limit_ = nullptr;  // none: kMaxBodyBytes
  State state_ = State::kHead;
  Request request_;
  std::string held_;         // the beginning of a line whose end is not here yet
  size_t header_bytes_ = 0;  // of whole header lines
  size_t length_ = 0;        // of the body
  int status_ = 0;
  std::string_view why_;
  bool started_ = false;
  bool have_line_ = false;      // the request line
  bool skipped_blank_ = false;  // the one empty line allowed before it
  bool have_host_ = false;
  bool have_length_ = false;
  bool have_coding_ = false;  // Transfer-Encoding
  bool keep_alive_ = true;
  bool asks_keep_alive_ = false;
  bool asks_close_ = false;
  bool http10_ = false;
  bool wants_continue_ = false;
};

}  // namespace tipline::http
