// The load of a campaign: threads that do what telecom providers and the phones behind them do, on
// all four channels of the sandbox, and keep the ledger. Everything they choose comes from the
// seed; when it happens does not.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gateway/base/crypto.h"
#include "tests/chaos/chance.h"
#include "tests/chaos/copies.h"
#include "tests/chaos/dialects.h"
#include "tests/chaos/live_phone.h"
#include "tests/chaos/outbox.h"

namespace tipline::chaos {

struct LoadOptions {
  uint64_t seed = 1;
  int port = 0;
  int singles = 3, threads = 4, sessions = 4;  // senders of each kind
  std::chrono::milliseconds think{60};         // a sender's mean pause between two turns
  std::chrono::seconds settle{45};  // after the stop, for webhooks whose fate is still open
};

// What became of one webhook.
struct Fate {
  bool answered = false;  // `reply` says so
  bool open = false;      // it may have been taken, or not
  WireReply reply;
};

class Load {
 public:
  // `bundle`, `outbox` must outlive it.
  Load(const LoadOptions& options, const flows::Bundle& bundle, Outbox& outbox,
       std::vector<std::string> responders);
  ~Load() { Finish(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  // Clients of a fault's time: so many percent of the single messages are sent slowly, or broken
  // off.
  std::atomic<int> slow_percent{0}, aborted_percent{0};
  size_t accepted() const { return accepted_; }
  size_t copies() const { return copies_.sent(); }

  // No new webhooks; those whose fate is open are sent until it is known. Somebody must listen.
  void Finish();
  // After Finish.
  Books Close(const KeyRing& keys) const;

  // ---- For the senders (sms_sender.cc, ussd_sender.cc, responder_sender.cc). Thread-safe. ----
  bool stopping() const { return stop_; }
  const flows::Bundle& bundle() const { return bundle_; }
  Outbox& outbox() { return outbox_; }
  Copies& copies_of() { return copies_; }
  const std::vector<std::string>& responders() const { return responders_; }
  const Dialect& dialect(size_t i) const { return *dialects_[i % dialects_.size()]; }
  size_t dialects() const { return dialects_.size(); }
  int port() const { return options_.port; }
  uint64_t seed() const { return options_.seed; }
  PhonePtr NewPhone(const std::string& id, Medium medium);
  PhonePtr ResponderPhone(const std::string& number);
  std::string NewMarker(Chance& chance);
  void Accepted(LivePhone& phone);
  // Sends it as a provider does: again and again until `taken` finds in an answer that it was. Ends
  // without that once `over` holds: by itself the campaign's end and the time to settle.
  Fate Deliver(testing::Wire& wire, const std::string& request,
               const std::function<bool(const WireReply&)>& taken,
               const std::function<bool()>& over);
  bool Over(bool in_doubt) const;
  // A pause of a person, about the mean; ends early at the stop.
  void Think(Chance& chance);

 private:
  using Sender = void (*)(Load&, uint64_t stream);
  void Start(Sender sender, int count);
  PhonePtr AddPhone(const std::string& id, const std::string& number, Medium medium);

  const LoadOptions options_;
  const flows::Bundle& bundle_;
  Outbox& outbox_;
  const std::vector<std::string> responders_;
  const std::vector<std::unique_ptr<Dialect>> dialects_;
  Copies copies_;
  std::atomic<bool> stop_{false};
  std::atomic<std::chrono::steady_clock::time_point> give_up_at_{};  // set before stop_
  std::atomic<size_t> accepted_{0};
  std::atomic<uint64_t> numbers_{0};
  mutable std::mutex mutex_;  // of what follows
  std::condition_variable stopped_;
  std::vector<PhonePtr> phones_;
  std::set<std::string> markers_;
  uint64_t streams_ = 0;
  std::vector<std::thread> senders_;
};

// Each runs until the load is stopping.
void SendSingles(Load& load, uint64_t stream);     // one SMS from a phone
void SendThreads(Load& load, uint64_t stream);     // SMS, answered one by one
void SendSessions(Load& load, uint64_t stream);    // USSD
void SendResponders(Load& load, uint64_t stream);  // answers to alerts

// The answer of a person to the question of a step; `marker`: the words that are wanted there.
std::string AnswerTo(const Reference& reference, const std::string& words, Chance& chance);
// A sentence that holds the marker.
std::string WordsWith(const std::string& marker, Chance& chance);

}  // namespace tipline::chaos
