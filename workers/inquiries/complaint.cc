// A complaint about a recruiter (config/flows/complaint.json, recruiter.json): kept, and counted by
// the recruiter that is meant. The third within 90 days alerts the analysts: a line in the log and
// the audit trail, a note on the case, the list of `tipline register complaints`. Complaints are
// rare, so the registers are read anew for each. Tests: tests/workers/inquiries/complaint_test.cc
#include <algorithm>

#include "flows/base/phone.h"
#include "flows/base/text.h"
#include "flows/knowledge/name_words.h"
#include "flows/knowledge/recruiter_search.h"
#include "gateway/base/log.h"
#include "gateway/store/records/complaints.h"
#include "gateway/store/records/recruiters.h"
#include "workers/inquiries/inquiry_kind.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

// "Zentara Manpower, Mister Vex": the agency, then whom the person dealt with.
struct Named {
  std::string agency, sub_agent;
};
Named NamedIn(const std::string& words) {
  const size_t at = words.find_first_of(",;\n");
  Named named{std::string(Trim(words.substr(0, at))), ""};
  if (at != std::string::npos) named.sub_agent = std::string(Trim(words.substr(at + 1)));
  return named;
}

struct Meant {
  std::string key;                // the same for all who mean that recruiter
  std::vector<std::string> also;  // of those who meant it before a register had it
  std::string name;
  bool known = false;
};

// Two who misspell a recruiter that no register has are counted apart.
std::string NameKey(const std::string& words) {
  std::string key = "name/";
  for (const flows::NameWord& word : flows::NameWords(words))
    key += word.letters;
  return key;
}

// A licence changes when it is renewed; only where one register has two of a name it tells them
// apart.
Meant Known(const flows::Registers& registers, const flows::Recruiter& one) {
  const std::string name = NameKey(one.name);
  Meant meant{"register/" + registers.heads[one.of].id + "/" + name, {}, one.name, true};
  const auto same = [&](const flows::Recruiter& other) {
    return other.of == one.of && NameKey(other.name) == name;
  };
  if (std::count_if(registers.rows.begin(), registers.rows.end(), same) > 1) {
    meant.key += "/" + flows::BareLicence(one.licence);
    return meant;
  }
  meant.also.push_back(name);
  for (const std::string& other : one.names)
    meant.also.push_back(NameKey(other));
  return meant;
}

// `rejected`: what was found was shown, and is not the one.
Result<Meant> WhoIsMeant(Services& services, const std::string& words, const std::string& country,
                         bool rejected) {
  TRY_ASSIGN(flows::Registers registers, store::RecruiterRecords(services.database).Load());
  const flows::RecruiterSearch search(std::move(registers));
  const auto found = search.ByAny(words, country, 2);
  if (!found.likely) return Meant{NameKey(words), {}, words, false};
  if (rejected) return Meant{"other/" + NameKey(words), {}, words, false};
  return Known(search.registers(), search.registers().rows[found.rows.front()]);
}

Status Alert(Lane& lane, const store::ComplaintKept& kept) {
  LogWarning("recruiter_alert", {{"complaints", kept.complaints}, {"case", kept.case_id}});
  if (kept.case_id.empty()) return Unit{};
  store::Change change;
  change.case_id = kept.case_id;
  change.actor = "tipline";
  change.now = lane.Now();
  const std::string text = std::to_string(kept.complaints) +
                           " complaints about this recruiter within 90 days; see"
                           " tipline register complaints";
  const auto noted = lane.services().cases.AddMessage(change, "note", Secret(text));
  if (!noted) return noted.error();
  return Unit{};
}

Result<Values> Count(Lane& lane, const Inquiry& inquiry) {
  Services& services = lane.services();
  const std::string words = FieldOf(inquiry, "agency").Reveal();
  const Named named = NamedIn(words);
  const std::string found = FieldOf(inquiry, "agency_found").Reveal();
  const std::string country = CountryOf(inquiry.number.Reveal());
  const bool rejected = found.empty() && !FieldOf(inquiry, "looked").empty();
  TRY_ASSIGN(Meant meant,
             WhoIsMeant(services, found.empty() ? named.agency : found, country, rejected));
  // The comma may be part of the name.
  if (!meant.known && !named.sub_agent.empty()) {
    TRY_ASSIGN(Meant whole, WhoIsMeant(services, words, country, rejected));
    if (whole.known) meant = std::move(whole);
  }
  store::Complaint complaint;
  complaint.id = inquiry.id;
  complaint.at = inquiry.asked_at;
  complaint.agency = KeyedHash(*services.keys.store, "recruiter", meant.key);
  for (const std::string& key : meant.also)
    complaint.also.push_back(KeyedHash(*services.keys.store, "recruiter", key));
  complaint.known = meant.known;
  complaint.kind = FieldOf(inquiry, "complaint").Reveal();
  complaint.receipts = FieldOf(inquiry, "receipts").Reveal();
  complaint.help_by = FieldOf(inquiry, "help_by").Reveal();
  complaint.conversation = inquiry.conversation;
  complaint.pseudonym = inquiry.pseudonym;
  complaint.name = Secret(meant.name);
  complaint.sub_agent = Secret(named.sub_agent);
  complaint.amount = FieldOf(inquiry, "amount");
  complaint.country = FieldOf(inquiry, "country");
  TRY_ASSIGN(const store::ComplaintKept kept,
             store::ComplaintRecords(services.database, services.keys).Keep(complaint));
  lane.Reached("complaint_kept");
  if (kept.alerts) TRY(Alert(lane, kept));
  return Values();
}

const RegisterInquiry kComplaint({"complaint",
                                  {"agency", "complaint"},
                                  {"agency_found", "looked", "receipts", "amount", "country",
                                   "help_by"},
                                  {},
                                  Count});

}  // namespace
}  // namespace tipline::workers
