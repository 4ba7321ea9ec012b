// {"kind":"inquire","inquiry":"case_open","send":{"code":"code","pin":"pin"}}: who has code and PIN
// gets leave to act on the case, and sees where it is. Wrong, unknown, missing and locked give the
// same: nothing. Tests: tests/workers/inquiries/case_open_test.cc
#include "gateway/base/log.h"
#include "gateway/store/records/case_access.h"
#include "workers/inquiries/own_case.h"

namespace tipline::workers {
namespace {

constexpr size_t kMaxMessage = 800;  // bytes of what is shown at one time; the rest comes next time

std::string StateOf(const std::string& status) {
  if (status == "received" || status == "screened" || status == "open") return "received";
  if (status == "referred") return "referred";
  if (status == "awaiting_person") return "waiting_for_you";
  if (status == "closed" || status == "non_case" || status == "merged") return "closed";
  return "being_worked";
}

// The oldest first, whole ones; one that is too long alone is shown all the same (pages, parts).
// With their ids: these are read when they were shown, the others come next time.
void AddMessages(const std::vector<store::OwnCase::Unread>& unread, Values& values) {
  std::string joined, ids;
  for (const auto& one : unread) {
    const std::string& text = one.text.Reveal();
    if (!joined.empty() && joined.size() + text.size() > kMaxMessage) break;
    joined += (joined.empty() ? "" : "\n") + text;
    ids += (ids.empty() ? "" : " ") + one.id;
  }
  values["message"] = std::move(joined);
  values["message_ids"] = std::move(ids);
}

Result<Values> Run(Lane& lane, const Inquiry& inquiry) {
  Services& services = lane.services();
  store::CaseAccess access(services.database, services.keys);
  TRY_ASSIGN(const auto opened, access.Open({inquiry.id, inquiry.pseudonym, inquiry.conversation,
                                             FieldOf(inquiry, "code"), FieldOf(inquiry, "pin")},
                                            lane.Now()));
  if (!opened) return Values();
  store::OwnCases cases(services.database, services.keys);
  TRY_ASSIGN(const store::OwnCase own, cases.View(opened->case_id));
  TRY(RaiseUnderDuress(lane, inquiry, own));
  LogInfo("came_back", {{"case", own.item.id}});
  Values values = {{"ticket", opened->ticket.Reveal()},
                   {"case_state", StateOf(own.item.status)},
                   {"case_since", FormatTime(own.item.created_at).substr(0, 10)}};
  // Somebody looks over the shoulder: what staff wrote waits.
  const bool shows = !inquiry.duress && !own.unread.empty();
  values["messages"] = shows ? std::to_string(own.unread.size()) : "0";
  if (shows) AddMessages(own.unread, values);
  return values;
}

// No `needs`: who gave no PIN is answered like who gave a wrong one.
const RegisterInquiry kRegister({"case_open",
                                 {},
                                 {"code", "pin"},
                                 {"ticket", "case_state", "case_since", "message", "messages",
                                  "message_ids"},
                                 Run});

}  // namespace
}  // namespace tipline::workers
