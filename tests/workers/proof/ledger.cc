#include "tests/workers/proof/ledger.h"

#include <algorithm>

namespace tipline::proof {
namespace {

// Clocks of sender and provider start at different ends of the wire.
constexpr std::chrono::milliseconds kWireSlack{300};

// Why the sender could not know that `taken` was, when it asked `again`; empty: it was told.
std::string WhyUnsure(const std::string& reference, const std::vector<Ask>& asks, const Ask& taken,
                      const Ask& again, const Facts& facts) {
  const auto death = facts.deaths.find(taken.process);
  if (death != facts.deaths.end() && death->second.left.contains(reference) &&
      taken.at <= death->second.at && death->second.at <= again.at)
    return "kill -9";
  switch (taken.outcome) {
    case Outcome::kTakenCut:
      return "connection cut after taking it";
    case Outcome::kTakenHalf:
      return "half an answer";
    case Outcome::kTakenSilent:
      return again.at >= taken.at + facts.send_timeout - kWireSlack ? "time-out after taking it"
                                                                    : "";
    case Outcome::kTaken:
    case Outcome::kMaybe:
    case Outcome::kNot:
      break;
  }
  // A machine that stands still for a while: the answer was there, but its time was over.
  const auto heard = facts.timeouts.find(reference);
  const auto silent = std::count_if(asks.begin(), asks.end(), [](const Ask& ask) {
    return ask.outcome == Outcome::kTakenSilent;
  });
  return heard != facts.timeouts.end() && heard->second > silent ? "answer heard too late" : "";
}

void JudgeOne(const std::string& reference, const std::vector<Ask>& asks, const Facts& facts,
              Repeats& out) {
  const Ask* taken = nullptr;
  int carried = 0;
  std::set<std::string> by, asked;
  for (const Ask& ask : asks) {
    if (taken != nullptr) {
      const std::string why = WhyUnsure(reference, asks, *taken, ask, facts);
      if (why.empty())
        out.wrong.push_back(reference + ": asked again after it was taken");
      else
        ++out.after[why];
    }
    asked.insert(ask.channel);
    if (!IsTaken(ask.outcome)) continue;
    taken = &ask;
    ++carried;
    by.insert(ask.channel);
  }
  if (carried > 1) ++out.plain;
  if (by.size() > 1) ++out.idempotent;
  const auto only = facts.only_on.find(reference);
  if (only != facts.only_on.end() && asked != std::set<std::string>{only->second})
    out.wrong.push_back(reference + ": went to a channel that may not have it");
}

}  // namespace

bool IsTaken(Outcome outcome) {
  return outcome != Outcome::kMaybe && outcome != Outcome::kNot;
}

bool IsUnsure(Outcome outcome) {
  return outcome != Outcome::kTaken && outcome != Outcome::kNot;
}

Repeats JudgeRepeats(const Ledger& ledger, const Facts& facts) {
  Repeats out;
  for (const auto& [reference, asks] : ledger)
    JudgeOne(reference, asks, facts, out);
  // Seldom, or something else keeps the sender from hearing its answers.
  const int late = out.after["answer heard too late"];
  if (late == 0) out.after.erase("answer heard too late");
  if (static_cast<size_t>(late) > 5 + ledger.size() / 1000)
    out.wrong.push_back("more answers were heard too late than a busy machine explains");
  return out;
}

int UnsureTimes(const std::string& reference, const std::vector<Ask>& asks, const Facts& facts) {
  int times = 0;
  for (const Ask& ask : asks)
    if (IsUnsure(ask.outcome)) ++times;
  for (const auto& [process, death] : facts.deaths)
    if (death.left.contains(reference)) ++times;
  const auto late = facts.timeouts.find(reference);
  return late == facts.timeouts.end() ? times : std::max(times, late->second);
}

}  // namespace tipline::proof
