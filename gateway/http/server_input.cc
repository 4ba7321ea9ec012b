// The input side of the worker loop: from readable sockets to the handler.
#include <cerrno>

#include <sys/socket.h>

#include "gateway/base/log.h"
#include "gateway/http/server_loop.h"

namespace tipline::http {

// Edge-triggered: reads until nothing is left, or puts the connection on the list of those to go on
// with.
void Loop::Read(Connection& c) {
  if (c.closed) return;
  if (c.last_written) return Discard(c);
  // Something comes after the last request: it is not read, and must not turn the end into a reset.
  if (c.closing) c.must_linger = true;
  for (int i = 0; i < kReadsPerTurn; ++i) {
    if (c.closing) return;
    if (!c.may_parse() || !c.in.empty()) {
      c.stalled = true;
      return;
    }
    const ssize_t n = ::recv(c.fd, scratch_.data(), scratch_.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) return Close(c);
    if (n == 0) return EndOfInput(c);
    Take(c, {scratch_.data(), static_cast<size_t>(n)});
  }
  c.stalled = true;
  Resume(c);
}

// After the last answer: what still comes is thrown away, so that the client reads the answer
// before its end.
void Loop::Discard(Connection& c) {
  for (int i = 0; i < kReadsPerTurn; ++i) {
    const ssize_t n = ::recv(c.fd, scratch_.data(), scratch_.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) return Close(c);
    if (n == 0) {
      c.read_closed = true;
      if (c.unsent() == 0) Close(c);
      return;
    }
  }
  Resume(c);
}

void Loop::Take(Connection& c, std::string_view data) {
  bool more = true;
  while (more && c.may_parse()) {
    data.remove_prefix(c.parser.Feed(data));
    if (c.parser.state() == RequestParser::State::kFailed) return Refuse(c, c.parser.status());
    if (c.parser.state() == RequestParser::State::kDone) {
      c.taking = !data.empty();
      Dispatch(c);
    } else {
      more = false;  // all of `data` is taken
    }
    more = more && !data.empty();
  }
  c.taking = false;
  if (c.closing) {
    c.must_linger = c.must_linger || !data.empty();
  } else if (!data.empty()) {
    c.in.assign(data);
    c.stalled = true;
  }
  MaybeContinue(c);
  Rearm(c);
}

void Loop::Dispatch(Connection& c) {
  const Framing framing{c.parser.keep_alive(), c.parser.http10(), c.parser.is_head()};
  auto exchange = std::make_shared<Exchange>(this, &c, framing);
  c.pipeline.push_back(exchange);
  Request request = c.parser.Take();
  request.peer = c.address;
  request.received_at = wall_;
  c.closing = !framing.keep_alive;
  c.served = true;
  c.continued = false;
  c.phase = Phase::kNone;  // the next request has its own time
  state_.requests.Add();
  if (state_.in_flight.value() >= static_cast<uint64_t>(options_.max_in_flight)) {
    state_.overloaded.Add();
    return Finish(*exchange, Response::Error(503));
  }
  exchange->counted = true;
  state_.in_flight.Add();
  SetDeadline(*exchange, kDefaultDeadline);
  try {
    handler_->OnRequest(std::move(request), Answer(exchange));
  } catch (...) {
    LogError("http_exception", {{"in", "handler"}});
    Finish(*exchange, Response::Error(500));
  }
}

size_t Connection::LimitOf(const Request& head) const {
  return loop->MaxBody(head, address);
}

size_t Loop::MaxBody(Request head, const std::string& peer) const {
  head.peer = peer;
  head.received_at = wall_;
  try {
    return handler_->MaxBody(head);
  } catch (...) {
    LogError("http_exception", {{"in", "limit"}});
    return kMaxBodyBytes;
  }
}

// Half-closed clients still get their answers.
void Loop::EndOfInput(Connection& c) {
  c.read_closed = true;
  if (c.pipeline.empty() && c.unsent() == 0 && c.in.empty()) return Close(c);
  MarkDirty(c);
  Rearm(c);
}

void Loop::Resume(Connection& c) {
  if (c.resuming || c.closed) return;
  c.resuming = true;
  resuming_.push_back(&c);
}

void Loop::ResumeStalled() {
  const std::vector<Connection*> now = std::move(resuming_);
  resuming_.clear();
  for (Connection* c : now) {
    c->resuming = false;
    if (c->closed) continue;
    c->stalled = false;
    if (!c->in.empty()) {
      const std::string in = std::move(c->in);
      c->in.clear();
      Take(*c, in);
    }
    if (c->read_closed) {
      MarkDirty(*c);
    } else if (c->in.empty()) {
      Read(*c);
    } else {
      c->stalled = true;
    }
  }
}

}  // namespace tipline::http
