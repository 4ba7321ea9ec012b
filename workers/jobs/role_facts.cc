#include "workers/jobs/role_facts.h"

#include <algorithm>

#include "flows/report/own_names.h"
#include "flows/routing/route.h"
#include "gateway/base/log.h"

namespace tipline::workers {
namespace {

// Answers that a flow keeps of whoever has the role (config/flows/professional.json, screen.json).
struct Claim {
  const char* role;
  const char* country;
};
constexpr Claim kClaims[] = {{"referred_by", "referral_country"},
                             {"screened_as", "screen_country"}};
constexpr std::string_view kFound = "positive_";

bool DropClaims(Tip& tip, const std::optional<store::VerifiedRole>& role) {
  bool changed = false;
  for (const Claim& claim : kClaims) {
    const auto said = tip.answers.find(claim.role);
    if (said == tip.answers.end()) continue;
    if (role && role->role == said->second) {
      changed = changed || tip.answers[claim.country] != role->country;
      tip.answers[claim.country] = role->country;
      continue;
    }
    tip.answers["role_unverified"] = said->second;
    tip.answers.erase(said);
    tip.answers.erase(claim.country);
    std::erase_if(tip.answers, [](const auto& one) { return one.first.starts_with(kFound); });
    changed = true;
  }
  return changed;
}

std::string WordsOf(const Tip& tip) {
  std::string words = tip.text.Reveal() + "\n" + tip.place.Reveal();
  for (const Said& said : tip.said)
    words += "\n" + said.words.Reveal();
  return words;
}

// Of a phone whose role could not be opened: what kind it is stands in the clear.
Result<bool> MayBeFacilitator(Services& services, const std::string& pseudonym) {
  const auto roles = store::VerifiedRoles(services.database, services.keys).List();
  if (!roles && roles.error().code == Code::kUnavailable) return roles.error();
  return !roles || std::any_of(roles->begin(), roles->end(), [&](const store::VerifiedRole& one) {
    return one.pseudonym == pseudonym && !one.withdrawn_at && one.role == store::kFacilitator;
  });
}

}  // namespace

std::string KeptFrom(const store::VerifiedRole& role) {
  return role.supervisor.empty() ? flows::kKeptFromAll : role.supervisor;
}

Result<bool> CheckRole(Services& services, Tip& tip) {
  auto role = store::VerifiedRoles(services.database, services.keys).OfPhone(tip.pseudonym);
  if (!role && role.error().code == Code::kUnavailable) return role.error();
  // Its names cannot be read: the tip must not wait for that, and any of them may be in it.
  if (!role) LogError("role_unreadable", role.error());
  const std::optional<store::VerifiedRole> known = role ? *std::move(role) : std::nullopt;
  bool changed = DropClaims(tip, known);
  if (!role && !tip.answers.contains("kept_from")) {
    TRY_ASSIGN(const bool facilitator, MayBeFacilitator(services, tip.pseudonym));
    if (facilitator) tip.answers["kept_from"] = flows::kKeptFromAll;
    changed = changed || facilitator;
  }
  if (known && known->role == store::kFacilitator && !tip.answers.contains("kept_from") &&
      flows::report::NamesAny(WordsOf(tip), known->own)) {
    tip.answers["kept_from"] = KeptFrom(*known);
    changed = true;
  }
  return changed;
}

}  // namespace tipline::workers
