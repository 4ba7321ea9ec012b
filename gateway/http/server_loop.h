// One worker: Pistache's reactor with one transport, whose peers are read and written here. What is
// replaced of Pistache and why: its HTTP parser (loops, drops pipelined requests), its cross-thread
// queues (lose wake-ups), its writes (spin, addressed by descriptor number). All functions but
// Wake() run on the worker's thread.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "gateway/http/server.h"
#include "gateway/http/server_connection.h"
#include "gateway/http/server_listen.h"
#include "gateway/http/server_pistache.h"

namespace tipline::http {

// Written by one worker, read by anyone.
class Count {
 public:
  void Add(int64_t by = 1) {
    value_.store(value() + static_cast<uint64_t>(by), std::memory_order_relaxed);
  }
  void Set(uint64_t value) { value_.store(value, std::memory_order_relaxed); }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

// Shared between a worker and the server object; outlives the worker.
struct alignas(64) WorkerState {
  Fd wake;  // eventfd
  std::atomic<bool> drain{false};
  std::atomic<int64_t> give_up{
      0};  // steady clock's nanoseconds; from then on nothing is waited for
  Count requests, refused, timed_out, overloaded, aborted, in_flight, connections;
  void Wake() const;
};

class Loop final : public Pistache::Tcp::Transport {
 public:
  Loop(const ServerOptions& options, Fd listener, WorkerState& state,
       std::unique_ptr<http::Handler> handler);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() override;

  // The last act: ends the handler, sends what can be sent, closes all. Afterwards Answers are
  // inert.
  void End();

  void registerPoller(Pistache::Polling::Epoll& poller) override;
  void onReady(const Pistache::Aio::FdSet& fds) override;

  // For Exchange, Connection and Answer.
  void Finish(Exchange& exchange, Response&& response);
  void Expire(Exchange& exchange);
  void Expire(Connection& c);
  size_t MaxBody(Request head, const std::string& peer) const;
  void SetDeadline(Exchange& exchange, Millis from_now) { wheel_.Arm(exchange, now_ + from_now); }
  void OnPeer(const std::shared_ptr<Pistache::Tcp::Peer>& peer);

 private:
  // server_loop.cc: the turns of the loop
  void ReadClocks();
  void Turn(const Pistache::Aio::FdSet& fds);
  void OnEvent(int fd, const Pistache::Aio::FdSet::Entry& event);
  void Tick();
  void FlushCompanion();
  // server_accept.cc
  void Accept();
  void AcceptAll();
  bool AcceptOne();
  void PauseAccepting();
  void Adopt(int fd, const sockaddr* from);
  // server_input.cc: from sockets to the handler
  void Read(Connection& c);
  void Discard(Connection& c);
  void Take(Connection& c, std::string_view data);
  void Dispatch(Connection& c);
  void EndOfInput(Connection& c);
  void Resume(Connection& c);
  void ResumeStalled();
  // server_output.cc: from answers to sockets, and the end of a connection
  void Refuse(Connection& c, int status);
  void Pump(Connection& c);
  void Write(Connection& c, const Exchange& exchange, const Response& response);
  void MaybeContinue(Connection& c);
  void MarkDirty(Connection& c);
  void Flush();
  void Flush(Connection& c);
  bool SendSome(Connection& c);
  void EndWriting(Connection& c);
  void PollWrites(Connection& c);
  void Close(Connection& c);
  // server_timeouts.cc
  void Rearm(Connection& c);
  Millis TimeoutOf(Phase phase) const;
  // server_drain.cc
  void Drain();
  void DrainTick();
  bool GivesUp() const { return now_.time_since_epoch().count() >= state_.give_up.load(); }

  const ServerOptions options_;
  Fd listener_;
  WorkerState& state_;
  std::unique_ptr<http::Handler> handler_;
  Companion* companion_;
  int companion_fd_ = -1;
  Fd tick_;
  SteadyTime now_;  // read once a turn
  TimePoint wall_{};
  int64_t date_second_ = -1;
  std::string date_;
  TimerWheel wheel_;
  std::vector<std::unique_ptr<Connection>> connections_;  // by descriptor, for events only
  size_t open_ = 0;
  std::vector<std::unique_ptr<Connection>> graveyard_;  // closed in this turn
  std::vector<Connection*> dirty_;                      // have bytes to send
  std::vector<Connection*> resuming_;
  std::vector<char> scratch_;
  bool accepting_ = true;
  SteadyTime next_warning_{};
  bool draining_ = false;
  bool ended_ = false;
  SteadyTime drain_since_{};
};

}  // namespace tipline::http
