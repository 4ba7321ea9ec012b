// Check-ins as jobs, inquiries and chores share them: what a step or a sign of life changes is
// written to SQL first, then its messages go (their ids are those of the step, so they go once),
// then the timer. A process that dies in between leaves a row that says so, and the timer does the
// rest. Tests: tests/workers/jobs/checkin_test.cc
#pragma once

#include <string>

#include "gateway/store/records/checkins.h"
#include "workers/loop/lane.h"

namespace tipline::workers {

constexpr const char* kCheckinTimer = "checkin_due";
static_assert(flows::kWatchEvery != store::kTimerLease);
constexpr Millis kInvitationLasts{3 * 24 * 3'600'000LL};
constexpr Millis kEndedKept{30 * 24 * 3'600'000LL};  // domain.md §3.8: contacts without a case

// The delays of this installation: checkin.json beside the configuration file, read once; without
// it those of flows/checkin/ladder.h. kInvalid names the member.
Result<flows::CheckinDelays> ReadCheckinDelays(const std::string& file);
flows::CheckinDelays CheckinDelaysOf(const Services& services);

// With the delays in its plan.
Result<store::Traveller> FindTraveller(Lane& lane, const std::string& id);
Result<store::Traveller> RunningTraveller(Lane& lane, const std::string& pseudonym);

// One after the other, until the next is in the future.
Status ClimbCheckin(Lane& lane, const std::string& id);

struct SignOf {
  TimePoint at{};
  bool trouble = false;  // looks like any other; raises P0, and nobody hears that all is well
  std::string place;     // where the traveller says to be
};
// kNotFound: nobody of that phone is checked in on. `id`: of what came in; trouble is raised once.
Status HearTraveller(Lane& lane, const std::string& pseudonym, const SignOf& sign,
                     const std::string& id);

// A change by the traveller: paused, resumed, rescheduled, ended. Writes, marks and schedules.
Status ChangeTraveller(Lane& lane, store::Traveller traveller, const std::string& kind);
Status StartTraveller(Lane& lane, store::Traveller traveller);

// checkin_post.cc: the messages of the last step. Idempotent.
Status PostCheckin(Lane& lane, const store::Traveller& traveller);
Status TellDutyLeads(Lane& lane, const std::string& id, const std::string& text);
Status SendCheckin(Lane& lane, OutboundClass kind, const std::string& id,
                   const store::Traveller& traveller, const Secret<std::string>& to,
                   const std::string& text, const std::string& referral = {});
// An id that is the same each time for the same reason.
std::string CheckinMessageId(const KeyRing& keys, TimePoint at, const std::string& reason);
std::string CheckinReference(const store::Traveller& traveller);  // for staff: the end of its id

// checkin_invite.cc
Result<std::string> InviteContact(Lane& lane, const store::Traveller& traveller,
                                  const std::string& e164, const std::string& id);
Status AnswerInvitation(Lane& lane, const store::CheckinContact& contact, bool accepts);
Status DropInvitation(Lane& lane, const store::CheckinContact& contact, bool declined);
Status MarkContact(Lane& lane, const std::string& pseudonym);

// The timer that hears that a message will not arrive, by the referral that the message names.
std::string UnreachedJob(const std::string& referral_id);
inline constexpr const char* kCheckinReferral = "ck-";

}  // namespace tipline::workers
