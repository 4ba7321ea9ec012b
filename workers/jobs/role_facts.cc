#include "workers/jobs/role_facts.h"

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

}  // namespace

std::string KeptFrom(const store::VerifiedRole& role) {
  return role.supervisor.empty() ? flows::kKeptFromAll : role.supervisor;
}

Result<bool> CheckRole(Services& services, Tip& tip) {
  auto role = store::VerifiedRoles(services.database, services.keys).OfPhone(tip.pseudonym);
  if (!role && role.error().code == Code::kUnavailable) return role.error();
  // Its names cannot be read: the tip must not wait for that.
  if (!role) LogError("role_unreadable", role.error());
  const std::optional<store::VerifiedRole> known = role ? *std::move(role) : std::nullopt;
  bool changed = DropClaims(tip, known);
  if (known && known->role == store::kFacilitator && !tip.answers.contains("kept_from") &&
      flows::report::NamesAny(WordsOf(tip), known->own)) {
    tip.answers["kept_from"] = KeptFrom(*known);
    changed = true;
  }
  return changed;
}

}  // namespace tipline::workers
