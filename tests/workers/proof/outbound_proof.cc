#include "tests/workers/proof/outbound_proof.h"

#include <algorithm>
#include <iostream>

#include "tests/workers/proof/events.h"
#include "tests/workers/proof/judge.h"
#include "workers/loop/sender.h"

namespace tipline::proof {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds kLook{250};
constexpr Millis kSoon{1'000};         // what is due so soon is not skipped to
constexpr Millis kStep{100'000};       // skipped at least: what is due a little later comes along
constexpr Millis kStrangers{130'000};  // after which a report is a stranger's (workers/jobs/status)
constexpr seconds kNoted{6};
constexpr int kLateReports = 500;

class Proof {
 public:
  explicit Proof(const ProofOptions& options)
      : options_(options), scene_(options), events_(options, scene_, result_) {}

  ProofResult Run() {
    const auto begin = Steady::now();
    until_ = begin + seconds(options_.limit_seconds);
    Status ready = scene_.Prepare();
    if (ready) ready = Begin();
    if (!ready) return AddWrong(result_, "it cannot begin: " + ready.error().message), result_;
    if (Follow()) {
      Judge(scene_, options_, result_);
      ReportLate();
    } else if (const auto open = scene_.Open(); open) {
      for (const auto& [what, count] : *open)
        AddWrong(result_, "not ended: " + std::to_string(count) + " " + what);
    }
    for (int which = 0; which < kCrew; ++which)
      if (!scene_.crew().Stop(which)) AddWrong(result_, "a worker did not end in order");
    result_.seconds = std::chrono::duration<double>(Steady::now() - begin).count();
    result_.skipped_seconds = std::chrono::duration<double>(scene_.clock().ahead()).count();
    return result_;
  }

 private:
  Status Begin() {
    for (int which = 0; which < kCrew; ++which)
      scene_.crew().Start(which);
    return scene_.Fill();
  }
  bool Follow();
  bool Stopped();
  bool Settled(const Look& look);
  void Skip(const Look& look);
  void ReportLate();
  void ShowProgress(const Look& look);

  const ProofOptions options_;
  Scene scene_;
  ProofResult result_;
  Events events_;
  Steady::time_point until_, shown_{}, moved_{};
  int64_t requests_ = 0;  // at moved_
  Steady::time_point tips_at_{};
  int64_t tips_ = 0;  // at tips_at_
};

bool Proof::Stopped() {
  if (options_.stop != nullptr && *options_.stop) return AddWrong(result_, "it was stopped"), true;
  if (Steady::now() >= until_) return AddWrong(result_, "it did not end in time"), true;
  for (int which = 0; which < kCrew; ++which)
    if (!scene_.crew().running(which)) return AddWrong(result_, "a worker ended by itself"), true;
  return false;
}

// Until everything has ended. False: it did not come to that.
bool Proof::Follow() {
  while (!Stopped()) {
    if (scene_.network().WaitFor(events_.next_at(), kLook)) {
      events_.RunNext();
      continue;
    }
    if (const int64_t now = scene_.network().requests(); now != requests_) {
      requests_ = now;
      moved_ = Steady::now();
    }
    const auto look = scene_.LookAround();
    if (!look) continue;  // its store is busy; the end is not missed
    ShowProgress(*look);
    if (Settled(*look)) return true;
    Skip(*look);
  }
  return false;
}

bool Proof::Settled(const Look& look) {
  return look.rows == options_.messages && look.open == 0 && look.outbound == 0 && look.tips == 0 &&
         scene_.reporter().waiting() == 0;
}

// If all that is left waits for its time, that time comes now.
void Proof::Skip(const Look& look) {
  if (look.tips != tips_) tips_at_ = Steady::now();
  tips_ = look.tips;
  // Before anything was skipped, a report may still wait for the note of its message: not for long.
  const bool reports =
      scene_.clock().ahead() == Millis(0) &&
      (scene_.reporter().waiting() > 0 || (look.tips > 0 && Steady::now() - tips_at_ < kNoted));
  const bool at_work = look.rows < options_.messages || look.outbound > 0 || reports ||
                       (look.open == 0 && scene_.reporter().waiting() > 0);
  // Longer than a request may take and its end be written: who sends it was killed.
  const auto still = milliseconds(options_.send_timeout_ms) + milliseconds(1'500);
  const bool under_way = look.sending > 0 && Steady::now() - moved_ < still;
  const TimePoint now = scene_.clock().Now();
  if (at_work || under_way || look.next_due < now + kSoon) return;
  TimePoint to = look.next_due;
  if (look.sending > 0) to = std::min(to, look.sending_since + workers::kLeftBehind + kSoon);
  if (look.open == 0) to = now + kStrangers;
  scene_.clock().Forward(std::max(to - now, kStep));
  moved_ = Steady::now();
}

// Reports on what has ended: what is final stays as it is, but for a late "delivered".
void Proof::ReportLate() {
  using enum DeliveryState;
  static const std::vector<DeliveryState> kStates = {kDelivered, kFailed,  kSent,
                                                     kRejected,  kExpired, kQueued};
  const auto before = scene_.Ends();
  if (!before) return AddWrong(result_, "the store cannot be read");
  std::map<std::string, std::string> expected;
  // Of each state as many as of the others, so that the seldom ones are among them.
  std::map<std::string, int> of_state;
  for (const auto& [id, end] : *before) {
    const int number = of_state[end.state]++;
    if (number >= kLateReports / 5) continue;
    const DeliveryState state = kStates[static_cast<size_t>(number) % kStates.size()];
    if (!scene_.reporter().Send(end.channel, id, state))
      return AddWrong(result_, "a late report cannot be sent");
    expected[id] = AfterLate(end.state, state);
  }
  result_.late_reports = static_cast<int>(expected.size());
  while (true) {
    if (Stopped()) return;
    const auto look = scene_.LookAround();
    if (look && Settled(*look)) break;
    scene_.network().WaitFor(requests_ + 1, milliseconds(50));
  }
  const auto after = scene_.Ends();
  if (!after) return AddWrong(result_, "the store cannot be read");
  for (const auto& [id, state] : expected)
    if (after->at(id).state != state)
      AddWrong(result_, id + ": " + before->at(id).state + ", and after a late report " +
                            after->at(id).state + " instead of " + state);
}

void Proof::ShowProgress(const Look& look) {
  if (!options_.progress || Steady::now() - shown_ < seconds(10)) return;
  shown_ = Steady::now();
  std::cerr << "requests " << scene_.network().requests() << ", messages " << look.rows << " of "
            << options_.messages << ", open " << look.open << ", kills " << result_.killed << "\n";
}

}  // namespace

ProofResult ProveOutbound(const ProofOptions& options) {
  return Proof(options).Run();
}

}  // namespace tipline::proof
