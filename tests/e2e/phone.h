// A phone at the running gateway, in the generic dialect: USSD sessions, SMS, and what was sent to
// it. `system` must outlive it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/fake_provider.h"
#include "tests/system/system.h"

namespace tipline::testing {

class Phone {
 public:
  Phone(const System& system, std::string number, std::string channel = "generic",
        std::string service_code = "*384*123#")
      : system_(system),
        number_(std::move(number)),
        channel_(std::move(channel)),
        service_code_(std::move(service_code)) {}

  // One turn of a session; what the phone shows.
  std::string Turn(const std::string& session, const std::string& input, bool first) const;
  // A session of its own: every screen. One that says "One moment" is asked again
  // until the worker has answered.
  std::vector<std::string> Screens(const std::vector<std::string>& inputs) const;
  std::string Dial(const std::vector<std::string>& inputs) const { return Screens(inputs).back(); }
  // What comes back in the answer: the reply, or all of it if it holds none.
  std::string Sms(const std::string& words) const;
  // The texts that the provider was asked to send to it.
  std::vector<std::string> Received(const FakeProvider& provider) const;

 private:
  const System& system_;
  std::string number_, channel_, service_code_;
};

bool Shows(std::string_view screen, std::string_view text);

}  // namespace tipline::testing
