#include "workers/jobs/checkin.h"

#include <algorithm>
#include <cstdlib>

#include "gateway/base/log.h"
#include "gateway/store/live/prompted.h"
#include "workers/jobs/checkin_wording.h"
#include "workers/loop/job.h"

namespace tipline::workers {
namespace {

store::Checkins RecordsOf(Lane& lane) {
  return {lane.services().database, lane.services().keys};
}

store::Traveller WithDelays(Lane& lane, store::Traveller traveller) {
  traveller.plan.delays = CheckinDelaysOf(lane.services());
  return traveller;
}

bool Differs(const flows::CheckinState& a, const flows::CheckinState& b) {
  return a.stage != b.stage || a.step_at != b.step_at || a.due != b.due ||
         a.outage_seen != b.outage_seen || a.told != b.told || a.lead_told != b.lead_told;
}

// The messages of the last step, unless they went: a process may have died before them.
Status FinishStep(Lane& lane, store::Traveller& traveller) {
  if (traveller.posted) return Unit{};
  TRY(PostCheckin(lane, traveller));
  lane.Reached("checkin_posted");
  TRY(RecordsOf(lane).Posted(traveller.id, traveller.revision));
  traveller.posted = true;
  return Unit{};
}

// Writes it, then does what it means.
Status Commit(Lane& lane, store::Traveller& traveller, const std::string& kind,
              const std::vector<store::CheckinContact>& changed = {}) {
  TRY(RecordsOf(lane).Save(traveller, kind, lane.Now(), changed));
  ++traveller.revision;
  lane.Reached("checkin_saved");
  TRY(FinishStep(lane, traveller));
  if (!flows::IsLate(traveller.state.stage))
    TRY(lane.contacts().TakeRole(traveller.pseudonym, store::kPromptedRole));
  if (traveller.ended_at)
    return lane.contacts().TakeRole(traveller.pseudonym, store::kTravellerRole);
  if (!traveller.next_at) return Unit{};
  return lane.Schedule(traveller.pseudonym, kCheckinTimer, traveller.id, *traveller.next_at);
}

// The first who accepted and was not told yet, whoever came or went since the last one; its id.
std::string ChooseContact(std::vector<store::CheckinContact>& contacts, bool first,
                          std::vector<store::CheckinContact>& changed) {
  std::string chosen;
  for (store::CheckinContact& one : contacts) {
    const int before = one.told;
    if (first) one.told = 0;  // what is left of an earlier lateness
    if (chosen.empty() && one.state == "active" && one.told != 1) {
      one.told = 1;
      chosen = one.id;
    }
    if (one.told != before) changed.push_back(one);
  }
  return chosen;
}

Status TakeStep(Lane& lane, store::Traveller& traveller, const flows::CheckinStep& step) {
  std::vector<store::CheckinContact> changed;
  const bool says = step.act != flows::CheckinAct::kNothing;
  const std::string kind = says ? flows::CheckinActName(step.act) : "";
  traveller.state = step.state;
  traveller.next_at = step.look_at;
  if (says) traveller.act = kind;
  if (step.act == flows::CheckinAct::kTellContact) {
    TRY_ASSIGN(auto contacts, RecordsOf(lane).Contacts(traveller.id));
    traveller.act += " " + ChooseContact(contacts, step.state.told == 1, changed);
  }
  traveller.posted = !says;
  if (traveller.state.stage == flows::CheckinStage::kOver) traveller.ended_at = lane.Now();
  if (says) LogInfo("checkin_step", {{"traveller", traveller.id}, {"act", kind}});
  return Commit(lane, traveller, kind, changed);
}

// Whether something that came in before then is still to be worked, of the traveller perhaps.
Result<bool> IsBehind(Lane& lane, const std::string& pseudonym, TimePoint then) {
  const std::string tag = store::TagOf(PartitionOf(pseudonym, lane.partitions()));
  TRY_ASSIGN(const auto reply,
             lane.redis().Run({"XRANGE", store::StreamKey(tag, "tips"), "-", "+", "COUNT", "1"}));
  if (!reply->is_array() || reply->size() == 0) return false;
  const std::string entry(reply->operator[](0)[0].text());
  return FromMillis(std::atoll(entry.c_str())) <= then;
}

// Nobody else hears of it while an answer may be among what we did not get to; that is bounded, for
// something that cannot be worked is none.
Result<bool> MustWait(Lane& lane, const store::Traveller& traveller, flows::CheckinAct act) {
  const bool alarms = act == flows::CheckinAct::kTellContact || act == flows::CheckinAct::kTellLead;
  const auto& since = traveller.state.step_at;
  if (!alarms || !since || lane.Now() >= *since + traveller.plan.delays.recovery) return false;
  return IsBehind(lane, traveller.pseudonym, *since);
}

// Whether they sent something since then that is urgent.
Result<bool> SentUrgent(Lane& lane, const std::string& pseudonym, TimePoint since) {
  store::CaseFilter filter;
  filter.pseudonym = pseudonym;
  filter.open_only = true;
  filter.priority = Priority::kP0;
  TRY_ASSIGN(const auto cases, lane.services().cases.List(filter));
  for (const store::CaseRow& one : cases) {
    if (one.item.updated_at < since) continue;
    TRY_ASSIGN(const auto tips, lane.services().cases.TipsOf(one.item.id));
    if (std::any_of(tips.begin(), tips.end(),
                    [&](const store::CaseTip& tip) { return tip.received_at >= since; }))
      return true;
  }
  return false;
}

// All is well, unless something else came meanwhile.
Status SettleSign(Lane& lane, const store::Traveller& traveller) {
  SignOf sign;
  sign.at = *traveller.dialled_at;
  TRY_ASSIGN(sign.quiet, SentUrgent(lane, traveller.pseudonym, sign.at));
  return HearTraveller(lane, traveller.pseudonym, sign, "");
}

class Due final : public TimerJob {
 public:
  Status Run(Lane& lane, const std::string& id) const override { return ClimbCheckin(lane, id); }
};

const RegisterTimer kDue(kCheckinTimer, std::make_shared<Due>());

}  // namespace

Result<store::Traveller> FindTraveller(Lane& lane, const std::string& id) {
  TRY_ASSIGN(store::Traveller traveller, RecordsOf(lane).Find(id));
  return WithDelays(lane, std::move(traveller));
}

Result<store::Traveller> RunningTraveller(Lane& lane, const std::string& pseudonym) {
  TRY_ASSIGN(store::Traveller traveller, RecordsOf(lane).Running(pseudonym));
  return WithDelays(lane, std::move(traveller));
}

Status ClimbCheckin(Lane& lane, const std::string& id) {
  store::Checkins records = RecordsOf(lane);
  auto found = FindTraveller(lane, id);
  if (!found) return found.error().code == Code::kNotFound ? Status(Unit{}) : found.error();
  store::Traveller traveller = *std::move(found);
  TRY(FinishStep(lane, traveller));
  if (traveller.ended_at) return Unit{};
  if (traveller.dialled_at) {
    const TimePoint until = *traveller.dialled_at + traveller.plan.delays.dial;
    if (lane.Now() >= until) return SettleSign(lane, traveller);
    return lane.Schedule(traveller.pseudonym, kCheckinTimer, id, until);
  }
  TRY_ASSIGN(const flows::Watch watch, records.ReadWatch());
  TRY_ASSIGN(const bool may_ask, MayPrompt(lane.services(), traveller));
  traveller.plan.unasked = traveller.prompts && !may_ask;
  constexpr int kStepsAtOnce = 8;
  for (int i = 0; i < kStepsAtOnce; ++i) {
    const flows::CheckinStep step = flows::Next(traveller.plan, traveller.state, watch, lane.Now());
    const bool changes =
        step.act != flows::CheckinAct::kNothing || Differs(step.state, traveller.state);
    if (!changes && !step.look_at) return Unit{};
    if (!changes) return lane.Schedule(traveller.pseudonym, kCheckinTimer, id, *step.look_at);
    TRY_ASSIGN(const bool waits, MustWait(lane, traveller, step.act));
    if (waits)
      return lane.Schedule(traveller.pseudonym, kCheckinTimer, id, lane.Now() + flows::kWatchEvery);
    TRY(TakeStep(lane, traveller, step));
    if (!traveller.next_at || *traveller.next_at > lane.Now()) return Unit{};
  }
  return Unit{};  // the timer that was set is due
}

Status HearTraveller(Lane& lane, const std::string& pseudonym, const SignOf& sign,
                     const std::string& id) {
  TRY_ASSIGN(store::Traveller traveller, RunningTraveller(lane, pseudonym));
  TRY(FinishStep(lane, traveller));
  if (sign.trouble) {
    TRY(RaiseCheckin(lane, traveller, "trouble|" + id, true));
    TRY(TellDutyLeads(
        lane, "trouble|" + id,
        CheckinWord(CheckinText::kLeadTrouble, {{"id", CheckinReference(traveller)}})));
    traveller.trouble_at = lane.Now();
  }
  const flows::Heard heard = flows::HearSign(traveller.plan, traveller.state, sign.at, lane.Now());
  const bool ends = heard.counts && heard.state.stage == flows::CheckinStage::kOver;
  if (sign.bare && (heard.stands_down || ends)) {
    if (traveller.dialled_at) return Unit{};
    traveller.dialled_at = sign.at;
    traveller.next_at = sign.at + traveller.plan.delays.dial;
    return Commit(lane, traveller, "");
  }
  traveller.dialled_at.reset();
  const bool tells = heard.stands_down && !sign.trouble && !sign.quiet;
  std::vector<store::CheckinContact> changed;
  if (tells) {
    TRY_ASSIGN(changed, RecordsOf(lane).Contacts(traveller.id));
    std::erase_if(changed, [](const auto& one) { return one.told != 1; });
    for (store::CheckinContact& one : changed)
      one.told = 2;
  }
  const bool lead = traveller.state.lead_told;
  traveller.state = heard.state;
  traveller.next_at = heard.state.step_at;
  traveller.posted = !tells;
  if (tells) traveller.act = lead ? "stood_down_lead" : "stood_down";
  if (!sign.place.empty()) {
    traveller.place = sign.place;
    traveller.place_at = sign.at;
  }
  if (traveller.state.stage == flows::CheckinStage::kOver) traveller.ended_at = lane.Now();
  return Commit(lane, traveller, heard.counts ? (tells ? "stood_down" : "heard") : "", changed);
}

Status ChangeTraveller(Lane& lane, store::Traveller traveller, const std::string& kind) {
  traveller.next_at = traveller.state.step_at;
  if (traveller.state.stage == flows::CheckinStage::kOver) traveller.ended_at = lane.Now();
  return Commit(lane, traveller, kind);
}

Status StartTraveller(Lane& lane, store::Traveller traveller) {
  traveller.next_at = traveller.state.step_at;
  TRY(RecordsOf(lane).Enrol(traveller));
  return MarkTraveller(lane, traveller);
}

Status MarkTraveller(Lane& lane, const store::Traveller& traveller) {
  TRY(lane.contacts().GiveRole(traveller.pseudonym, store::kTravellerRole, traveller.trouble_mark));
  if (!traveller.next_at) return Unit{};
  return lane.Schedule(traveller.pseudonym, kCheckinTimer, traveller.id, *traveller.next_at);
}

}  // namespace tipline::workers
