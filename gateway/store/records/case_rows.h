// Rows of cases and referrals <-> values, and what several case files do within a transaction.
// Inside this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/records/cases.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

std::string JoinWords(const std::vector<std::string>& words);  // "a,b"
std::vector<std::string> SplitWords(std::string_view joined);

extern const char* const kCaseColumns;
class CaseCells {
 public:
  void Bind(Query& query);  // Into, in the order of kCaseColumns
  Case Read() const;
  bool needs_person() const { return needs_person_ != 0; }
  long long closed_at() const { return closed_at_; }

 private:
  std::string id_, reference_, status_, channel_, medium_, language_, about_, consent_, pseudonym_,
      assigned_to_, closure_code_, indicators_, disposition_, place_code_;
  long long priority_ = 0, child_ = 0, may_text_ = 0, wants_callback_ = 0, needs_person_ = 0,
            created_at_ = 0, updated_at_ = 0, due_at_ = 0, closed_at_ = 0, revision_ = 0;
};

// A case as it is in the middle of a change.
struct LiveCase {
  Case item;
  bool needs_person = false;
};

bool IsClosed(std::string_view status);
std::optional<LiveCase> LoadCase(soci::session& sql, std::string_view id);
// By ULID or reference; an open case wins, then the newest.
std::optional<LiveCase> LoadCaseBy(soci::session& sql, std::string_view id_or_reference);
// Writes every column that can change if the row is still at item.revision, which it raises.
// kConflict if not.
Status SaveCase(soci::session& sql, LiveCase& live, TimePoint now);
// The oldest first, opened as far as `keys` go.
std::vector<CaseTip> ReadTips(soci::session& sql, const KeyRing& keys, const std::string& case_id);
// A reference no open case has: four digits, more once those are mostly taken.
std::string FreeReference(soci::session& sql);

// "SELECT ... FROM referrals <where>"; `where` may use :a, bound to `a`. The organisation's name
// and the alert's delivery state come along.
std::vector<Referral> LoadReferrals(soci::session& sql, const std::string& where,
                                    const std::string& a);
std::vector<Referral> OpenOffersOf(soci::session& sql, const std::string& case_id);
Referral InsertOffer(soci::session& sql, const Case& item, const Offer& offer, TimePoint now);
// Who passed it on, or let the clock run out, is not asked for the same case again.
bool WasAsked(soci::session& sql, const std::string& case_id, const Offer& offer);
// kConflict: it is not what `referral` says any more.
Status SetReferralStatus(soci::session& sql, const Referral& referral, std::string_view status,
                         std::string_view actor, TimePoint now);
// Withdraws the open offers of the case, but the one with that id.
Status WithdrawOffers(soci::session& sql, const std::string& case_id, const std::string& but,
                      std::string_view actor, TimePoint now);

}  // namespace tipline::store
