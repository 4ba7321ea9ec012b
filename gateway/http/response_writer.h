// An answer as bytes. Framing belongs to the server: a handler can set neither length nor
// connection, nor smuggle a line end into a header. Pure; thread-safe. Tests:
// tests/gateway/http/response_writer_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "gateway/http/message.h"

namespace tipline::http {

struct Framing {
  bool keep_alive = true;
  bool http10 = false;     // the request was HTTP/1.0, where keeping the connection must be said
  bool head_only = false;  // answer to HEAD: the length of the body, but not the body
};

// `date`: HttpDate() of now. A status outside 200..599 becomes the fixed 500.
void AppendResponse(const Response& response, const Framing& framing, std::string_view date,
                    std::string& out);

// RFC 9110 §5.6.7: "Tue, 24 Nov 2026 17:01:58 GMT".
std::string HttpDate(TimePoint t);

}  // namespace tipline::http
