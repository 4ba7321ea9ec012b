// The requests with which a provider calls us: from the forms of its profile, signed as it signs.
// Pure; thread-safe. Tests: tests/workers/emulate/providers_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/settings.h"
#include "gateway/http/message.h"
#include "workers/emulate/profile_json.h"
#include "workers/emulate/template_json.h"

namespace tipline::emulate {

// Whose webhooks they are. References outlive the webhook.
struct Line {
  const Profile& profile;
  const ChannelSettings& channel;
  const Settings& settings;
};

// What every pattern can use (profile_json.h).
Values ValuesOf(const Line& line, InboundKind event, TimePoint now);
// The first code of the channel that is dialled, or that is written to.
std::string ServiceCodeOf(const ChannelSettings& channel);
std::string ShortCodeOf(const ChannelSettings& channel);

// `nonce`: fresh text for signatures that hold one. kInvalid: the profile has a mistake.
Result<http::Request> MakeWebhook(const Line& line, const RequestForm& form, const Values& values,
                                  std::string_view nonce);
// Adds what the provider signs with: the first way of the profile for which the channel has the
// secrets; none: nothing. For requests that go somewhere else than the form says, too.
Status Sign(const Line& line, const Values& values, std::string_view nonce, http::Request& request);

// Splits a target at its '?', and keeps method, headers and body.
void SetTarget(std::string target, http::Request& request);

}  // namespace tipline::emulate
