// A phone in a USSD session: dials, answers, hangs up; what comes back it has as the network would
// show it. One thread. Tests: tests/workers/emulate/ussd_phone_test.cc.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "workers/emulate/calls.h"
#include "workers/emulate/courier.h"
#include "workers/emulate/faults.h"
#include "workers/emulate/screen.h"

namespace tipline::emulate {

// One turn, as the person saw it and as the operator did.
struct TurnSeen {
  std::optional<std::string> input;  // nothing: it was dialled
  std::string screen;
  bool ends = false;
  Room room;
  int status = 0;       // of the answer that was shown; 0: none came
  std::string trouble;  // why the network shows an error of its own instead; ends the session
  size_t sent = 0;      // webhooks that were made for it, copies included
  bool copies_agree = true;
  Millis took{0};
};

class UssdPhone {
 public:
  struct Ways {  // how it reaches the world
    std::function<Result<Answer>(const http::Request&)> deliver;
    std::function<bool(Millis)> pause;  // false: somebody wants to stop
    const Clock& clock;
  };
  UssdPhone(Line line, const Network& network, Ways ways, Faults faults, std::string from);

  // A new session; the one before is simply left. kUnavailable: the gateway cannot be reached.
  Result<TurnSeen> Dial(const std::string& code);
  Result<TurnSeen> Say(const std::string& input);  // REQUIRES: open()
  // The person or the network ends it, and the provider says so, if it does.
  Status HangUp(const std::string& reason);
  bool open() const { return open_; }
  const std::string& session() const { return call_.session; }

 private:
  Result<TurnSeen> Turn(std::optional<std::string> input);
  Status Make(const Trip& trip, const http::Request& request, TurnSeen& seen,
              std::optional<Answer>& shown);
  // With --reorder: an old turn comes once more, behind the new one.
  Status ComeLate();

  const Line line_;
  const Network& network_;
  const Ways ways_;
  const Faults faults_;
  Chance chance_;
  Call call_;
  bool open_ = false;
  std::optional<http::Request> before_;
};

}  // namespace tipline::emulate
