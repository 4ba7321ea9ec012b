// What a responder answers an alert with: `A 1234` takes the referral, `N 1234` passes it on.
// Tolerant of case, spaces, punctuation and local digits. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tipline::flows {

struct ResponderAnswer {
  bool accepts = false;
  std::string reference;  // ASCII digits
};

// Nothing: this is not such an answer (an ordinary message).
std::optional<ResponderAnswer> ReadResponderAnswer(std::string_view text);

}  // namespace tipline::flows
