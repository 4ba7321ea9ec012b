#include "flows/checkin/ladder.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tipline::flows {
namespace {

using Stage = CheckinStage;
using Act = CheckinAct;

constexpr std::array kStages = {"waiting", "asked", "reminded", "reminded_again",
                                "telling", "told",  "paused",   "over"};
constexpr std::array kActs = {"nothing", "ask",  "remind",     "remind_again",
                              "contact", "lead", "lead_blind", "resume"};

CheckinState WaitFor(CheckinState state, std::optional<TimePoint> due) {
  state.stage = due ? Stage::kWaiting : Stage::kOver;
  if (due) state.due = *due;
  state.step_at = due;
  state.told = 0;
  state.lead_told = false;
  return state;
}

// A sign at `at` counts for moments that are no more than `early` later.
std::optional<TimePoint> DueAfterSign(const CheckinPlan& plan, TimePoint from, TimePoint at) {
  return NextDue(plan.schedule, std::max(from, at + plan.delays.early));
}

TimePoint Bound(const CheckinPlan& plan, const CheckinState& state) {
  return state.due + plan.delays.Ladder() + plan.delays.most;
}

CheckinStep Done(Act act, const CheckinState& state) {
  return {act, state, state.step_at};
}

// It stays as it is, and is looked at again when the next beat is there.
CheckinStep Hold(const CheckinState& state, TimePoint now) {
  return {Act::kNothing, state, now + kWatchEvery};
}

CheckinStep TellNext(const CheckinPlan& plan, CheckinState state, TimePoint now) {
  const CheckinDelays& delays = plan.delays;
  if (!plan.unasked && state.told < plan.contacts) {
    ++state.told;
    const bool more = state.told < plan.contacts;
    state.stage = Stage::kTelling;
    state.step_at = now + (more ? delays.next_contact : delays.duty_lead);
    return Done(Act::kTellContact, state);
  }
  state.stage = Stage::kTold;
  state.step_at.reset();
  const bool told = std::exchange(state.lead_told, true);
  return Done(told ? Act::kNothing : Act::kTellLead, state);
}

CheckinStep Climb(Act act, Stage stage, CheckinState state, TimePoint next) {
  state.stage = stage;
  state.step_at = next;
  return Done(act, state);
}

// What was missed while we were away may have been the answer.
CheckinStep AskAnew(const CheckinPlan& plan, CheckinState state, TimePoint ended, TimePoint now) {
  state.outage_seen = ended;
  const TimePoint from = std::max(now, ended + plan.delays.recovery);
  if (state.stage >= Stage::kTelling) {
    state.step_at = from;
    return Done(Act::kNothing, state);
  }
  state.stage = Stage::kAsked;
  state.step_at = from + plan.delays.grace;
  return Done(Act::kAsk, state);
}

}  // namespace

bool IsLate(Stage stage) {
  return stage >= Stage::kAsked && stage <= Stage::kTold;
}

const char* CheckinStageName(CheckinStage stage) {
  return kStages.at(static_cast<size_t>(stage));
}

std::optional<CheckinStage> CheckinStageFromName(std::string_view name) {
  const auto* found = std::find(kStages.begin(), kStages.end(), name);
  if (found == kStages.end()) return std::nullopt;
  return static_cast<CheckinStage>(found - kStages.begin());
}

const char* CheckinActName(CheckinAct act) {
  return kActs.at(static_cast<size_t>(act));
}

CheckinState StartCheckin(const CheckinPlan& plan, TimePoint now) {
  CheckinState state;
  state.heard_at = now;
  return WaitFor(state, DueAfterSign(plan, now, now));
}

CheckinStep Next(const CheckinPlan& plan, CheckinState state, const Watch& watch, TimePoint now) {
  if (!state.step_at || now < *state.step_at || state.stage == Stage::kOver)
    return Done(Act::kNothing, state);
  if (state.stage == Stage::kPaused) return Done(Act::kResume, ResumeCheckin(plan, state, now));
  const bool blind = IsBlind(watch, plan.channel, now);
  const TimePoint since = std::max(state.outage_seen, state.due - plan.delays.early);
  const auto ended = EndOfOutage(watch, plan.channel, since, now);
  if ((blind || ended) && now >= Bound(plan, state) && !state.lead_told) {
    state.lead_told = true;
    return {Act::kTellLeadBlind, state, now + kWatchEvery};
  }
  if (blind) return Hold(state, now);
  if (ended) return AskAnew(plan, state, *ended, now);
  switch (state.stage) {
    case Stage::kWaiting:
      return Climb(Act::kAsk, Stage::kAsked, state, now + plan.delays.grace);
    case Stage::kAsked:
      return Climb(Act::kRemind, Stage::kReminded, state, now + plan.delays.second);
    case Stage::kReminded:
      return Climb(Act::kRemindAgain, Stage::kRemindedAgain, state, now + plan.delays.alert);
    default:
      break;
  }
  // Nobody else hears of it before a beat shows that an answer could have come until now.
  if (watch.beat_at < *state.step_at) return Hold(state, now);
  return TellNext(plan, state, now);
}

CheckinStep ContactUnreached(CheckinState state, TimePoint now) {
  if (state.stage != Stage::kTelling) return Done(Act::kNothing, state);
  state.step_at = now;
  const bool told = std::exchange(state.lead_told, true);
  return Done(told ? Act::kNothing : Act::kTellLead, state);
}

Heard HearSign(const CheckinPlan& plan, CheckinState state, TimePoint at, TimePoint now) {
  at = std::min(at, now);
  state.heard_at = std::max(state.heard_at, at);
  if (state.stage == Stage::kOver || state.stage == Stage::kPaused) return {state, false, false};
  if (at < state.due - plan.delays.early) return {state, false, false};
  const bool stands_down = state.told > 0 || state.lead_told;
  return {WaitFor(state, DueAfterSign(plan, state.due, at)), true, stands_down};
}

CheckinState PauseCheckin(CheckinState state, std::optional<TimePoint> until) {
  state.stage = Stage::kPaused;
  state.step_at = until;
  state.told = 0;
  state.lead_told = false;
  return state;
}

CheckinState ResumeCheckin(const CheckinPlan& plan, const CheckinState& state, TimePoint now) {
  return WaitFor(state, NextDue(plan.schedule, now));
}

CheckinState Rescheduled(const CheckinPlan& plan, CheckinState state, TimePoint now) {
  if (state.stage != Stage::kWaiting && state.stage != Stage::kOver) return state;
  return WaitFor(state, DueAfterSign(plan, now, state.heard_at));
}

CheckinState ClockSetBack(const CheckinPlan& plan, CheckinState state, TimePoint now) {
  state.heard_at = std::min(state.heard_at, now);
  state.outage_seen = std::min(state.outage_seen, now - Millis(1));  // this one is yet to be seen
  if (state.stage == Stage::kWaiting)
    return state.due <= now ? state : WaitFor(state, DueAfterSign(plan, now, state.heard_at));
  if (!IsLate(state.stage) || !state.step_at) return state;
  // Asked for a moment that is yet to come: it will be asked then.
  if (state.due > now && state.stage < Stage::kTelling) return WaitFor(state, state.due);
  state.due = std::min(state.due, now);
  const CheckinDelays& delays = plan.delays;
  const Millis next = std::max(delays.next_contact, delays.duty_lead) + delays.recovery;
  state.step_at = state.stage < Stage::kTelling ? now : std::min(*state.step_at, now + next);
  return state;
}

}  // namespace tipline::flows
