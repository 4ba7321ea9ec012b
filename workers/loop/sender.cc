#include "workers/loop/sender.h"

#include <utility>

#include "gateway/base/log.h"
#include "workers/loop/send_routes.h"

namespace tipline::workers {

Sender::Sender(Services& services, store::Redis& redis,
               std::function<Status(const std::string&)> unreached)
    : services_(services),
      rates_(redis),
      unreached_(std::move(unreached)),
      client_(http::MakeHttpClient()) {}

Sender::~Sender() = default;

Result<size_t> Sender::Step(const std::vector<store::Lease>& held, Millis wait) {
  // First of all the answers: a store that is slow or away must not make them late, or what was
  // sent would count as timed out.
  size_t did = Hear(UntilPermit(wait));
  TRY(TellSlow());
  if (!opened_) TRY(OpenChannels());
  TRY(Reclaim(held));
  TRY(ReleaseHeld());
  TRY_ASSIGN(const size_t taken, TakeDue(held));
  TRY(SendReady(held));
  TRY(Write());
  return did + taken;
}

Result<size_t> Sender::Collect(Millis wait) {
  GiveBackAll();  // without Redis there are no permits, and the partition may be another lane's
  const size_t heard = Hear(wait);
  TRY(Write());
  return heard;
}

size_t Sender::Hear(Millis wait) {
  const size_t heard = client_->Poll(wait);
  if (heard > 0 && more_when_heard_) look_at_ = {};  // there is room again, and perhaps more is due
  return heard;
}

void Sender::Finish(const std::function<void()>& meanwhile) {
  GiveBackAll();
  while (client_->under_way() > 0) {  // each has its time-out
    // Written at once: who is killed while it waits loses less.
    const auto heard = Collect(Millis(200));
    if (!heard) LogWarning("sends_not_written", heard.error());
    meanwhile();
  }
  const Status written = Write();
  if (!written) LogWarning("sends_not_written", written.error());
}

Status Sender::Write() {
  if (attempts_.empty()) return Unit{};
  TRY(services_.outbound.Finish(attempts_, Now()));
  Written();
  return Unit{};
}

void Sender::Written() {
  for (const store::Attempt& attempt : attempts_)
    ours_.erase(attempt.id);
  attempts_.clear();
}

// This worker's settings may be others than those under which it was held.
Status Sender::OpenChannels() {
  TRY(services_.outbound.LookAgain({kNoChannel, kNoApiUrl, kNotServed}, Now()));
  opened_ = true;
  return Unit{};
}

// What a lane before us left half-sent. Again and again, not only when a partition is new: what was
// under way when it changed hands, or was taken under a lease that was over, becomes old enough
// only later.
Status Sender::Reclaim(const std::vector<store::Lease>& held) {
  if (Pace() < reclaim_at_) return Unit{};
  std::vector<int> partitions;
  partitions.reserve(held.size());
  for (const store::Lease& lease : held)
    partitions.push_back(lease.partition);
  const auto reclaimed = services_.outbound.Reclaim(partitions, Now() - kLeftBehind, ours_, Now());
  if (!reclaimed) return reclaimed.error();
  if (*reclaimed > 0) LogInfo("sends_reclaimed", {{"messages", *reclaimed}});
  reclaim_at_ = Pace() + kReclaimLook;
  return Unit{};
}

// Whose time has come: quiet hours, a cap, a channel that is to be tried again. Whichever lane held
// it, so that nothing waits for a worker that is gone.
Status Sender::ReleaseHeld() {
  if (Pace() < release_at_) return Unit{};
  TRY(Write());  // what is to be held must lie there when it is let go
  const auto released = services_.outbound.ReleaseDue(Now());
  if (!released) return released.error();
  if (*released > 0) look_at_ = {};
  if (*released < store::kReleaseAtOnce) release_at_ = Pace() + kReleaseLook;  // else more is due
  return Unit{};
}

}  // namespace tipline::workers
