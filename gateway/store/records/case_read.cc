// The reading half of CaseRecords. Tests: tests/gateway/store/records/cases_test.cc
#include <algorithm>

#include "gateway/store/records/assessment_json.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/columns.h"

namespace tipline::store {
namespace {

const char* const kRowExtras =
    ", (SELECT COUNT(*) FROM tips WHERE tips.case_id = cases.id),"
    " (SELECT COUNT(*) FROM referrals WHERE referrals.case_id = cases.id),"
    " COALESCE((SELECT r.status FROM referrals r WHERE r.case_id = cases.id ORDER BY r.offered_at "
    "DESC, r.id DESC LIMIT 1),"
    " '')";

// Binds the columns of a CaseRow and reads the rows one by one.
std::vector<CaseRow> ReadRows(soci::session& sql, const std::string& rest,
                              std::vector<std::string> texts, std::vector<long long> numbers) {
  CaseCells cells;
  long long tips = 0;
  long long referrals = 0;
  std::string status;
  Query query(sql, std::string("SELECT ") + kCaseColumns + kRowExtras + " FROM cases" + rest);
  cells.Bind(query);
  query.Into(tips).Into(referrals).Into(status);
  for (std::string& text : texts)
    query.Use(text);
  for (long long& number : numbers)
    query.Use(number);
  std::vector<CaseRow> rows;
  while (query.Next())
    rows.push_back({cells.Read(), static_cast<int>(tips), static_cast<int>(referrals), status,
                    cells.needs_person()});
  return rows;
}

}  // namespace

std::vector<CaseTip> ReadTips(soci::session& sql, const KeyRing& keys, const std::string& case_id) {
  std::string id, kind, channel, box, assessment;
  long long received = 0;
  long long priority = 0;
  std::string bound = case_id;
  Query query(
      sql,
      "SELECT id, kind, channel, received_at, priority, box_sealed, assessment_sealed FROM tips"
      " WHERE case_id = :case_id ORDER BY received_at, id");
  query.Into(id)
      .Into(kind)
      .Into(channel)
      .Into(received)
      .Into(priority)
      .Into(box)
      .Into(assessment)
      .Use(bound);
  std::vector<CaseTip> out;
  while (query.Next()) {
    CaseTip& tip = out.emplace_back();
    tip.id = id;
    tip.kind = kind;
    tip.channel = channel;
    tip.received_at = FromMillis(received);
    tip.assessment.priority = static_cast<Priority>(priority);
    if (keys.case_private) {
      const auto plain = OpenCase(keys, box);
      if (auto opened = plain ? DecodeTip(*plain) : Result<Tip>(plain.error()))
        tip.tip = *std::move(opened);
    }
    const auto plain = OpenColumn(keys, "tips", id, "assessment", assessment);
    if (auto opened = plain ? DecodeAssessment(*plain) : Result<Assessment>(plain.error()))
      tip.assessment = *std::move(opened);
  }
  return out;
}

namespace {

std::vector<CaseMessage> ReadMessages(soci::session& sql, const KeyRing& keys,
                                      const std::string& case_id) {
  std::string id, direction, author, text;
  long long at = 0, read_at = 0;
  std::string bound = case_id;
  Query query(sql,
              "SELECT id, direction, author, at, text_sealed, read_at FROM messages"
              " WHERE case_id = :case_id ORDER BY at, id");
  query.Into(id).Into(direction).Into(author).Into(at).Into(text).Into(read_at).Use(bound);
  std::vector<CaseMessage> out;
  while (query.Next()) {
    auto plain = OpenColumn(keys, "messages", id, "text", text);
    out.push_back({id, direction, author, FromMillis(at),
                   Secret(plain ? *std::move(plain) : std::string()), TimeCell(read_at)});
  }
  return out;
}

std::vector<TimelineEntry> ReadTimeline(soci::session& sql, const std::string& case_id) {
  std::string actor, action, detail;
  long long at = 0;
  std::string bound = case_id;
  Query query(
      sql, "SELECT at, actor, action, detail FROM audit WHERE case_id = :case_id ORDER BY at, id");
  query.Into(at).Into(actor).Into(action).Into(detail).Use(bound);
  std::vector<TimelineEntry> out;
  while (query.Next())
    out.push_back({FromMillis(at), actor, action, detail});
  return out;
}

}  // namespace

Result<std::vector<CaseRow>> CaseRecords::List(const CaseFilter& filter) {
  std::string where;
  std::vector<std::string> texts;
  std::vector<long long> numbers;
  const auto also = [&where](const std::string& condition) {
    where += (where.empty() ? " WHERE " : " AND ") + condition;
  };
  const auto text = [&](const char* column, const std::string& value) {
    if (value.empty()) return;
    also(std::string(column) + " = :" + column);
    texts.push_back(WithoutNul(value));
  };
  text("status", filter.status);
  text("assigned_to", filter.assigned_to);
  text("pseudonym", filter.pseudonym);
  if (filter.open_only) also("closed_at = 0");
  if (filter.needs_person) also("needs_person = 1 AND closed_at = 0");
  if (filter.priority) {
    also("priority = :priority");
    numbers.push_back(static_cast<long long>(*filter.priority));
  }
  where += " ORDER BY priority, created_at, cases.id";
  // A constant: PostgreSQL would not infer the type of a bound LIMIT alike on both engines.
  if (filter.limit > 0) where += " LIMIT " + std::to_string(filter.limit);
  return db_.Read([&](soci::session& sql) -> Result<std::vector<CaseRow>> {
    return ReadRows(sql, where, texts, numbers);
  });
}

Result<Case> CaseRecords::Find(std::string_view id_or_reference) {
  return db_.Read([&](soci::session& sql) -> Result<Case> {
    const auto live = LoadCaseBy(sql, id_or_reference);
    if (!live) return NotFound("no such case");
    return live->item;
  });
}

Result<CaseFile> CaseRecords::Show(std::string_view id_or_reference, const std::string& reader,
                                   TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<CaseFile> {
    const auto live = LoadCaseBy(sql, id_or_reference);
    if (!live) return NotFound("no such case");
    const std::string& id = live->item.id;
    WriteAudit(sql, now, reader, "read", id, "");
    CaseFile file;
    std::vector<CaseRow> rows = ReadRows(sql, " WHERE cases.id = :id", {id}, {});
    if (rows.empty()) return Internal("a case vanished within a transaction");
    file.row = std::move(rows.front());
    file.tips = ReadTips(sql, keys_, id);
    file.messages = ReadMessages(sql, keys_, id);
    file.referrals =
        LoadReferrals(sql, "WHERE case_id = :a ORDER BY referrals.offered_at, referrals.id", id);
    file.timeline = ReadTimeline(sql, id);
    return file;
  });
}

Result<std::vector<CaseTip>> CaseRecords::TipsOf(const std::string& case_id) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<CaseTip>> {
    return ReadTips(sql, keys_, case_id);
  });
}

}  // namespace tipline::store
