// Whether the person of a case may be rung up (domain.md §3.4): one answer for the page and the
// command line. Tests: tests/gateway/store/records/calling_test.cc
#pragma once

#include <string>
#include <vector>

#include "flows/cases/call_wish.h"
#include "flows/model/case.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct CallLeave {
  // The first reason against it: "closed", "not_asked", "unsafe_to_contact", "withdrawn",
  // "opted_out"; empty: there is none.
  std::string why_not;
  // Since then STOP was said, or contact taken back in another case of that phone. STOP ends texts,
  // and may only be what was typed when somebody came in; the other may be another person: an
  // urgent case (P0, P1) may still be called, by whoever knows of it.
  bool said_stop = false;
};

// A phone is rung up, not a case: what was said from it in another case counts, if it was said
// after a call was last asked for in this one. Who asks later than that asks anew; words alone ask
// for nothing. `tips`: all of the case, the oldest first.
Result<CallLeave> MayCall(Database& database, const Case& item, const std::vector<CaseTip>& tips);
// A case of that phone is marked as not safe to contact, or was closed as that.
Result<bool> IsUnsafePhone(Database& database, const std::string& pseudonym);

// When a call is good, as the case's tips say together: the newest one that says so counts.
flows::CallWish CallWishOf(const std::vector<CaseTip>& tips);
// Outside the hours that the person gave nobody calls, unless it is urgent (P0, P1).
bool MayCallNow(const Case& item, const flows::CallWish& wish, const std::string& zone,
                TimePoint now);

}  // namespace tipline::store
