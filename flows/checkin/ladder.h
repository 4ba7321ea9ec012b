// One traveller's check-in as a state machine: due -> asked -> reminded -> reminded again ->
// contacts told, one after the other -> duty lead told. Any sign of life in time takes it back to
// the next due moment. While we ourselves could not be reached (watch.h) nothing goes on; after it
// the person is asked anew first and has more time. What an outage can put off is bounded: then the
// duty lead decides. Next says what to do now and when to ask again; who calls it does that and
// keeps the state. Pure; thread-safe. Tests: tests/flows/checkin/ladder_test.cc, data in
// tests/data/checkin/ladder.json, at full size tests/flows/checkin/month_test.cc
#pragma once

#include <optional>
#include <string>

#include "flows/checkin/schedule.h"
#include "flows/checkin/watch.h"

namespace tipline::flows {

// Each from the step before it.
struct CheckinDelays {
  Millis early{6 * 3'600'000};     // a sign so long before a due moment counts for it
  Millis grace{3'600'000};         // asked -> reminded
  Millis second{3'600'000};        // reminded -> reminded again
  Millis alert{3'600'000};         // reminded again -> the first contact
  Millis next_contact{1'800'000};  // a contact -> the next one; 0: all of them at once
  Millis duty_lead{1'800'000};     // the last contact -> duty lead
  Millis recovery{2 * 3'600'000};  // more time to answer after an outage of ours
  Millis most{24 * 3'600'000};     // longer than this an outage puts nothing off
  Millis dial{10 * 60'000};        // a dial -> all is well, if nothing else is said meanwhile

  // Without an outage: from the due moment until the first contact is told.
  Millis Ladder() const { return grace + second + alert; }
};

struct CheckinPlan {
  CheckinSchedule schedule;
  CheckinDelays delays;
  std::string channel;
  int contacts = 0;      // that accepted, and still do
  bool unasked = false;  // wants to be asked, and may not be: silence says nothing to friends
};

enum class CheckinStage {
  kWaiting,
  kAsked,
  kReminded,
  kRemindedAgain,
  kTelling,
  kTold,
  kPaused,
  kOver
};
const char* CheckinStageName(CheckinStage stage);
std::optional<CheckinStage> CheckinStageFromName(std::string_view name);
bool IsLate(CheckinStage stage);  // asked, and no answer yet

struct CheckinState {
  CheckinStage stage = CheckinStage::kWaiting;
  TimePoint due{};                   // the moment that this is about
  std::optional<TimePoint> step_at;  // when Next has something to say; none: never by itself
  TimePoint heard_at{};              // the last sign of life
  TimePoint outage_seen{};           // outages that were over by then are reckoned with
  int told = 0;                      // contacts
  bool lead_told = false;
};

enum class CheckinAct {
  kNothing,
  kAsk,
  kRemind,
  kRemindAgain,
  kTellContact,  // one who was not told yet
  kTellLead,
  kTellLeadBlind,  // an outage of ours lasts too long for the ladder to go on by itself
  kResume,         // a pause is over
};
const char* CheckinActName(CheckinAct act);

struct CheckinStep {
  CheckinAct act = CheckinAct::kNothing;
  CheckinState state;
  std::optional<TimePoint> look_at;  // when to call Next again: state.step_at, or sooner than that
                                     // makes sense; none: it goes on by a sign of life only
};

// A new one, or one whose schedule changed: waits for the next due moment after `now`. kOver: there
// is none.
CheckinState StartCheckin(const CheckinPlan& plan, TimePoint now);

CheckinStep Next(const CheckinPlan& plan, CheckinState state, const Watch& watch, TimePoint now);

// A contact that was told cannot be reached: the duty lead (the act), and the next one, at once.
CheckinStep ContactUnreached(CheckinState state, TimePoint now);

struct Heard {
  CheckinState state;
  bool counts = false;       // it answers the due moment, or a step of the ladder
  bool stands_down = false;  // contacts or the duty lead were told: they must hear of it
};
// A sign of life of that moment, which may be told late.
Heard HearSign(const CheckinPlan& plan, CheckinState state, TimePoint at, TimePoint now);

CheckinState PauseCheckin(CheckinState state, std::optional<TimePoint> until);
CheckinState ResumeCheckin(const CheckinPlan& plan, const CheckinState& state, TimePoint now);
// Another schedule: only while nobody is late.
CheckinState Rescheduled(const CheckinPlan& plan, CheckinState state, TimePoint now);
// The machine's clock was set back: what waits for moments of the other clock waits for those of
// this one. A second time it changes nothing for who still waits.
CheckinState ClockSetBack(const CheckinPlan& plan, CheckinState state, TimePoint now);

}  // namespace tipline::flows
