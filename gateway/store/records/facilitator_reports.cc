#include "gateway/store/records/facilitator_reports.h"

#include "gateway/base/log.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

// False: it is not any more what was read. A seal is never the same twice, so it says which it was.
bool Save(soci::session& sql, const FacilitatorReport& report, const std::string& sealed) {
  if (report.seen.empty())
    return Execute(sql,
                   "INSERT INTO facilitator_reports (id, role_id, kind, fields_sealed, complete,"
                   " rerouted, began_at, changed_at) VALUES (:id, :role, :kind, :fields, :complete,"
                   " :rerouted, :began, :changed) ON CONFLICT (id) DO NOTHING",
                   report.id, report.role_id, report.kind, sealed, report.complete, report.rerouted,
                   report.began_at, report.changed_at) > 0;
  return Execute(sql,
                 "UPDATE facilitator_reports SET kind = :kind, fields_sealed = :fields,"
                 " complete = :complete, rerouted = CASE WHEN rerouted <> 0 THEN rerouted ELSE"
                 " CAST(:rerouted AS BIGINT) END, changed_at = :changed"
                 " WHERE id = :id AND fields_sealed = :seen",
                 report.kind, sealed, report.complete, report.rerouted, report.changed_at,
                 report.id, report.seen) > 0;
}

}  // namespace

Status FacilitatorReports::Keep(const FacilitatorReport& report,
                                const FacilitatorMessage& message) {
  TRY_ASSIGN(const std::string sealed,
             SealColumn(keys_, "facilitator_reports", report.id, "fields", report.report));
  std::string words;
  if (!message.words.empty()) {
    TRY_ASSIGN(words, SealColumn(keys_, "facilitator_messages", message.id, "words",
                                 message.words.Reveal()));
  }
  return db_.Write([&](soci::session& sql) -> Status {
    const bool fresh =
        Execute(sql,
                "INSERT INTO facilitator_messages (id, role_id, report_id, at, wrong, words_sealed)"
                " VALUES (:id, :role, :report, :at, :wrong, :words) ON CONFLICT (id) DO NOTHING",
                message.id, report.role_id, report.id, message.at, message.wrong, words) > 0;
    if (!fresh) return Unit{};
    if (!Save(sql, report, sealed)) return Conflict("the report was changed meanwhile");
    if (report.rerouted)
      WriteAudit(sql, message.at, "tipline", "facilitator_rerouted", "-", report.id);
    return Unit{};
  });
}

Result<std::vector<FacilitatorReport>> FacilitatorReports::Where(const char* where,
                                                                 const std::string& value,
                                                                 TimePoint since) {
  struct Row {
    FacilitatorReport report;
    std::string sealed;
  };
  TRY_ASSIGN(auto rows, db_.Read([&](soci::session& sql) -> Result<std::vector<Row>> {
    std::vector<Row> all;
    Row row;
    std::string cell = value;
    long long after = ToMillis(since), complete = 0, rerouted = 0, began = 0, changed = 0;
    FacilitatorReport& one = row.report;
    Query query(
        sql,
        std::string("SELECT id, role_id, kind, fields_sealed, complete, rerouted,"
                    " began_at, changed_at FROM facilitator_reports WHERE ") +
            where +
            " AND changed_at >= :since AND fields_sealed <> '' ORDER BY changed_at DESC, id DESC");
    query.Into(one.id).Into(one.role_id).Into(one.kind).Into(row.sealed).Into(complete);
    query.Into(rerouted).Into(began).Into(changed).Use(cell).Use(after);
    while (query.Next()) {
      one.complete = complete != 0;
      one.rerouted = rerouted != 0;
      one.began_at = FromMillis(began);
      one.changed_at = FromMillis(changed);
      all.push_back(row);
    }
    return all;
  }));
  std::vector<FacilitatorReport> out;
  for (Row& row : rows) {
    auto fields = OpenColumn(keys_, "facilitator_reports", row.report.id, "fields", row.sealed);
    if (!fields && fields.error().code == Code::kDenied) return fields.error();
    if (!fields) {
      // The others, and what comes next, must not wait for it.
      LogError("report_unreadable", fields.error(), {{"report", row.report.id}});
      continue;
    }
    row.report.report = *std::move(fields);
    row.report.seen = row.sealed;
    out.push_back(std::move(row.report));
  }
  return out;
}

Result<std::optional<FacilitatorReport>> FacilitatorReports::OfMessage(
    const std::string& message_id) {
  TRY_ASSIGN(const auto found,
             Where("id = (SELECT report_id FROM facilitator_messages WHERE id = :id)", message_id,
                   TimePoint{}));
  if (found.empty()) return std::optional<FacilitatorReport>();
  return std::optional(found.front());
}

Result<std::vector<FacilitatorReport>> FacilitatorReports::Of(const std::string& role_id,
                                                              TimePoint since) {
  return Where("role_id = :role", role_id, since);
}

Result<std::vector<Secret<std::string>>> FacilitatorReports::WordsOf(const std::string& report_id) {
  using Cells = std::vector<std::pair<std::string, std::string>>;
  TRY_ASSIGN(const Cells cells, db_.Read([&](soci::session& sql) -> Result<Cells> {
    Cells all;
    std::string id, sealed, report = report_id;
    Query query(sql, std::string("SELECT id, words_sealed FROM facilitator_messages"
                                 " WHERE report_id = :report AND words_sealed <> ''"
                                 " ORDER BY at, id"));
    query.Into(id).Into(sealed).Use(report);
    while (query.Next())
      all.emplace_back(id, sealed);
    return all;
  }));
  std::vector<Secret<std::string>> out;
  for (const auto& [id, sealed] : cells) {
    TRY_ASSIGN(std::string words, OpenColumn(keys_, "facilitator_messages", id, "words", sealed));
    out.emplace_back(std::move(words));
  }
  return out;
}

Result<std::map<std::string, FacilitatorCounts>> FacilitatorReports::Count(TimePoint since) {
  using Counted = std::map<std::string, FacilitatorCounts>;
  return db_.Read([&](soci::session& sql) -> Result<Counted> {
    Counted all;
    std::string role, kind;
    long long after = ToMillis(since), complete = 0, count = 0, wrong = 0;
    Query reports(sql, std::string("SELECT role_id, kind, complete FROM facilitator_reports"
                                   " WHERE changed_at >= :since AND rerouted = 0"));
    reports.Into(role).Into(kind).Into(complete).Use(after);
    while (reports.Next()) {
      FacilitatorCounts& one = all[role];
      ++one.reports;
      one.complete += complete != 0 ? 1 : 0;
      ++one.kinds[kind];
    }
    Query messages(sql, std::string("SELECT said.role_id, COUNT(*), SUM(said.wrong)"
                                    " FROM facilitator_messages said JOIN facilitator_reports kept"
                                    " ON kept.id = said.report_id WHERE said.at >= :since"
                                    " AND kept.rerouted = 0 GROUP BY said.role_id"));
    messages.Into(role).Into(count).Into(wrong).Use(after);
    while (messages.Next()) {
      all[role].messages = static_cast<int>(count);
      all[role].wrong = static_cast<int>(wrong);
    }
    return all;
  });
}

Result<int> FacilitatorReports::Forget(TimePoint changed_before, int limit, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    std::vector<std::string> ids;
    std::string id;
    long long before = ToMillis(changed_before), count = limit;
    Query query(sql,
                std::string("SELECT id FROM facilitator_reports WHERE changed_at < :before"
                            " AND fields_sealed <> '' AND NOT EXISTS (SELECT 1 FROM cases WHERE"
                            " cases.conversation = facilitator_reports.id AND words_kept = 1)"
                            " LIMIT :count"));
    query.Into(id).Use(before).Use(count);
    while (query.Next())
      ids.push_back(id);
    int gone = 0;
    for (const std::string& one : ids) {
      // Another message may have gone into it meanwhile.
      if (Execute(sql,
                  "UPDATE facilitator_reports SET fields_sealed = '' WHERE id = :id"
                  " AND changed_at < :before",
                  one, changed_before) == 0)
        continue;
      Execute(sql, "UPDATE facilitator_messages SET words_sealed = '' WHERE report_id = :id", one);
      ++gone;
    }
    if (gone > 0) WriteAudit(sql, now, "tipline", "reports_forgotten", "-", std::to_string(gone));
    return gone;
  });
}

Status FacilitatorReports::Audit(const std::string& actor, const std::string& which,
                                 TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    WriteAudit(sql, now, actor, "facilitator_reports_read", "-", which);
    return Unit{};
  });
}

Result<std::map<std::string, TimePoint>> FacilitatorReports::LastMessages() {
  using Times = std::map<std::string, TimePoint>;
  return db_.Read([&](soci::session& sql) -> Result<Times> {
    Times all;
    std::string role;
    long long at = 0;
    Query query(sql, std::string("SELECT said.role_id, MAX(said.at) FROM facilitator_messages said"
                                 " JOIN facilitator_reports kept ON kept.id = said.report_id"
                                 " WHERE kept.rerouted = 0 GROUP BY said.role_id"));
    query.Into(role).Into(at);
    while (query.Next())
      all[role] = FromMillis(at);
    return all;
  });
}

}  // namespace tipline::store
