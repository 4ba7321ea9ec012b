// One request between its dispatch and its answer. Owned by its connection's queue and by the
// Answer; belongs to the loop's thread. It points at the connection object, never at a descriptor:
// when the connection goes, the pointer is cleared, so an answer can only reach the connection that
// asked.
#pragma once

#include "gateway/http/message.h"
#include "gateway/http/response_writer.h"
#include "gateway/http/timer_wheel.h"

namespace tipline::http {

class Loop;
struct Connection;

class Exchange final : public TimerNode {
 public:
  Exchange(Loop* at, Connection* from, const Framing& how)
      : loop(at), connection(from), framing(how) {}
  void OnTimer() override;       // the deadline
  void Finish(Response answer);  // the first one counts

  Loop* loop;              // null once the loop has ended
  Connection* connection;  // null once the client is gone
  Framing framing;
  bool counted = false;  // among those in flight
  bool answered = false;
  bool has_fallback = false;  // `response` is what to say at the deadline
  Response response;  // answered: waits until earlier requests of the connection are answered
};

}  // namespace tipline::http
