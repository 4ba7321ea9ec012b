#include "workers/emulate/reporter.h"

#include <utility>

#include "gateway/base/crypto.h"
#include "gateway/base/system_clock.h"

namespace tipline::emulate {
namespace {

constexpr Millis kPatience{10'000};  // for the gateway's answer
constexpr Millis kAgain{2'000};      // what was not taken comes again so much later

}  // namespace

Reporter::Reporter(std::string gateway_url, std::function<void(const Told&)> told)
    : gateway_url_(std::move(gateway_url)),
      told_(std::move(told)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

Reporter::~Reporter() = default;

void Reporter::Add(const Line& line, const Report& report, Millis after) {
  const std::scoped_lock lock(mutex_);
  const int tries = line.profile.status ? line.profile.status->tries : 1;
  waiting_.emplace(std::chrono::steady_clock::now() + after, Waiting{line, report, tries});
  changed_.notify_all();
}

Reporter::Told Reporter::Tell(Courier& courier, const Waiting& waiting, bool& again) const {
  Told told{waiting.line.channel.id, waiting.report.id, waiting.report.state, 0, false, {}};
  again = false;
  const auto request =
      StatusWebhook(waiting.line, waiting.report, SystemClock().Now(), RandomToken(12));
  if (!request) {
    told.why = request.error().message;
    return told;
  }
  const auto answer = courier.Deliver(*request);
  again = true;
  if (!answer) {
    told.why = answer.error().message;
    return told;
  }
  told.status = answer->status;
  const auto taken = ReadAnswer(waiting.line.profile.status->answer, *answer);
  told.taken = taken.has_value();
  if (!taken) told.why = taken.error().message;
  return told;
}

void Reporter::Run(const std::stop_token& stop) {
  Courier courier(gateway_url_, kPatience);
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (waiting_.empty()) {
      changed_.wait(lock, stop, [this] { return !waiting_.empty(); });
      continue;
    }
    const SteadyTime due = waiting_.begin()->first;
    if (due > std::chrono::steady_clock::now()) {
      // A report that is due earlier may come meanwhile.
      changed_.wait_until(lock, stop, due, [this, due] {
        return !waiting_.empty() && waiting_.begin()->first < due;
      });
      continue;
    }
    Waiting next = std::move(waiting_.extract(waiting_.begin()).mapped());
    lock.unlock();
    bool again = false;
    const Told told = Tell(courier, next, again);
    told_(told);
    lock.lock();
    if (!told.taken && again && --next.tries_left > 0)
      waiting_.emplace(std::chrono::steady_clock::now() + kAgain, std::move(next));
  }
}

}  // namespace tipline::emulate
