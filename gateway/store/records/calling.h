// Whether the person of a case may be rung up (domain.md §3.4): one answer for the page and the
// command line. Tests: tests/gateway/store/records/calling_test.cc
#pragma once

#include <string>

#include "flows/cases/call_wish.h"
#include "flows/model/case.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

// The first reason against it: "closed", "not_asked", "unsafe_to_contact", "withdrawn",
// "opted_out"; empty: there is none. A phone is rung up, not a case: what was said from it in
// another case counts, if it was said after this one began. Who asks for a call later than that
// asks anew.
Result<std::string> WhyNoCall(Database& database, const Case& item);

// When a call is good, as the case's tips say together: the newest one that says so counts.
flows::CallWish CallWishOf(const std::vector<CaseTip>& tips);
// Outside the hours that the person gave nobody calls, unless it is urgent (P0, P1).
bool MayCallNow(const Case& item, const flows::CallWish& wish, const std::string& zone,
                TimePoint now);

}  // namespace tipline::store
