#include "workers/jobs/checkin.h"

#include <filesystem>
#include <mutex>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/model/tip.h"
#include "gateway/base/files.h"
#include "gateway/base/log.h"
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
  if (traveller.ended_at)
    return lane.contacts().TakeRole(traveller.pseudonym, store::kTravellerRole);
  if (!traveller.next_at) return Unit{};
  return lane.Schedule(traveller.pseudonym, kCheckinTimer, traveller.id, *traveller.next_at);
}

Status TakeStep(Lane& lane, store::Traveller& traveller, const flows::CheckinStep& step) {
  std::vector<store::CheckinContact> changed;
  if (step.act == flows::CheckinAct::kTellContact) {
    TRY_ASSIGN(auto contacts, RecordsOf(lane).Contacts(traveller.id));
    std::erase_if(contacts, [](const auto& one) { return one.state != "active"; });
    const auto place = static_cast<size_t>(step.state.told - 1);
    if (place < contacts.size()) {
      contacts[place].told = 1;
      changed.push_back(contacts[place]);
    }
  }
  const bool says = step.act != flows::CheckinAct::kNothing;
  traveller.state = step.state;
  traveller.next_at = step.look_at;
  if (says) traveller.act = flows::CheckinActName(step.act);
  traveller.posted = !says;
  if (traveller.state.stage == flows::CheckinStage::kOver) traveller.ended_at = lane.Now();
  if (says) LogInfo("checkin_step", {{"traveller", traveller.id}, {"act", traveller.act}});
  return Commit(lane, traveller, says ? traveller.act : "", changed);
}

// What staff must see at once, as a case of its own.
Status RaiseTrouble(Lane& lane, const store::Traveller& traveller, const std::string& id) {
  Tip tip;
  tip.id = CheckinMessageId(lane.services().keys, traveller.created_at, "trouble|" + id);
  tip.conversation = tip.id;
  tip.flow = "checkin";
  tip.channel = traveller.plan.channel;
  tip.medium = Medium::kSms;
  tip.service_code = traveller.service_code;
  tip.received_at = lane.Now();
  tip.language = traveller.language;
  tip.about = "me";
  tip.consent = Consent::kConfidential;
  tip.duress = true;
  tip.number = traveller.number;
  tip.pseudonym = traveller.pseudonym;
  return lane.Append(traveller.pseudonym,
                     {"tips", tip.id, "tip", SealToCase(lane.services().keys, EncodeTip(tip)),
                      traveller.plan.channel});
}

class Due final : public TimerJob {
 public:
  Status Run(Lane& lane, const std::string& id) const override { return ClimbCheckin(lane, id); }
};

const RegisterTimer kDue(kCheckinTimer, std::make_shared<Due>());

}  // namespace

Result<flows::CheckinDelays> ReadCheckinDelays(const std::string& file) {
  flows::CheckinDelays delays;
  if (file.empty() || !std::filesystem::exists(file)) return delays;
  TRY_ASSIGN(const std::string text, ReadFile(file, 1 << 16));
  TRY_ASSIGN(const nlohmann::json json, ParseJson(text));
  if (!json.is_object()) return Invalid(file + ": an object of minutes");
  const std::map<std::string, Millis*> known = {{"early_minutes", &delays.early},
                                                {"grace_minutes", &delays.grace},
                                                {"second_minutes", &delays.second},
                                                {"alert_minutes", &delays.alert},
                                                {"next_contact_minutes", &delays.next_contact},
                                                {"duty_lead_minutes", &delays.duty_lead},
                                                {"recovery_minutes", &delays.recovery},
                                                {"most_minutes", &delays.most}};
  constexpr int kMostMinutes = 14 * 24 * 60;
  for (const auto& [name, value] : json.items()) {
    if (name == "$comment") continue;
    const auto found = known.find(name);
    const bool good = found != known.end() && value.is_number_integer() &&
                      value.get<int64_t>() >= 0 && value.get<int64_t>() <= kMostMinutes;
    if (!good) return Invalid(file + ": /" + name + ": allowed: minutes, 0 to 20160");
    *found->second = std::chrono::minutes(value.get<int64_t>());
  }
  return delays;
}

flows::CheckinDelays CheckinDelaysOf(const Services& services) {
  static std::mutex mutex;
  static std::map<std::string, flows::CheckinDelays> known;
  const std::string& config = services.settings.file;
  const std::lock_guard lock(mutex);
  const auto found = known.find(config);
  if (found != known.end()) return found->second;
  std::string file;
  if (!config.empty())
    file = (std::filesystem::path(config).parent_path() / "checkin.json").string();
  const auto read = ReadCheckinDelays(file);
  if (!read) LogError("checkin_delays_not_read", read.error());
  return known[config] = read ? *read : flows::CheckinDelays();
}

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
  TRY_ASSIGN(const flows::Watch watch, records.ReadWatch());
  constexpr int kStepsAtOnce = 8;
  for (int i = 0; i < kStepsAtOnce; ++i) {
    const flows::CheckinStep step = flows::Next(traveller.plan, traveller.state, watch, lane.Now());
    const bool changes =
        step.act != flows::CheckinAct::kNothing || Differs(step.state, traveller.state);
    if (!changes && !step.look_at) return Unit{};
    if (!changes) return lane.Schedule(traveller.pseudonym, kCheckinTimer, id, *step.look_at);
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
    TRY(RaiseTrouble(lane, traveller, id));
    TRY(TellDutyLeads(
        lane, "trouble|" + id,
        CheckinWord(CheckinText::kLeadTrouble, "en", {{"id", CheckinReference(traveller)}})));
  }
  const flows::Heard heard = flows::HearSign(traveller.plan, traveller.state, sign.at, lane.Now());
  std::vector<store::CheckinContact> changed;
  if (heard.stands_down && !sign.trouble) {
    TRY_ASSIGN(changed, RecordsOf(lane).Contacts(traveller.id));
    std::erase_if(changed, [](const auto& one) { return one.told != 1; });
    for (store::CheckinContact& one : changed)
      one.told = 2;
  }
  const bool tells = heard.stands_down && !sign.trouble;
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
  TRY(lane.contacts().GiveRole(traveller.pseudonym, store::kTravellerRole, traveller.trouble_mark));
  if (!traveller.next_at) return Unit{};
  return lane.Schedule(traveller.pseudonym, kCheckinTimer, traveller.id, *traveller.next_at);
}

}  // namespace tipline::workers
