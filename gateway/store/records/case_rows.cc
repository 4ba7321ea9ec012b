#include "gateway/store/records/case_rows.h"

#include <algorithm>
#include <atomic>

#include "gateway/store/records/columns.h"

namespace tipline::store {

std::string JoinWords(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ',';
    out += WithoutNul(word);
  }
  return out;
}

std::vector<std::string> SplitWords(std::string_view joined) {
  std::vector<std::string> out;
  while (!joined.empty()) {
    const size_t end = std::min(joined.find(','), joined.size());
    out.emplace_back(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return out;
}

const char* const kCaseColumns =
    "cases.id, cases.reference, priority, status, channel, medium, language, about, consent, "
    "child, may_text,"
    " wants_callback, needs_person, pseudonym, assigned_to, closure_code, indicators, created_at, "
    "updated_at,"
    " cases.due_at, closed_at, revision, disposition, place_code";

void CaseCells::Bind(Query& query) {
  query.Into(id_)
      .Into(reference_)
      .Into(priority_)
      .Into(status_)
      .Into(channel_)
      .Into(medium_)
      .Into(language_);
  query.Into(about_)
      .Into(consent_)
      .Into(child_)
      .Into(may_text_)
      .Into(wants_callback_)
      .Into(needs_person_);
  query.Into(pseudonym_).Into(assigned_to_).Into(closure_code_).Into(indicators_).Into(created_at_);
  query.Into(updated_at_)
      .Into(due_at_)
      .Into(closed_at_)
      .Into(revision_)
      .Into(disposition_)
      .Into(place_code_);
}

Case CaseCells::Read() const {
  Case item;
  item.id = id_;
  item.reference = reference_;
  item.priority = static_cast<Priority>(priority_);
  item.status = status_;
  item.channel = channel_;
  item.medium = MediumFromName(medium_).value_or(Medium::kUssd);
  item.language = language_;
  item.about = about_;
  item.consent = ConsentFromName(consent_);
  item.child = child_ != 0;
  item.may_text = may_text_ != 0;
  item.wants_callback = wants_callback_ != 0;
  item.pseudonym = pseudonym_;
  item.assigned_to = assigned_to_;
  item.closure_code = closure_code_;
  item.indicators = SplitWords(indicators_);
  item.created_at = FromMillis(created_at_);
  item.updated_at = FromMillis(updated_at_);
  item.due_at = TimeCell(due_at_);
  item.revision = revision_;
  item.disposition = disposition_;
  item.place_code = place_code_;
  return item;
}

bool IsClosed(std::string_view status) {
  return flows::IsClosedStatus(status);
}

namespace {

std::optional<LiveCase> LoadWhere(soci::session& sql, const std::string& where, std::string value) {
  CaseCells cells;
  Query query(sql, std::string("SELECT ") + kCaseColumns + " FROM cases WHERE " + where);
  cells.Bind(query);
  query.Use(value);
  if (!query.Next()) return std::nullopt;
  return LiveCase{cells.Read(), cells.needs_person()};
}

}  // namespace

std::optional<LiveCase> LoadCase(soci::session& sql, std::string_view id) {
  return LoadWhere(sql, "id = :id", std::string(id));
}

std::optional<LiveCase> LoadCaseBy(soci::session& sql, std::string_view id_or_reference) {
  const std::string key = WithoutNul(id_or_reference);
  if (auto found = LoadCase(sql, key)) return found;
  return LoadWhere(sql,
                   "reference = :reference ORDER BY CASE WHEN closed_at = 0 THEN 0 ELSE 1 END, "
                   "created_at DESC LIMIT 1",
                   key);
}

Status SaveCase(soci::session& sql, LiveCase& live, TimePoint now) {
  Case& item = live.item;
  const int64_t seen = item.revision;
  const long long closed_at = IsClosed(item.status) ? ToMillis(now) : 0;
  const long long changed = Execute(
      sql,
      "UPDATE cases SET reference = :reference, priority = :priority, status = :status, language = "
      ":language,"
      " about = :about, consent = :consent, child = :child, may_text = :may_text, wants_callback = "
      ":wants_callback,"
      " needs_person = :needs_person, assigned_to = :assigned_to, closure_code = :closure_code,"
      " disposition = :disposition, place_code = :place_code,"
      " indicators = :indicators, updated_at = :updated_at, due_at = :due_at, words_kept = 1,"
      " closed_at = CASE WHEN CAST(:closing AS BIGINT) <> 0 AND closed_at <> 0 THEN closed_at ELSE "
      "CAST(:closed_at AS BIGINT) END,"
      " revision = revision + 1 WHERE id = :id AND revision = :revision",
      item.reference, item.priority, item.status, WithoutNul(item.language), WithoutNul(item.about),
      ConsentName(item.consent), item.child, item.may_text, item.wants_callback, live.needs_person,
      WithoutNul(item.assigned_to), WithoutNul(item.closure_code), item.disposition,
      item.place_code, JoinWords(item.indicators), now, item.due_at, closed_at, closed_at, item.id,
      seen);
  if (changed != 1) return Conflict("the case was changed meanwhile");
  item.revision = seen + 1;
  item.updated_at = now;
  return Unit{};
}

std::string FreeReference(soci::session& sql) {
  constexpr int kTriesPerLength = 6;
  constexpr uint64_t kShorterAgain = 64;     // one of so many looks whether shorter ones are free
  static std::atomic<uint32_t> known{1000};  // where the last free one was
  uint64_t chance = 0;
  RandomBytes(&chance, sizeof chance);
  uint32_t low = chance % kShorterAgain == 0 ? 1000 : known.load();
  for (int tries = 1;; ++tries) {
    RandomBytes(&chance, sizeof chance);
    std::string reference = std::to_string(low + chance % (uint64_t{low} * 9));
    long long taken = 0;
    if (!One(sql, Kept{"SELECT 1 FROM cases WHERE reference = :reference AND closed_at = 0"},
             std::tie(taken), reference)) {
      known = low;
      return reference;
    }
    if (tries % kTriesPerLength == 0 && low < 100'000'000) low *= 10;
  }
}

}  // namespace tipline::store
