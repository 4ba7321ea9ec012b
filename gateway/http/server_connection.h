// What a worker loop knows of one client. Plain state; the rules are in server_loop.cc (input) and
// server_output.cc.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/http/request_parser.h"
#include "gateway/http/server_exchange.h"
#include "gateway/http/server_pistache.h"
#include "gateway/http/timer_wheel.h"

namespace tipline::http {

// Requests of one connection that wait for their answers; more are not read before some have got
// theirs. Nor is anything read from a client that does not take its answers.
constexpr size_t kMaxPipelined = 32;
constexpr size_t kMaxUnsentBytes = size_t{256} * 1024;
constexpr int kReadsPerTurn = 4;         // then the others have their turn
constexpr Millis kLingerTimeout{1'000};  // for the client to take the last answer and close
constexpr Millis kDrainIdle{1'000};      // a connection idle that long is closed while draining

// Which time-out runs.
enum class Phase { kNone, kNew, kHead, kBody, kWaiting, kWriting, kIdle, kLinger };

struct Connection final : public TimerNode {
  Connection(Loop* at, std::shared_ptr<Pistache::Tcp::Peer> who)
      : loop(at),
        peer(std::move(who)),
        fd(peer->fd()),
        address(peer->address().host()),
        limit([this](const Request& head) { return LimitOf(head); }),
        parser(&limit) {}
  void OnTimer() override;
  size_t LimitOf(const Request& head) const;

  size_t unsent() const { return out.size() - sent; }
  bool may_parse() const {
    return !closing && pipeline.size() < kMaxPipelined && unsent() < kMaxUnsentBytes;
  }
  bool has_input() const { return taking || parser.started() || !in.empty(); }

  Loop* const loop;
  const std::shared_ptr<Pistache::Tcp::Peer> peer;
  const int fd;
  const std::string address;
  const BodyLimit limit;
  RequestParser parser;
  std::string in;   // read, but not parsed yet
  std::string out;  // answers; the first `sent` bytes are gone
  size_t sent = 0;
  std::vector<std::shared_ptr<Exchange>> pipeline;  // unanswered ones, in order
  Phase phase = Phase::kNone;
  SteadyTime phase_since{};
  bool taking = false;     // more bytes follow the request being dispatched
  bool served = false;     // at least one request came
  bool continued = false;  // 100 was sent for the request being read
  bool stalled = false;    // there may be more to read or parse than was
  bool resuming = false;   // on the loop's list
  bool dirty = false;      // on the loop's list
  bool polls_write = false;
  bool read_closed = false;   // the client sends no more
  bool closing = false;       // no more requests are taken
  bool last_written = false;  // the answer that says "close" is in `out`
  bool must_linger = false;   // unread input: closing at once would reset the answer away
  bool closed = false;
};

}  // namespace tipline::http
