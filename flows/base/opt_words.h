// Whether a whole message says that no more messages are wanted, or that they are wanted again
// (providers.md §7.5: the words of CTIA, Twilio, Telnyx and AWS, and those in common use in other
// languages). What a person says within a longer message is never taken for it. Pure; thread-safe.
// Tests: tests/flows/base/opt_words_test.cc.
#pragma once

#include <string_view>

#include "flows/model/message.h"

namespace tipline {

OptChange OptWord(std::string_view text);

}  // namespace tipline
