// The words of HTTP status codes. Pure; thread-safe.
#pragma once

#include <string_view>

namespace tipline::http {

// "Not Found"; "Unknown" for codes without a name here.
std::string_view ReasonOf(int status);

// 200..599: what a handler may answer. 1xx is the server's own business.
inline bool IsFinalStatus(int status) {
  return status >= 200 && status <= 599;
}

// True for answers that end with their head whatever the handler put in the body (RFC 9110 §6.4.1).
inline bool IsBodyless(int status) {
  return status == 204 || status == 304;
}

}  // namespace tipline::http
