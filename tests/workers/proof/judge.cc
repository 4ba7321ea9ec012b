#include "tests/workers/proof/judge.h"

#include <algorithm>

#include "tests/workers/proof/rate_judge.h"
#include "workers/loop/sender.h"

namespace tipline::proof {
namespace {

constexpr size_t kMostWrong = 50;

struct Known {
  Facts facts;
  MoodyNetwork::Seen seen;
  std::map<std::string, StoredEnd> ends;
  std::map<std::string, Reporter::Told> told;
};

bool AskedOnOneChannel(const std::vector<Ask>& asks) {
  return std::all_of(asks.begin(), asks.end(),
                     [&](const Ask& ask) { return ask.channel == asks.front().channel; });
}

bool WasLeft(const std::string& id, const Facts& facts) {
  return std::any_of(facts.deaths.begin(), facts.deaths.end(),
                     [&](const auto& death) { return death.second.left.contains(id); });
}

// How a message that can be delivered must have ended; empty: as it should.
std::string WrongEnd(const std::string& id, const std::string& state, const Known& known) {
  const std::vector<Ask>& asks = known.seen.ledger.at(id);
  const auto told = known.told.find(id);
  const bool unknown = state == "unknown";
  if (unknown && UnsureTimes(id, asks, known.facts) <= workers::kMaxUnsureRetries)
    return "given up as unknown, though the sender was not so often unsure";
  if (told == known.told.end())
    return state == "sent" || unknown ? "" : "taken and never reported, but " + state;
  if (state == told->second.end) return "";
  // A report of the channel that it left may come before or after the other one's answer.
  const bool moved = !AskedOnOneChannel(asks);
  // Nor does a provider's id say anything to who was killed before it was written, or did not wait
  // for the answer that held it.
  const bool forgotten =
      told->second.theirs && (WasLeft(id, known.facts) || known.facts.timeouts.contains(id));
  if ((moved || forgotten) && (state == "sent" || state == "delivered" || unknown)) return "";
  return "reported " + told->second.story + ", but " + state;
}

void JudgeMessages(Scene& scene, const Known& known, ProofResult& result) {
  if (known.ends.size() != scene.posted().size())
    AddWrong(result, "the store holds another number of messages than were posted");
  static const std::vector<Ask> kNone;
  for (const Posted& one : scene.posted()) {
    const auto end = known.ends.find(one.id);
    const std::string state = end == known.ends.end() ? "lost" : end->second.state;
    ++result.ends[state];
    const auto book = known.seen.ledger.find(one.id);
    const std::vector<Ask>& asks = book == known.seen.ledger.end() ? kNone : book->second;
    const bool taken =
        std::any_of(asks.begin(), asks.end(), [](const Ask& ask) { return IsTaken(ask.outcome); });
    if (taken) ++result.delivered;
    if (!asks.empty() && !AskedOnOneChannel(asks)) ++result.failed_over;
    const MoodyNetwork& network = scene.network();
    if (network.IsOptedOut(one.number) || network.IsRefused(one.id)) {
      if (taken) AddWrong(result, one.id + ": taken though it was refused");
      if (state != "rejected" && state != "failed")
        AddWrong(result, one.id + ": refused, but " + state);
    } else if (!taken) {
      AddWrong(result, one.id + ": never delivered, " + state);
    } else if (const std::string wrong = WrongEnd(one.id, state, known); !wrong.empty()) {
      AddWrong(result, one.id + ": " + wrong);
    }
  }
}

void JudgeRates(const ProofOptions& options, const Known& known, ProofResult& result) {
  for (const auto& [channel, came] : known.seen.came) {
    const auto pauses = known.seen.pauses.find(channel);
    const RateJudgement one = JudgeRate(
        channel, came, pauses == known.seen.pauses.end() ? std::vector<Pause>() : pauses->second,
        options.rate_per_second, options.burst, known.facts.deaths);
    result.most_in_a_second = std::max(result.most_in_a_second, one.most_in_a_second);
    result.impatient += one.impatient;
    for (const std::string& wrong : one.wrong)
      AddWrong(result, wrong);
  }
}

Facts FactsOf(Scene& scene) {
  Facts facts;
  facts.deaths = scene.crew().deaths();
  facts.timeouts = scene.crew().Timeouts();
  facts.send_timeout = std::chrono::milliseconds(scene.plan().send_timeout_ms);
  const Settings settings = SettingsOf(scene.plan());
  for (const Posted& one : scene.posted())
    if (settings.channels.at(one.channel).failover.empty()) facts.only_on[one.id] = one.channel;
  return facts;
}

}  // namespace

void AddWrong(ProofResult& result, const std::string& what) {
  ++result.wrong_in_all;
  if (result.wrong.size() < kMostWrong) result.wrong.push_back(what);
}

void Judge(Scene& scene, const ProofOptions& options, ProofResult& result) {
  Known known{FactsOf(scene), scene.network().seen(), {}, scene.reporter().told()};
  auto ends = scene.Ends();
  if (!ends) return AddWrong(result, "the store cannot be read");
  known.ends = *std::move(ends);
  result.requests = known.seen.requests;
  result.trouble = known.seen.trouble;
  result.reports = scene.reporter().counts();
  result.strangers = static_cast<int>(scene.reporter().unknown());
  for (const auto& [process, death] : known.facts.deaths)
    result.left_by_kills += static_cast<int>(death.left.size());
  const Repeats repeats = JudgeRepeats(known.seen.ledger, known.facts);
  result.repeats = repeats.after;
  result.again_plain = repeats.plain;
  result.again_idempotent = repeats.idempotent;
  for (const std::string& wrong : repeats.wrong)
    AddWrong(result, wrong);
  JudgeMessages(scene, known, result);
  JudgeRates(options, known, result);
  const auto dead = scene.DeadLetters();
  if (!dead || *dead != 0) AddWrong(result, "there are dead letters");
}

}  // namespace tipline::proof
