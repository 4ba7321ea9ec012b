// How each channel does, as far as this worker sees: what providers answer (the sender tells) and
// what delivery reports say (the job of reports tells), over the last flows::kHealthWindow, per
// channel and per channel, country and network. What state follows is decided in
// flows/delivery/health.h. In memory only: a worker that starts knows nothing and calls everything
// ok. `now` is the time of day (Services::clock); a clock that is set back by more than the window
// begins a new one. Bounded: what comes after kMaxHealthChannels or kMaxHealthRoutes is counted
// with its channel only, or not at all. Thread-safe. Tests:
// tests/workers/loop/channel_health_test.cc.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "flows/delivery/health.h"
#include "flows/model/message.h"
#include "gateway/providers/provider.h"

namespace tipline::workers {

// The configuration's channels are few; this only bounds a caller's mistake.
constexpr size_t kMaxHealthChannels = 256;
// Some 200 countries with a handful of networks each; about 2 MiB when full.
constexpr size_t kMaxHealthRoutes = 4096;
constexpr size_t kMaxHealthWord = 32;  // of a country or network; longer ones count as unknown ("")

class ChannelHealth {
 public:
  using State = flows::Health;  // kOk, kDegraded, kDown

  ChannelHealth();
  ~ChannelHealth();
  ChannelHealth(const ChannelHealth&) = delete;
  ChannelHealth& operator=(const ChannelHealth&) = delete;

  // A provider was asked and this is what came of it, `took` after the request began.
  void Answered(const std::string& channel, gateway::SendClass outcome, Millis took, TimePoint now);
  // A delivery report, `after` the message was sent. `country`: ISO 3166; `network`: the provider's
  // word for it; either may be empty. Reports that are not final change nothing.
  void Reported(const std::string& channel, const std::string& country, const std::string& network,
                DeliveryState state, Millis after, TimePoint now);

  // kOk also for a channel of which nothing is known.
  State StateOf(const std::string& channel, TimePoint now) const;
  // A channel, or its route to a country, that is not ok gets evidence only from what is sent
  // there. True: nothing was heard for flows::kTryDownAgain, so let this message go there, even if
  // another channel is better. It says so to one caller, then not again for as long.
  bool WantsTry(const std::string& channel, const std::string& country, TimePoint now) const;

  struct Evidence {
    State state = State::kOk;    // the worse of the channel's answers and this route's reports
    double delivered_share = 1;  // of `reports`; 1 if there are none
    int reports = 0;             // final ones, within the window
    Millis answer_p50{0};        // of the channel; 0: no answers
  };
  // Empty network: the whole country; both empty: the whole channel.
  Evidence EvidenceOf(const std::string& channel, const std::string& country,
                      const std::string& network, TimePoint now) const;

  struct Summary {
    std::string channel;
    State state = State::kOk;
    std::string why;  // in words; empty: ok
    flows::AnswerCounts answers;
    flows::ReportCounts reports;
    TimePoint answered_at{};  // the last time that a provider answered, or failed to
    TimePoint taken_at{};     // the last time that it took a message
  };
  std::vector<Summary> Summaries(TimePoint now) const;  // by channel

 private:
  struct Memory;
  const std::unique_ptr<Memory> memory_;
};

}  // namespace tipline::workers
