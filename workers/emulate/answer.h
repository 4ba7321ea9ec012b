// What a provider makes of our answer to its webhook. Pure; thread-safe. Tests:
// tests/workers/emulate/answer_test.cc.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "flows/base/result.h"
#include "workers/emulate/profile_json.h"

namespace tipline::emulate {

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct Shown {
  std::string text;  // the screen, or the reply SMS; empty: none
  bool ends = false;
};

// kInvalid says, in words for the operator of the gateway, what the provider does not like.
Result<Shown> ReadAnswer(const AnswerForm& form, const Answer& answer);

}  // namespace tipline::emulate
