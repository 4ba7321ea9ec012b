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
  // Nothing but that somebody was heard of: the word for trouble may follow, so that all is well is
  // told to friends only after a while (CheckinDelays::dial), and not if there is an urgent case by
  // then.
  bool bare = false;
  bool quiet = false;  // friends are told nothing
  std::string place;   // where the traveller says to be
};
// kNotFound: nobody of that phone is checked in on. `id`: of what came in; trouble is raised once.
Status HearTraveller(Lane& lane, const std::string& pseudonym, const SignOf& sign,
                     const std::string& id);

// A change by the traveller: paused, resumed, rescheduled, ended. Writes, marks and schedules.
Status ChangeTraveller(Lane& lane, store::Traveller traveller, const std::string& kind);
Status StartTraveller(Lane& lane, store::Traveller traveller);
Status MarkTraveller(Lane& lane, const store::Traveller& traveller);  // its role and its timer

// Staff see it as a case. Once for each `reason`. `duress`: P0; else P1.
Status RaiseCheckin(Lane& lane, const store::Traveller& traveller, const std::string& reason,
                    bool duress);
Status RaiseOverdue(Lane& lane, const store::Traveller& traveller);  // once for each due moment

// checkin_post.cc: the messages of the last step. Idempotent.
Status PostCheckin(Lane& lane, const store::Traveller& traveller);
// How many of them; 0: nobody in the directory is one.
Result<int> TellDutyLeads(Lane& lane, const std::string& id, const std::string& text,
                          const std::string& referral = {});
// About somebody who must be looked for: where no duty lead can be reached it becomes a case.
Status CallDutyLeads(Lane& lane, const store::Traveller& traveller, const std::string& id,
                     const std::string& text);
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

// checkin_permit.cc: what a message of check-ins is about, as its referral; by that it is looked at
// once more when it leaves, for much may have happened since it was made.
enum class CheckinAbout { kLate, kPrompt, kInvite, kLead };
struct CheckinReferral {
  CheckinAbout about = CheckinAbout::kLate;
  std::string traveller, contact;  // their ids; of a prompt its step
};
// Of prompts that were held up only that of the newest step leaves; the last one also while friends
// are told.
std::string PromptStep(const store::Traveller& traveller, bool last);
std::string WriteReferral(CheckinAbout about, const std::string& traveller,
                          const std::string& contact = {});
std::optional<CheckinReferral> ReadReferral(std::string_view referral_id);

// Whether this person said that they are not to be written to: that goes before anything here.
Result<bool> WantsNothing(Services& services, const std::string& pseudonym);
Result<bool> MayPrompt(Services& services, const store::Traveller& traveller);
// Why it may not leave any more; empty: it may, or it is none of check-ins.
std::string WhyPast(Services& services, const std::string& referral_id);
// The one message that somebody may be asked with who never said anything.
bool IsInvitation(std::string_view referral_id);

}  // namespace tipline::workers
