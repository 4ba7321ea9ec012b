#include "gateway/store/records/voice.h"

#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

namespace voice = flows::voice;

void AddOne(soci::session& sql, const Voice& one, const std::string& month,
            const std::string& question, const std::string& answer) {
  Execute(sql,
          Kept{"INSERT INTO voice_counts (site, month, survey, question, answer, workers) VALUES"
               " (:site, :month, :survey, :question, :answer, 1) ON CONFLICT (site, month, survey,"
               " question, answer) DO UPDATE SET workers = voice_counts.workers + 1"},
          one.site, month, one.survey, question, answer);
}

void ForgetHeard(soci::session& sql, TimePoint now) {
  Execute(sql, Kept{"DELETE FROM voice_heard WHERE month < :month"},
          voice::MonthOf(now - voice::kLate));
}

// The case's own row is locked by it: a withdrawal at this moment comes before, or after.
Status MayBeTold(soci::session& sql, const std::string& case_id) {
  long long found = 0;
  if (Execute(sql, "UPDATE cases SET revision = revision WHERE id = :id", case_id) != 1)
    return NotFound("no such case");
  if (One(sql,
          "SELECT 1 FROM cases WHERE id = :id AND (status = 'unsafe_to_contact' OR"
          " closure_code = 'unsafe_to_contact' OR EXISTS"
          " (SELECT 1 FROM case_wishes WHERE case_wishes.case_id = cases.id AND withdrawn_at <> 0)"
          " OR EXISTS (SELECT 1 FROM safe_contacts WHERE safe_contacts.case_id = cases.id AND"
          " safe_contacts.withdrawn_at <> 0))",
          std::tie(found), case_id))
    return Denied("the worker took contact back, or it is not safe: the company is not told");
  if (!One(sql, "SELECT 1 FROM referrals WHERE case_id = :id AND status = 'accepted' LIMIT 1",
           std::tie(found), case_id))
    return Denied("the independent responder comes first, and nobody has accepted it yet");
  return Unit{};
}

}  // namespace

Result<bool> VoiceRecords::Count(const Voice& one, TimePoint now) {
  const std::string month = voice::MonthOf(one.at);
  if (voice::IsOver(month, now)) return false;
  return db_.Write([&](soci::session& sql) -> Result<bool> {
    ForgetHeard(sql, now);
    long long found = 0;
    if (!One(sql, Kept{"SELECT 1 FROM sites WHERE code = :code AND active = 1"}, std::tie(found),
             one.site))
      return false;
    const bool fresh = Execute(sql,
                               Kept{"INSERT INTO voice_heard (id, month) VALUES (:id, :month)"
                                    " ON CONFLICT (id) DO NOTHING"},
                               one.heard, month) > 0;
    if (!fresh) return false;
    AddOne(sql, one, month, "", "");
    for (const auto& [question, answer] : one.answers)
      AddOne(sql, one, month, question, answer);
    return true;
  });
}

Status VoiceRecords::Forget(TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    ForgetHeard(sql, now);
    return Unit{};
  });
}

Result<std::vector<voice::Count>> VoiceRecords::Counts(const std::string& site,
                                                       const voice::Span& span) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<voice::Count>> {
    std::vector<voice::Count> counts;
    voice::Count one;
    long long workers = 0;
    std::string first = span.from, last = span.to, wanted = site;
    Query query(sql, std::string("SELECT site, month, survey, question, answer, workers FROM"
                                 " voice_counts WHERE month >= :first AND month <= :last") +
                         (site.empty() ? "" : " AND site = :site") +
                         " ORDER BY site, month, survey, question, answer");
    query.Into(one.site).Into(one.month).Into(one.survey).Into(one.question).Into(one.answer);
    query.Into(workers).Use(first).Use(last);
    if (!site.empty()) query.Use(wanted);
    while (query.Next()) {
      one.workers = workers;
      counts.push_back(one);
    }
    return counts;
  });
}

Status VoiceRecords::Tell(const Told& told, const std::string& actor) {
  return db_.Write([&](soci::session& sql) -> Status {
    TRY(MayBeTold(sql, told.case_id));
    const bool fresh =
        Execute(sql,
                "INSERT INTO voice_told (case_id, site, told_at, answered_at) VALUES (:case_id,"
                " :site, :told_at, 0) ON CONFLICT (case_id) DO NOTHING",
                told.case_id, told.site, told.told_at) > 0;
    if (!fresh) return Conflict("the company was told of this case before");
    WriteAudit(sql, told.told_at, actor, "company_told", told.case_id, told.site);
    return Unit{};
  });
}

Status VoiceRecords::Answered(const std::string& case_id, const std::string& actor, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    long long answered_at = 0;
    if (!One(sql, "SELECT answered_at FROM voice_told WHERE case_id = :case_id",
             std::tie(answered_at), case_id))
      return NotFound("the company was not told of this case");
    if (Execute(sql,
                "UPDATE voice_told SET answered_at = :now WHERE case_id = :case_id"
                " AND answered_at = 0",
                now, case_id) == 0)
      return Conflict("the company answered this case before");
    WriteAudit(sql, now, actor, "company_answered", case_id, "");
    return Unit{};
  });
}

Result<std::vector<Told>> VoiceRecords::ToldOf(const std::string& site, TimePoint from,
                                               TimePoint before) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<Told>> {
    std::vector<Told> all;
    Told one;
    std::string wanted = site;
    long long told_at = 0, answered_at = 0, first = ToMillis(from), last = ToMillis(before);
    Query query(sql, std::string("SELECT case_id, site, told_at, answered_at FROM voice_told WHERE"
                                 " told_at >= :first AND told_at < :last") +
                         (site.empty() ? "" : " AND site = :site") + " ORDER BY told_at, case_id");
    query.Into(one.case_id).Into(one.site).Into(told_at).Into(answered_at).Use(first).Use(last);
    if (!site.empty()) query.Use(wanted);
    while (query.Next()) {
      one.told_at = FromMillis(told_at);
      one.answered_at = TimeCell(answered_at);
      all.push_back(one);
    }
    return all;
  });
}

}  // namespace tipline::store
