// How the sandbox's providers put a phone's turn on the wire, and what their answers say. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/system/wire.h"

namespace tipline::chaos {

using testing::WireReply;

// What every phone sends, in no provider's words yet.
struct PhoneSms {
  std::string id, from, text;
};
struct PhoneTurn {
  std::string session, id, from, input;
  bool first = false;
  std::string so_far;  // all answers of this session, joined by '*', this one included
};
struct Screen {
  std::string text;
  bool ends = false;
};

class Dialect {
 public:
  virtual ~Dialect() = default;
  virtual const char* channel() const = 0;
  virtual std::string Sms(const PhoneSms& sms) const = 0;  // the whole request
  // The text that goes back to the phone (empty: none yet); nothing: it was not accepted.
  virtual std::optional<std::string> ReadSms(const WireReply& reply) const = 0;
  virtual std::string Ussd(const PhoneTurn& turn) const = 0;  // empty: it has none
  virtual std::optional<Screen> ReadUssd(const WireReply& reply) const = 0;
};

// generic, africastalking, kannel, twilio; `port`: of the gateway, which Twilio's signature covers.
std::vector<std::unique_ptr<Dialect>> MakeDialects(int port);

// The phone is told that nothing was taken (gateway/webhooks/handler.cc).
bool SaysNotReceived(std::string_view text);

}  // namespace tipline::chaos
