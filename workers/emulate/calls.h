// What a phone does, and what becomes of a message to one, as the webhooks of a provider. Pure;
// thread-safe. Tests: tests/workers/emulate/providers_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/message.h"
#include "workers/emulate/webhook.h"

namespace tipline::emulate {

// A USSD session as far as it has come. The first turn has no inputs.
struct Call {
  std::string session, from;
  std::string dialled;  // "*384*123#", or with options behind the code: "*384*123*1*2#"
  std::vector<std::string> inputs;
  std::string screen;  // what was shown last
};
// The next turn; kNotFound: the provider has no USSD.
Result<http::Request> TurnWebhook(const Line& line, const Network& network, const Call& call,
                                  TimePoint now, std::string_view nonce);
// The end of it, by the person or the network; kNotFound: the provider does not say.
Result<http::Request> EndWebhook(const Line& line, const Network& network, const Call& call,
                                 std::string_view reason, TimePoint now, std::string_view nonce);

struct PhoneSms {
  std::string id;  // 32 hex digits
  std::string from, to, text;
};
// One request, or one for each part, where the provider does not join them itself. `parts`: at
// least so many. kNotFound: the provider has no SMS.
Result<std::vector<http::Request>> SmsWebhooks(const Line& line, const PhoneSms& sms, int parts,
                                               TimePoint now, std::string_view nonce);
// Pieces of a long message as a phone cuts it: none ends within a character. One, if it fits.
std::vector<std::string> CutIntoParts(std::string_view text, size_t at_least);

struct Report {
  std::string id, reference, to, from;
  std::string url;  // that came with the message; may be empty
  DeliveryState state = DeliveryState::kDelivered;
};
// kNotFound: the provider has no reports, or no such state.
Result<http::Request> StatusWebhook(const Line& line, const Report& report, TimePoint now,
                                    std::string_view nonce);

}  // namespace tipline::emulate
