// CaseRecords::TakeIn. Tests: tests/gateway/store/records/cases_test.cc
#include <algorithm>
#include <array>
#include <string_view>

#include "flows/cases/disposition.h"
#include "gateway/base/ids.h"
#include "gateway/store/records/assessment_json.h"
#include "gateway/store/records/calling_rows.h"
#include "gateway/store/records/case_access_rows.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/contact_rows.h"
#include "gateway/store/records/forget_number.h"
#include "gateway/store/records/safe_contact_rows.h"

namespace tipline::store {
namespace {

// What is sealed once, before the transaction: it may run more than once.
struct Prepared {
  std::string assessment_sealed;
  std::string number_sealed;
  SealedCode code;
};

std::string ConversationOf(const Tip& tip) {
  return tip.conversation.empty() ? "tip:" + tip.id : tip.conversation;
}

// Who asks to be called gives the number for that, whatever else was said.
bool MayCall(const Tip& tip) {
  return tip.consent != Consent::kAnonymous || tip.wants_callback;
}

Result<std::vector<Prepared>> Prepare(const KeyRing& keys, const std::vector<Intake>& batch) {
  std::vector<Prepared> out;
  out.reserve(batch.size());
  for (const Intake& intake : batch) {
    if (intake.tip.id.empty() || intake.box.empty())
      return Invalid("a tip needs an id and its box");
    Prepared prepared;
    TRY_ASSIGN(prepared.assessment_sealed, SealColumn(keys, "tips", intake.tip.id, "assessment",
                                                      EncodeAssessment(intake.assessment)));
    if (MayCall(intake.tip) && !intake.tip.pseudonym.empty() && !intake.tip.number.empty()) {
      TRY_ASSIGN(prepared.number_sealed, SealColumn(keys, "contacts", intake.tip.pseudonym,
                                                    "number", intake.tip.number.Reveal()));
    }
    TRY_ASSIGN(prepared.code, SealCode(keys, intake.tip));
    out.push_back(std::move(prepared));
  }
  return out;
}

void InsertCase(soci::session& sql, const LiveCase& live, const std::string& conversation) {
  const Case& item = live.item;
  Execute(
      sql,
      Kept{
          "INSERT INTO cases (id, reference, conversation, priority, status, channel, medium, "
          "language, about, consent,"
          " child, may_text, wants_callback, needs_person, pseudonym, assigned_to, closure_code, "
          "indicators, created_at,"
          " updated_at, due_at, closed_at, revision, disposition, place_code) VALUES (:id, "
          ":reference, :conversation, "
          ":priority, :status,"
          " :channel, :medium, :language, :about, :consent, :child, :may_text, :wants_callback, "
          ":needs_person,"
          " :pseudonym, '', '', :indicators, :created_at, :updated_at, :due_at, 0, 1, :disposition,"
          " :place_code)"},
      item.id, item.reference, WithoutNul(conversation), item.priority, item.status, item.channel,
      MediumName(item.medium), WithoutNul(item.language), WithoutNul(item.about),
      ConsentName(item.consent), item.child, item.may_text, item.wants_callback, live.needs_person,
      item.pseudonym, JoinWords(item.indicators), item.created_at, item.updated_at, item.due_at,
      item.disposition, WithoutNul(item.place_code));
}

LiveCase NewCase(soci::session& sql, const Intake& intake, TimePoint now) {
  const Tip& tip = intake.tip;
  LiveCase live;
  Case& item = live.item;
  item.id = NewUlid(now);
  item.reference = FreeReference(sql);
  item.priority = intake.assessment.priority;
  item.channel = WithoutNul(tip.channel);
  item.medium = tip.medium;
  item.language = intake.assessment.language.empty() ? tip.language : intake.assessment.language;
  item.about = tip.about;
  item.consent = tip.consent;
  item.child = tip.child || intake.assessment.child;
  item.may_text = tip.may_text;
  item.wants_callback = AsksForCall(sql, tip, item.priority);
  item.pseudonym = WithoutNul(tip.pseudonym);
  item.indicators = intake.assessment.indicators;
  item.disposition = flows::DispositionOf(tip);
  item.place_code = intake.assessment.place_code;
  item.created_at = tip.received_at == TimePoint{} ? now : tip.received_at;
  item.updated_at = now;
  item.due_at = intake.due_at;
  item.revision = 1;
  live.needs_person = !intake.offer;
  InsertCase(sql, live, ConversationOf(tip));
  return live;
}

bool RangAgain(const Case& item, const Tip& tip) {
  return item.about == "missed_call" && tip.about == "missed_call";
}

// A later tip of the same conversation: it can raise and add, never lower (domain.md §5.2). What
// the person said last about safe contact counts.
void Merge(soci::session& sql, const KeyRing& keys, const Intake& intake, LiveCase& live) {
  const Tip& tip = intake.tip;
  Case& item = live.item;
  item.priority = MoreUrgent(item.priority, intake.assessment.priority);
  item.child = item.child || tip.child || intake.assessment.child;
  item.may_text = tip.may_text;
  // A phone that rings again asks for nothing: what was said elsewhere meanwhile counts.
  item.wants_callback =
      AsksForCall(sql, keys, tip, item) || (item.wants_callback && !RangAgain(item, tip));
  if (tip.consent != Consent::kUnknown) item.consent = tip.consent;
  if (item.about.empty() || item.about == "raw") item.about = tip.about;
  if (item.disposition == "unsorted") item.disposition = flows::DispositionOf(tip);
  if (!intake.assessment.place_code.empty()) item.place_code = intake.assessment.place_code;
  std::vector<std::string> all;
  std::set_union(item.indicators.begin(), item.indicators.end(),
                 intake.assessment.indicators.begin(), intake.assessment.indicators.end(),
                 std::back_inserter(all));
  item.indicators = std::move(all);
  if (intake.due_at && (!item.due_at || *intake.due_at < *item.due_at)) item.due_at = intake.due_at;
  if (IsClosed(item.status)) {
    // Writing does not make it safe to be written to.
    item.status = item.closure_code == "unsafe_to_contact" ? "unsafe_to_contact" : "open";
    item.closure_code.clear();
    item.reference = FreeReference(sql);
    item.due_at = intake.due_at;
  }
}

// Of a case whose person was forgotten meanwhile.
void NamePhone(soci::session& sql, const Tip& tip, Case& item) {
  item.pseudonym = WithoutNul(tip.pseudonym);
  Execute(sql, "UPDATE cases SET pseudonym = :pseudonym WHERE id = :id", item.pseudonym, item.id);
}

void InsertTip(soci::session& sql, const Intake& intake, const Prepared& prepared,
               const std::string& case_id, TimePoint now) {
  const Tip& tip = intake.tip;
  Execute(
      sql,
      Kept{"INSERT INTO tips (id, case_id, kind, channel, received_at, priority, box_sealed, "
           "assessment_sealed, pseudonym)"
           " VALUES (:id, :case_id, :kind, :channel, :received_at, :priority, :box, :assessment,"
           " :pseudonym)"},
      tip.id, case_id, intake.kind, WithoutNul(tip.channel), tip.received_at,
      intake.assessment.priority, intake.box, prepared.assessment_sealed,
      WithoutNul(tip.pseudonym));
  KeepCode(sql, prepared.code, case_id, now);
  if (!prepared.number_sealed.empty()) KeepContact(sql, tip.pseudonym, prepared.number_sealed, now);
  WriteAudit(sql, now, "tipline", "received", case_id,
             intake.kind + " " + PriorityName(intake.assessment.priority));
}

// "When are you in port?" of config/flows/fishing.json: what is written waits until then, and half
// a year for a sign of life where nobody knows.
struct Port {
  std::string_view said;
  int days;
};
constexpr std::array kPorts = {Port{"week", 7}, Port{"month", 30}, Port{"quarter", 90},
                               Port{"unknown", 0}};
constexpr std::chrono::days kSignOfLife{180};

void WaitForPort(const Tip& tip, flows::SafeContact& contact) {
  const auto said = tip.answers.find("port_when");
  if (said == tip.answers.end() || !contact.may_write) return;
  for (const Port& port : kPorts) {
    if (port.said != said->second) continue;
    contact.waits = true;
    contact.valid_until = tip.received_at + kSignOfLife;
    if (port.days == 0) return;
    contact.port_from = tip.received_at + std::chrono::days(port.days);
    contact.valid_until = *contact.port_from + kIntakeChoiceLasts;
  }
}

// "Is a text message to this phone safe?", said at intake: good for the case, for a month. The
// sealed part depends on the case, so it is made within the transaction.
Status KeepIntakeChoice(soci::session& sql, const KeyRing& keys, const Tip& tip,
                        const std::string& case_id, TimePoint now) {
  const auto said = tip.answers.find("may_text");
  if (said == tip.answers.end() || (said->second != "yes" && said->second != "no")) return Unit{};
  flows::SafeContact contact;
  contact.case_id = case_id;
  contact.may_write = said->second == "yes" && tip.may_text;
  contact.valid_until = tip.received_at + kIntakeChoiceLasts;
  WaitForPort(tip, contact);
  contact.updated_by = kAtIntake;
  contact.updated_at = now;
  TRY_ASSIGN(const std::string sealed, SealDetails(keys, contact));
  KeepContactChoice(sql, contact, sealed);
  return Unit{};
}

bool HasLiveReferral(soci::session& sql, const std::string& case_id) {
  long long found = 0;
  return One(
      sql,
      "SELECT 1 FROM referrals WHERE case_id = :id AND status IN ('offered', 'accepted') LIMIT 1",
      std::tie(found), case_id);
}

Result<TakenIn> TakeOne(soci::session& sql, const KeyRing& keys, const Intake& intake,
                        const Prepared& prepared, TimePoint now) {
  TakenIn out;
  out.tip_id = intake.tip.id;
  std::string case_id;
  if (One(sql, Kept{"SELECT case_id FROM tips WHERE id = :id"}, std::tie(case_id), intake.tip.id)) {
    const auto live = LoadCase(sql, case_id);
    if (!live) return Internal("a tip without its case");
    out.item = live->item;
    out.offers = OpenOffersOf(sql, case_id);
    out.later = true;  // it may have been cut off between here and what follows
    return out;
  }
  out.fresh = true;
  if (One(sql, Kept{"SELECT id FROM cases WHERE conversation = :conversation"}, std::tie(case_id),
          WithoutNul(ConversationOf(intake.tip)))) {
    auto live = LoadCase(sql, case_id);
    if (!live) return Internal("a case vanished within a transaction");
    out.later = true;
    Merge(sql, keys, intake, *live);
    const bool served = HasLiveReferral(sql, case_id);
    const bool offer = !served && intake.offer && !WasAsked(sql, case_id, *intake.offer);
    live->needs_person = live->needs_person || (!served && !offer);
    TRY(SaveCase(sql, *live, now));
    if (live->item.pseudonym.empty()) NamePhone(sql, intake.tip, live->item);
    InsertTip(sql, intake, prepared, case_id, now);
    TRY(KeepIntakeChoice(sql, keys, intake.tip, case_id, now));
    // Whichever tip came first: a raw one of the same person does not know what they asked for.
    const bool may_have = live->item.consent != Consent::kAnonymous &&
                          (!RangAgain(live->item, intake.tip) || intake.tip.may_text);
    if (!may_have && !live->item.wants_callback) ForgetNumber(sql, keys, live->item, now);
    if (offer) InsertOffer(sql, live->item, *intake.offer, now);
    out.item = live->item;
  } else {
    out.item = NewCase(sql, intake, now).item;
    InsertTip(sql, intake, prepared, out.item.id, now);
    TRY(KeepIntakeChoice(sql, keys, intake.tip, out.item.id, now));
    if (intake.offer) out.offers.push_back(InsertOffer(sql, out.item, *intake.offer, now));
  }
  if (out.later) out.offers = OpenOffersOf(sql, out.item.id);
  if (!intake.offer && out.offers.empty())
    WriteAudit(sql, now, "tipline", "nobody_to_ask", out.item.id, intake.no_offer);
  return out;
}

}  // namespace

Result<std::vector<TakenIn>> CaseRecords::TakeIn(const std::vector<Intake>& batch, TimePoint now) {
  TRY_ASSIGN(const std::vector<Prepared> prepared, Prepare(keys_, batch));
  return db_.Write([&](soci::session& sql) -> Result<std::vector<TakenIn>> {
    std::vector<TakenIn> out;
    out.reserve(batch.size());
    for (size_t i = 0; i < batch.size(); ++i) {
      TRY_ASSIGN(TakenIn taken, TakeOne(sql, keys_, batch[i], prepared[i], now));
      out.push_back(std::move(taken));
    }
    return out;
  });
}

}  // namespace tipline::store
