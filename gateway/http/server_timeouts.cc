// Which time-out a connection has, and what happens when it or a request's deadline is over.
#include "gateway/http/server_loop.h"

namespace tipline::http {

void Loop::Rearm(Connection& c) {
  if (c.closed || c.dirty) return;  // Flush comes and does it
  Phase phase = c.served ? Phase::kIdle : Phase::kNew;
  if (c.last_written && c.unsent() == 0) {
    phase = Phase::kLinger;
  } else if (c.unsent() > 0) {
    phase = Phase::kWriting;
  } else if (!c.pipeline.empty() && (!c.may_parse() || !c.parser.started())) {
    phase = Phase::kWaiting;  // the requests have their deadlines
  } else if (c.parser.started()) {
    phase = c.parser.state() == RequestParser::State::kBody ? Phase::kBody : Phase::kHead;
  }
  if (phase == c.phase) return;
  c.phase = phase;
  c.phase_since = now_;
  if (phase == Phase::kWaiting) return c.Disarm();
  wheel_.Arm(c, now_ + TimeoutOf(phase));
}

Millis Loop::TimeoutOf(Phase phase) const {
  switch (phase) {
    case Phase::kBody:
    case Phase::kWriting:
      return options_.body_timeout;
    case Phase::kIdle:
      return options_.idle_timeout;
    case Phase::kLinger:
      return kLingerTimeout;
    default:
      return options_.header_timeout;
  }
}

void Loop::Expire(Connection& c) {
  const Phase phase = c.phase;
  if (phase == Phase::kHead || phase == Phase::kBody) {
    state_.timed_out.Add();
    return Refuse(c, 408);
  }
  // No answer is owed. A request that came at the last moment is still taken.
  if (phase == Phase::kIdle || phase == Phase::kNew) Read(c);
  if (!c.closed && c.phase == phase) Close(c);
}

void Loop::Expire(Exchange& exchange) {
  if (!ended_) state_.timed_out.Add();
  Response response = exchange.has_fallback ? std::move(exchange.response) : Response::Error(503);
  Finish(exchange, std::move(response));
}

}  // namespace tipline::http
