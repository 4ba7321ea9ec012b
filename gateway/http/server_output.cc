// The output side of the worker loop: answers in the order of their requests, one send for all that
// a turn produced.
#include <cerrno>

#include <sys/socket.h>

#include "gateway/http/response_writer.h"
#include "gateway/http/server_loop.h"

namespace tipline::http {

using Pistache::Polling::Mode;
using Pistache::Polling::NotifyOn;
using Pistache::Polling::Tag;

void Loop::Finish(Exchange& exchange, Response&& response) {
  if (exchange.answered) return;
  exchange.answered = true;
  exchange.Disarm();
  if (exchange.counted) state_.in_flight.Add(-1);
  Connection* c = exchange.connection;
  exchange.connection = nullptr;
  if (c == nullptr) return;  // the client is gone
  if (c->pipeline.front().get() != &exchange) {
    exchange.response = std::move(response);
    return;
  }
  const auto alive = std::move(c->pipeline.front());
  c->pipeline.erase(c->pipeline.begin());
  Write(*c, exchange, response);
  Pump(*c);
}

// Writes what had to wait for the answers before it.
void Loop::Pump(Connection& c) {
  while (!c.pipeline.empty() && c.pipeline.front()->answered) {
    const auto exchange = std::move(c.pipeline.front());
    c.pipeline.erase(c.pipeline.begin());
    Write(c, *exchange, exchange->response);
  }
  MaybeContinue(c);
}

void Loop::Write(Connection& c, const Exchange& exchange, const Response& response) {
  Framing framing = exchange.framing;
  const bool nothing_follows = c.pipeline.empty() && !c.has_input();
  if (nothing_follows && (draining_ || c.read_closed)) framing.keep_alive = false;
  if (!framing.keep_alive) c.closing = c.last_written = true;
  AppendResponse(response, framing, date_, c.out);
  MarkDirty(c);
}

// RFC 9110 §10.1.1. Answers to earlier requests go first.
void Loop::MaybeContinue(Connection& c) {
  const bool waits = c.parser.state() == RequestParser::State::kBody && c.parser.wants_continue();
  if (!waits || c.continued || c.closing || !c.pipeline.empty() || !c.in.empty()) return;
  c.continued = true;
  c.out.append("HTTP/1.1 100 Continue\r\n\r\n");
  MarkDirty(c);
}

// Nothing can be trusted after it: the connection ends with this answer.
void Loop::Refuse(Connection& c, int status) {
  state_.refused.Add();
  auto exchange =
      std::make_shared<Exchange>(this, nullptr, Framing{false, false, c.parser.is_head()});
  exchange->answered = true;
  exchange->response = Response::Error(status);
  if (status == 405)
    exchange->response.headers.emplace_back("Allow",
                                            "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  c.closing = true;
  c.must_linger = true;
  c.taking = false;
  c.in.clear();
  c.pipeline.push_back(std::move(exchange));
  Pump(c);
  Rearm(c);
}

void Loop::MarkDirty(Connection& c) {
  if (c.dirty || c.closed) return;
  c.dirty = true;
  dirty_.push_back(&c);
}

void Loop::Flush() {
  for (size_t i = 0; i < dirty_.size(); ++i) {  // NOLINT(modernize-loop-convert): it may grow
    Connection& c = *dirty_[i];
    c.dirty = false;
    if (!c.closed) Flush(c);
  }
  dirty_.clear();
}

void Loop::Flush(Connection& c) {
  if (!SendSome(c)) return Close(c);
  if (c.unsent() == 0 && c.last_written) return EndWriting(c);
  if (c.unsent() == 0 && c.read_closed && c.pipeline.empty() && c.in.empty()) return Close(c);
  if (c.stalled && c.may_parse()) Resume(c);
  Rearm(c);
}

// False: the connection is broken.
bool Loop::SendSome(Connection& c) {
  while (c.unsent() > 0) {
    const ssize_t n = ::send(c.fd, c.out.data() + c.sent, c.unsent(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno != EAGAIN) return false;
    if (n < 0) break;
    c.sent += static_cast<size_t>(n);
    if (c.phase == Phase::kWriting) c.phase = Phase::kNone;  // it moves: the time starts again
  }
  if (c.unsent() > 0) {
    PollWrites(c);
    return true;
  }
  c.out.clear();
  c.sent = 0;
  if (c.out.capacity() > kMaxBodyBytes) c.out.shrink_to_fit();
  return true;
}

// Stays on once needed: edge-triggered, it costs an event when a full socket has room again.
void Loop::PollWrites(Connection& c) {
  if (c.polls_write) return;
  c.polls_write = true;
  reactor()->modifyFd(key(), c.fd, NotifyOn::Read | NotifyOn::Write | NotifyOn::Shutdown,
                      Tag(static_cast<uint64_t>(c.fd)), Mode::Edge);
}

// The last answer is out. Closing with unread input would reset the connection under the answer
// (RFC 9112 §9.6).
void Loop::EndWriting(Connection& c) {
  if (c.phase == Phase::kLinger) return;
  const bool linger = c.must_linger || draining_ || c.stalled || c.has_input();
  if (c.read_closed || !linger) return Close(c);
  ::shutdown(c.fd, SHUT_WR);
  c.in.clear();
  Rearm(c);
  Discard(c);
}

void Loop::Close(Connection& c) {
  if (c.closed) return;
  c.closed = true;
  c.Disarm();
  // What is unanswered stays in flight: its work goes on until its answer or deadline.
  for (const auto& exchange : c.pipeline) {
    if (exchange->answered) continue;
    state_.aborted.Add();
    exchange->connection = nullptr;
  }
  c.pipeline.clear();
  graveyard_.push_back(std::move(connections_[static_cast<size_t>(c.fd)]));
  --open_;
  state_.connections.Set(open_);
  removePeer(c.peer);
}

}  // namespace tipline::http
