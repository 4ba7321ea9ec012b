#include "gateway/store/records/complaints.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

using Json = nlohmann::json;

int CountOf(soci::session& sql, const Complaint& complaint, TimePoint since) {
  std::vector<std::string> agencies = complaint.also;
  agencies.push_back(complaint.agency);
  std::set<std::string> conversations;
  for (std::string& agency : agencies) {
    std::string conversation;
    long long from = ToMillis(since);
    Query query(sql, std::string("SELECT DISTINCT conversation FROM complaints WHERE"
                                 " agency = :agency AND at > :since"));
    query.Into(conversation).Use(agency).Use(from);
    while (query.Next())
      conversations.insert(conversation);
  }
  return static_cast<int>(conversations.size());
}

bool IsAlerted(soci::session& sql, const std::string& agency, TimePoint since) {
  long long found = 0;
  return One(sql, Kept{"SELECT 1 FROM complaint_alerts WHERE agency = :agency AND at > :since"},
             std::tie(found), agency, since);
}

bool IsAlertOf(soci::session& sql, const Complaint& complaint) {
  long long found = 0;
  return One(sql, Kept{"SELECT 1 FROM complaint_alerts WHERE agency = :agency AND at = :at"},
             std::tie(found), complaint.agency, complaint.at);
}

// By the newest complaint that says one.
Secret<std::string> NameOf(const KeyRing& keys,
                           const std::vector<std::pair<std::string, std::string>>& sealed) {
  for (auto one = sealed.rbegin(); one != sealed.rend(); ++one) {
    const auto plain = OpenColumn(keys, "complaints", one->first, "details", one->second);
    const auto details = plain ? ParseJson(*plain) : Result<Json>(plain.error());
    if (details && details->is_object() && !details->value("name", "").empty())
      return Secret(details->value("name", ""));
  }
  return {};
}

std::string CaseOf(soci::session& sql, const std::string& conversation) {
  std::string id;
  One(sql, Kept{"SELECT id FROM cases WHERE conversation = :conversation"}, std::tie(id),
      conversation);
  return id;
}

}  // namespace

Result<ComplaintKept> ComplaintRecords::Keep(const Complaint& complaint) {
  const std::string details = DumpJson(Json{{"name", complaint.name.Reveal()},
                                            {"sub_agent", complaint.sub_agent.Reveal()},
                                            {"amount", complaint.amount.Reveal()},
                                            {"country", complaint.country.Reveal()}});
  TRY_ASSIGN(const std::string sealed,
             SealColumn(keys_, "complaints", complaint.id, "details", details));
  const TimePoint since = complaint.at - kComplaintSpan;
  return db_.Write([&](soci::session& sql) -> Result<ComplaintKept> {
    // One after the other: of several at once, none would see that it is the one that alerts.
    Execute(sql,
            "INSERT INTO complaint_alerts (agency, at, complaints) VALUES ('', 0, 0)"
            " ON CONFLICT (agency, at) DO UPDATE SET complaints = complaint_alerts.complaints");
    ComplaintKept kept;
    kept.fresh =
        Execute(
            sql,
            "INSERT INTO complaints (id, at, agency, known, kind, receipts, help_by,"
            " conversation, pseudonym, details_sealed) VALUES (:id, :at, :agency, :known, :kind,"
            " :receipts, :help_by, :conversation, :pseudonym, :details)"
            " ON CONFLICT (id) DO NOTHING",
            complaint.id, complaint.at, complaint.agency, complaint.known, complaint.kind,
            complaint.receipts, complaint.help_by, complaint.conversation, complaint.pseudonym,
            sealed) > 0;
    kept.complaints = CountOf(sql, complaint, since);
    kept.case_id = CaseOf(sql, complaint.conversation);
    // Done again after a crash: what was begun with this one goes on.
    kept.alerts = IsAlertOf(sql, complaint);
    if (kept.complaints < kComplaintsToAlert || IsAlerted(sql, complaint.agency, since))
      return kept;
    Execute(sql,
            "INSERT INTO complaint_alerts (agency, at, complaints) VALUES (:agency, :at, :count)",
            complaint.agency, complaint.at, kept.complaints);
    WriteAudit(sql, complaint.at, "tipline", "recruiter_alert", kept.case_id,
               std::to_string(kept.complaints) + " complaints");
    kept.alerts = true;
    return kept;
  });
}

Result<std::vector<ComplaintCount>> ComplaintRecords::Since(TimePoint since) {
  struct Gathered {
    ComplaintCount count;
    std::set<std::string> conversations, phones, kinds;
    std::vector<std::pair<std::string, std::string>> sealed;  // ids and details, oldest first
  };
  std::map<std::string, Gathered> all;
  TRY(db_.Read([&](soci::session& sql) -> Status {
    all.clear();
    std::string id, agency, kind, conversation, pseudonym, sealed;
    long long at = 0, known = 0, from = ToMillis(since);
    Query query(sql, std::string("SELECT id, at, agency, known, kind, conversation, pseudonym,"
                                 " details_sealed FROM complaints WHERE at > :since ORDER BY at"));
    query.Into(id).Into(at).Into(agency).Into(known).Into(kind).Into(conversation).Into(pseudonym);
    query.Into(sealed).Use(from);
    while (query.Next()) {
      Gathered& one = all[agency];
      one.count.agency = agency;
      one.count.known = known != 0;
      one.count.last = FromMillis(at);
      one.conversations.insert(conversation);
      // Of one that was forgotten nobody knows whose it was.
      one.phones.insert(pseudonym.empty() ? "complaint:" + id : pseudonym);
      one.kinds.insert(kind);
      if (!sealed.empty()) one.sealed.emplace_back(id, sealed);
    }
    Query alerts(sql, std::string("SELECT agency, at FROM complaint_alerts WHERE at > :since"));
    alerts.Into(agency).Into(at).Use(from);
    while (alerts.Next())
      if (const auto found = all.find(agency); found != all.end())
        found->second.count.alerted_at = FromMillis(at);
    return Unit{};
  }));
  std::vector<ComplaintCount> out;
  for (auto& [agency, one] : all) {
    one.count.complaints = static_cast<int>(one.conversations.size());
    one.count.phones = static_cast<int>(one.phones.size());
    one.count.kinds.assign(one.kinds.begin(), one.kinds.end());
    one.count.name = NameOf(keys_, one.sealed);
    out.push_back(std::move(one.count));
  }
  std::stable_sort(out.begin(), out.end(), [](const ComplaintCount& a, const ComplaintCount& b) {
    return a.complaints > b.complaints;
  });
  return out;
}

}  // namespace tipline::store
