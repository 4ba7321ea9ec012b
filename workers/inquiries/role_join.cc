// {"kind":"inquire","inquiry":"role_join","send":{"code":"code"},"forget":["code"],
// "gives":["joined"]}: whoever sends a code that staff made has its role on this phone from now on.
// Wrong, used, expired, locked: the same, nothing. Tests: tests/workers/inquiries/role_test.cc
#include "gateway/base/log.h"
#include "gateway/store/records/roles.h"
#include "workers/inquiries/inquiry_kind.h"
#include "workers/jobs/verified.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

Result<Values> Join(Lane& lane, const Inquiry& inquiry) {
  if (inquiry.number.empty()) return Values();  // nothing to know this phone by next time
  store::VerifiedRoles roles(lane.services().database, lane.services().keys);
  TRY_ASSIGN(const auto role,
             roles.Join({inquiry.id, inquiry.pseudonym, FieldOf(inquiry, "code")}, lane.Now()));
  if (!role) return Values();
  TRY(MarkVerified(lane.contacts(), *role));
  LogInfo("role_joined", {{"role", role->role}});
  return Values{{"joined", role->role}};
}

// No `needs`: who gave no code is answered like who gave a wrong one.
const RegisterInquiry kRegister({"role_join", {}, {"code"}, {"joined"}, Join});

}  // namespace
}  // namespace tipline::workers
