#include "tests/workers/proof/reports.h"

#include <utility>

#include "gateway/base/ids.h"
#include "gateway/store/live/streams.h"
#include "tests/workers/proof/moody_network.h"

namespace tipline::proof {
namespace {

using enum DeliveryState;
using std::chrono::milliseconds;

enum class Names { kOurs, kBoth, kTheirs };  // by which ids a report names its message

struct Story {
  const char* name;
  int share;  // of 100
  Names names;
  milliseconds first, each;  // when the first comes, and the next ones
  std::vector<DeliveryState> states;
  const char* end;
};

const std::vector<Story>& Stories() {
  static const std::vector<Story> kStories = {
      {"delivered",
       20,
       Names::kBoth,
       milliseconds(300),
       milliseconds(0),
       {kDelivered},
       "delivered"},
      {"sent, delivered",
       10,
       Names::kOurs,
       milliseconds(100),
       milliseconds(200),
       {kSent, kDelivered},
       "delivered"},
      {"delivered before the answer",
       10,
       Names::kBoth,
       milliseconds(0),
       milliseconds(0),
       {kDelivered},
       "delivered"},
      {"delivered, late",
       5,
       Names::kBoth,
       milliseconds(6'000),
       milliseconds(0),
       {kDelivered},
       "delivered"},
      {"delivered, again and again",
       6,
       Names::kBoth,
       milliseconds(200),
       milliseconds(50),
       {kDelivered, kDelivered, kDelivered},
       "delivered"},
      {"delivered, then sent and queued",
       6,
       Names::kOurs,
       milliseconds(50),
       milliseconds(20),
       {kDelivered, kSent, kQueued},
       "delivered"},
      {"delivered, then failed",
       5,
       Names::kBoth,
       milliseconds(200),
       milliseconds(100),
       {kDelivered, kFailed},
       "delivered"},
      {"failed, then delivered",
       5,
       Names::kBoth,
       milliseconds(200),
       milliseconds(400),
       {kFailed, kDelivered},
       "delivered"},
      {"expired, then delivered",
       3,
       Names::kOurs,
       milliseconds(100),
       milliseconds(400),
       {kExpired, kDelivered},
       "delivered"},
      {"failed", 3, Names::kBoth, milliseconds(400), milliseconds(100), {kSent, kFailed}, "failed"},
      {"sent", 5, Names::kOurs, milliseconds(100), milliseconds(100), {kSent, kSent}, "sent"},
      {"by the provider's id",
       6,
       Names::kTheirs,
       milliseconds(500),
       milliseconds(0),
       {kDelivered},
       "delivered"},
      {"by the provider's id before the answer",
       3,
       Names::kTheirs,
       milliseconds(0),
       milliseconds(0),
       {kDelivered},
       "delivered"},
  };
  return kStories;
}

const Story* StoryOf(const std::string& reference, uint64_t seed) {
  auto chance = static_cast<int>(ChanceOf(reference + "|reports|" + std::to_string(seed)) % 100);
  for (const Story& story : Stories())
    if ((chance -= story.share) < 0) return &story;
  return nullptr;  // this one is never reported
}

}  // namespace

std::string AfterLate(const std::string& state, DeliveryState reported) {
  if (state == "delivered" || state == "rejected") return state;
  if (state == "failed" || state == "expired") return reported == kDelivered ? "delivered" : state;
  if (reported == kQueued) return state;
  return DeliveryStateName(reported);
}

Reporter::Reporter(const KeyRing& keys, store::RedisOptions redis, int partitions, uint64_t seed)
    : keys_(keys),
      partitions_(partitions),
      seed_(seed),
      redis_(std::move(redis)),
      thread_([this](const std::stop_token& stop) { Loop(stop); }) {}

Reporter::~Reporter() = default;

void Reporter::Plan(Steady::time_point at, Report report) {
  planned_.emplace(at, std::move(report));
  changed_.notify_all();
}

void Reporter::OnTaken(const std::string& channel, const std::string& reference, Outcome outcome,
                       bool by_id_only) {
  const Story* story = StoryOf(reference, seed_);
  const std::scoped_lock lock(mutex_);
  const auto now = Steady::now();
  if (ChanceOf(reference + "|stranger") % 400 == 0) {
    ++unknown_;
    const bool ours = unknown_ % 2 == 0;  // of another program on the same account
    Plan(now,
         {channel, ours ? NewUlid(FromMillis(1)) : "", ours ? "" : "x-" + reference, kDelivered});
  }
  if (story == nullptr || told_.contains(reference)) return;
  // Where the sender never gets to know the provider's id, nobody could say whose report it is.
  const bool theirs = story->names == Names::kTheirs;
  if (theirs && (outcome != Outcome::kTaken || !by_id_only)) return;
  told_[reference] = {story->end, story->name, theirs};
  ++counts_[story->name];
  auto at = now + story->first;
  for (const DeliveryState state : story->states) {
    Plan(at, {channel, theirs ? "" : reference,
              story->names == Names::kOurs ? "" : MoodyNetwork::IdOf(channel, reference), state});
    at += story->each;
  }
}

bool Reporter::Send(const std::string& channel, const std::string& reference, DeliveryState state) {
  return Append({{channel, reference, "", state}});
}

bool Reporter::Append(const std::vector<Report>& reports) {
  std::vector<store::Command> commands;
  for (const Report& report : reports) {
    Inbound in;
    in.kind = InboundKind::kStatus;
    in.channel = report.channel;
    in.reference = report.reference;
    in.provider_id = report.provider_id;
    in.state = report.state;
    size_t number = 0;
    {
      const std::scoped_lock lock(mutex_);
      number = ++number_;
    }
    // Each with an id of its own: repeats must get through to the worker.
    const auto partition = static_cast<int>(number % static_cast<size_t>(partitions_));
    commands.push_back(store::AppendCommand(store::TagOf(partition),
                                            {"tips", "report-" + std::to_string(number), "status",
                                             SealToCase(keys_, EncodeInbound(in)), in.channel}));
  }
  const std::scoped_lock lock(redis_mutex_);
  return redis_.RunAll(commands, Millis(30'000)).has_value();
}

void Reporter::Loop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (planned_.empty()) {
      changed_.wait(lock, stop, [this] { return !planned_.empty(); });
      continue;
    }
    const auto first = planned_.begin()->first;
    if (first > Steady::now()) {
      changed_.wait_until(lock, stop, first,
                          [&] { return !planned_.empty() && planned_.begin()->first < first; });
      continue;
    }
    std::vector<Report> due;
    while (!planned_.empty() && planned_.begin()->first <= Steady::now() && due.size() < 64) {
      due.push_back(std::move(planned_.begin()->second));
      planned_.erase(planned_.begin());
    }
    under_way_ = due.size();
    lock.unlock();
    const bool done = Append(due);
    lock.lock();
    under_way_ = 0;
    // As a provider does: once more, a little later.
    for (size_t i = 0; !done && i < due.size(); ++i)
      planned_.emplace(Steady::now() + milliseconds(500), due[i]);
  }
}

std::map<std::string, Reporter::Told> Reporter::told() const {
  const std::scoped_lock lock(mutex_);
  return told_;
}

size_t Reporter::waiting() const {
  const std::scoped_lock lock(mutex_);
  return planned_.size() + under_way_;
}

size_t Reporter::unknown() const {
  const std::scoped_lock lock(mutex_);
  return unknown_;
}

std::map<std::string, int> Reporter::counts() const {
  const std::scoped_lock lock(mutex_);
  return counts_;
}

}  // namespace tipline::proof
