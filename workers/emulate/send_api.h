// A provider's API for sending, as its documentation has it: takes a request of ours, looks at it
// as the provider does, and answers. Pure; thread-safe. Tests: tests/workers/emulate.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/http/message.h"
#include "gateway/providers/provider.h"
#include "workers/emulate/webhook.h"

namespace tipline::emulate {

// An SMS on its way to a phone.
struct ReceivedSms {
  std::string id;  // the provider's
  std::string to, from, text;
  std::string reference;   // ours, if it was given
  std::string status_url;  // where reports shall go, if it was given
  size_t segments = 0;
};

struct Judged {
  http::Response answer;
  bool token = false;              // an access token was asked for; `sms` is empty
  std::string failure;             // the name of the failure that it was answered; empty: accepted
  std::string why;                 // what the provider did not like; empty: it was told to fail
  std::optional<ReceivedSms> sms;  // as far as it could be read
};

// `id`: for the message, 32 hex digits. `fail`: answer this failure if nothing else is wrong;
// empty: accept. kNotFound: the provider has no such failure; kInvalid: the profile has a mistake.
Result<Judged> Judge(const Line& line, const http::Request& request, const std::string& id,
                     TimePoint now, const std::string& fail);

// The failures of its profile and those that every HTTP API has ("http_429", ...).
std::vector<std::string> FailuresOf(const SendForm& form);
// What the sender must make of it (providers.md §1.3). kNotFound.
Result<gateway::SendClass> ClassOfFailure(const SendForm& form, const std::string& name);

}  // namespace tipline::emulate
