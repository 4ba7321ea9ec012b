// Whether a message to a person may go now (domain.md §3.4, §3.5): what they said is safe, the
// installation's quiet hours, opt-outs. An answer within a conversation that the person just opened
// always may; what staff write after that waits in the case for the person to come back, and at
// most a cover wording goes out for it; alerts and answers to responders are not asked about at
// all. Pure; thread-safe. Tests: tests/flows/delivery/permission_test.cc
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/base/secret.h"
#include "flows/base/time.h"
#include "flows/delivery/hours.h"
#include "flows/model/case.h"
#include "flows/model/message.h"

namespace tipline::flows {

// Who wrote within this time is still holding the phone.
constexpr Millis kConversation{3'600'000};

// Staff and the person write to each other in an SMS thread until nothing came for this time. Then
// it is closed: we do not write again unless the person does.
constexpr Millis kSilence{15 * 60'000};

// What a person, or somebody for them within a case, said about being written to.
struct SafeContact {
  std::string pseudonym;  // of a person, or
  std::string case_id;    // of one case
  bool may_write = false;
  std::string channel;  // only on this one; empty: any
  DayHours hours;       // when it is safe
  std::string time_zone = "UTC";
  std::string cover;                      // id of a wording (config/flows/cover); empty: a greeting
  std::optional<TimePoint> valid_until;   // re-confirmed each time; none: until withdrawn
  std::optional<TimePoint> withdrawn_at;  // the person took it back: nothing may go
  // At sea, or as good as: what is written waits for `port_from`, or for the first thing that comes
  // from the person after this was said, and does not expire meanwhile (domain.md F41).
  bool waits = false;
  std::optional<TimePoint> port_from;  // none: nobody knows when
  Secret<std::string> note;            // cover story, code word, who may pick up: for staff
  std::string updated_by;              // user name, or "flow"
  TimePoint updated_at{};
};

// Who has been heard from, in that case, can be reached for so long: the coast is near, or a port.
constexpr Millis kInReach{12 * 3'600'000};
// What waits for that is looked at so often.
constexpr Millis kPortLook{15 * 60'000};

// Whether what is written to somebody waits however long it takes, by what was said.
bool WaitsForPort(const std::vector<SafeContact>& contacts);

struct Letter {
  OutboundClass kind = OutboundClass::kReply;
  bool to_responder = false;  // the phone is a responder's
  std::string channel;
  TimePoint created_at{};
  // Of its case, if it has one.
  std::optional<Case> of_case;
  // When the person last wrote, of its case if it has one: a shared phone writes for others too.
  // None: not known. A reply without a case is itself an answer to what came in when it was made.
  std::optional<TimePoint> heard_at;
  // When the case was last opened with its code and PIN. What else comes from that phone is no sign
  // of its person: others use it.
  std::optional<TimePoint> seen_at;
  bool moved = false;      // the case's person has another phone by now
  bool opted_out = false;  // of this channel
  // The flow asked whether a message to this phone is safe, and the answer was no. Case::may_text
  // alone does not say so: in an SMS thread the flow need not ask.
  bool said_no = false;
  std::vector<SafeContact> contacts;  // of the case, then of the person; what there is
};

// Not an alert, and not for a responder.
bool IsToPerson(const Letter& letter);
// An answer within the conversation that the person just opened; no longer, if it comes so late
// that somebody else may hold the phone by then.
bool IsAnswer(const Letter& letter, TimePoint now);

struct Ruling {
  enum class What { kGo, kHold, kRefuse };
  What what = What::kGo;
  std::string reason;  // a code, for staff
  TimePoint until{};   // of kHold
  // Not the words themselves go, but this wording (config/flows/cover). Empty: the words.
  std::string cover;
  bool waits = false;  // of kHold: however long that takes
};
// `quiet`: the hours in which nobody is written to unasked; none: no such hours.
Ruling MayGo(const Letter& letter, const std::optional<DayHours>& quiet, const std::string& zone,
             TimePoint now);

}  // namespace tipline::flows
