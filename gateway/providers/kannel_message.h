// A message as Kannel's smsbox hands it on (kannel.cc), before it is checked. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "flows/base/time.h"
#include "gateway/http/message.h"

namespace tipline::gateway {

// What came as fields (get-url, or a form) or as body and headers (post-url), before any of it is
// understood.
struct KannelMessage {
  std::optional<std::string> from;
  std::string to, time, coding, charset, words, udh;
  std::string id;
};

KannelMessage ReadKannelMessage(const http::Request& request);
// coding: 0 7-bit, 1 8-bit, 2 UCS-2. smsbox names the charset with %C; where it does not, the
// coding tells. In a charset that we do not know, or not in the one that is named: as far as it can
// be read, for smsbox does not try again.
std::string KannelWords(const KannelMessage& message);
// `ts`: Unix seconds, or a date.
std::optional<TimePoint> KannelTime(std::string_view time);
// Nothing but an integer.
std::optional<int64_t> KannelInteger(std::string_view text);

}  // namespace tipline::gateway
