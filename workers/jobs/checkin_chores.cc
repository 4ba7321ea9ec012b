#include "workers/jobs/checkin_chores.h"

#include <algorithm>

#include "gateway/base/log.h"
#include "gateway/store/live/channel_status.h"
#include "gateway/store/live/prompted.h"
#include "gateway/store/records/voice.h"
#include "workers/jobs/checkin_wording.h"

namespace tipline::workers {
namespace {

constexpr int kPage = 500;
constexpr Millis kClockLate{60'000};

store::Checkins RecordsOf(Lane& lane) {
  return {lane.services().database, lane.services().keys};
}

std::vector<std::string> ChannelsOf(const Settings& settings) {
  std::vector<std::string> ids;
  for (const auto& [id, channel] : settings.channels)
    ids.push_back(id);
  return ids;
}

flows::ChannelNow NowOf(const store::ChannelStatus& one, TimePoint now) {
  if (one.silent_at) return {one.channel, "silent", one.in_at.value_or(*one.silent_at)};
  if (one.Together(now).state == flows::Health::kDown) return {one.channel, "down", now};
  return {one.channel, "", now};
}

// Without Redis nobody can say whether webhooks are taken.
flows::Seen SeenNow(Lane& lane) {
  flows::Seen seen;
  seen.now = lane.Now();
  store::ChannelStatuses statuses(lane.redis());
  const auto all = statuses.Read(ChannelsOf(lane.services().settings));
  if (!all) return seen;
  for (const store::ChannelStatus& one : *all) {
    if (one.gateway_at)
      seen.gateway_at = std::max(seen.gateway_at.value_or(*one.gateway_at), *one.gateway_at);
    seen.channels.push_back(NowOf(one, seen.now));
  }
  return seen;
}

std::string CauseOf(const flows::Outage& one) {
  if (one.cause == "away") return "we could not be reached";
  if (one.cause == "clock") return "the clock was set back";
  if (one.cause == "staff") return "by staff";
  return "channel " + one.channel + " is " + one.cause;
}

void Warn(const char* what, const Status& done) {
  if (!done) LogWarning("checkins_not_kept", done.error(), {{"what", what}});
}

}  // namespace

void CheckinChores::Run(bool recovered) {
  if (recovered) fresh_ = true;
  if (lane_.Pace() >= look_due_) {
    look_due_ = lane_.Pace() + kCheckinLook;
    Warn("watch", Look());
  }
  if ((fresh_ && lane_.Pace() >= fresh_due_) || lane_.Pace() >= sweep_due_) {
    sweep_due_ = lane_.Pace() + kCheckinSweep;
    fresh_due_ = lane_.Pace() + kCheckinLook;  // what fails is not tried at each turn of the loop
    Status done = Reschedule(fresh_);
    if (done && fresh_) done = MarkRoles();
    fresh_ = fresh_ && !done;
    Warn("timers", done);
  }
  if (lane_.Pace() < tidy_due_) return;
  tidy_due_ = lane_.Pace() + kCheckinTidy;
  Warn("tidy", Tidy());
}

Status CheckinChores::Look() {
  store::Checkins records = RecordsOf(lane_);
  const flows::Seen seen = SeenNow(lane_);
  TRY_ASSIGN(const flows::Watch watch, records.ChangeWatch([&](flows::Watch before) {
    return flows::Look(std::move(before), seen);
  }));
  // Until staff were told of it it is not done: what a worker did not get through is left to the
  // next look, of any worker.
  for (const flows::Outage& one : watch.outages)
    if (one.cause == "clock" && !one.told) TRY(SetBack(one.began));
  return TellStaff(watch);
}

// Once for each outage, and only where somebody is waited for.
Status CheckinChores::TellStaff(const flows::Watch& watch) {
  const bool news = std::any_of(watch.outages.begin(), watch.outages.end(),
                                [](const flows::Outage& one) { return !one.told; });
  if (!news) return Unit{};
  store::Checkins records = RecordsOf(lane_);
  TRY_ASSIGN(const auto channels, records.Channels());
  for (const flows::Outage& one : watch.outages) {
    const bool matters = one.channel.empty() ? !channels.empty() : channels.contains(one.channel);
    if (one.told || !matters) continue;
    LogWarning("checkin_alarms_paused", {{"cause", one.cause}, {"channel", one.channel}});
    TRY(TellDutyLeads(lane_, "paused|" + one.channel + "|" + std::to_string(ToMillis(one.began)),
                      CheckinWord(CheckinText::kPaused,
                                  {{"cause", CauseOf(one)}, {"when", FormatTime(one.began)}})));
  }
  const auto told = records.ChangeWatch([&](flows::Watch now) {
    for (flows::Outage& one : now.outages)
      one.told = one.told || std::any_of(watch.outages.begin(), watch.outages.end(), [&](auto& w) {
                   return w.began == one.began && w.channel == one.channel && w.cause == one.cause;
                 });
    return now;
  });
  return told ? Status(Unit{}) : told.error();
}

// All travellers, since the clock was set back at `since`. One who is changed by something else at
// the same time does not keep the others waiting; kConflict: do it again.
Status CheckinChores::SetBack(TimePoint since) {
  store::Checkins records = RecordsOf(lane_);
  std::string after;
  bool again = false;
  while (true) {
    TRY_ASSIGN(auto page, records.List(after, kPage));
    for (store::Traveller& one : page) {
      after = one.id;
      const TimePoint now = lane_.Now();
      const flows::CheckinState& state = one.state;
      if (state.outage_seen >= since && state.outage_seen <= now) continue;  // asked anew since
      one.plan.delays = CheckinDelaysOf(lane_.services());
      one.state = flows::ClockSetBack(one.plan, one.state, now);
      one.state.outage_seen = std::min(one.state.outage_seen, since - Millis(1));
      if (one.dialled_at) one.dialled_at = std::min(*one.dialled_at, now);
      const Status done = ChangeTraveller(lane_, std::move(one), "");
      if (!done && done.error().code != Code::kConflict) return done.error();
      again = again || !done;
    }
    if (page.size() < kPage) break;
  }
  return again ? Status(Conflict("a traveller was changed meanwhile")) : Status(Unit{});
}

Status CheckinChores::Reschedule(bool all) {
  store::Checkins records = RecordsOf(lane_);
  std::string after;
  while (true) {
    TRY_ASSIGN(const auto page, records.Clocks(after, kPage));
    std::vector<store::Command> commands;
    for (const store::CheckinClock& one : page) {
      after = one.id;
      if (!all && one.next_at > lane_.Now() - kClockLate) continue;
      const TimePoint due = one.next_at == TimePoint{} ? lane_.Now() : one.next_at;
      commands.push_back(lane_.ScheduleCommand(one.pseudonym, kCheckinTimer, one.id, due));
    }
    for (const Status& done : lane_.RunAll(commands))
      TRY(done);
    if (page.size() < kPage) return Unit{};
  }
}

Status CheckinChores::MarkRoles() {
  store::Checkins records = RecordsOf(lane_);
  std::string after;
  while (true) {
    TRY_ASSIGN(const auto page, records.List(after, kPage));
    for (const store::Traveller& one : page) {
      after = one.id;
      TRY(lane_.contacts().GiveRole(one.pseudonym, store::kTravellerRole, one.trouble_mark));
      if (one.prompts && flows::IsLate(one.state.stage))
        TRY(lane_.contacts().GiveRole(one.pseudonym, store::kPromptedRole));
      TRY_ASSIGN(const auto contacts, records.Contacts(one.id));
      for (const store::CheckinContact& contact : contacts)
        if (contact.state == "asked" || contact.told == 1)
          TRY(MarkContact(lane_, contact.pseudonym));
    }
    if (page.size() < kPage) return Unit{};
  }
}

// An answer that came while we were away waits in the stream: silence says nothing until it was
// read.
Status CheckinChores::DropUnanswered() {
  store::Checkins records = RecordsOf(lane_);
  const TimePoint now = lane_.Now();
  TRY_ASSIGN(const flows::Watch watch, records.ReadWatch());
  if (flows::IsBlind(watch, "", now)) return Unit{};
  if (flows::EndOfOutage(watch, "", now - kCheckinTidy, now)) return Unit{};
  TRY_ASSIGN(const auto expired, records.Expired(now));
  for (const store::CheckinContact& one : expired)
    TRY(DropInvitation(lane_, one, false));
  return Unit{};
}

Status CheckinChores::Tidy() {
  TRY(DropUnanswered());
  store::Checkins records = RecordsOf(lane_);
  TRY_ASSIGN(const int gone, records.Forget(lane_.Now() - kEndedKept));
  if (gone > 0) LogInfo("checkins_forgotten", {{"count", gone}});
  TRY(store::VoiceRecords(lane_.services().database).Forget(lane_.Now()));
  return Unit{};
}

}  // namespace tipline::workers
