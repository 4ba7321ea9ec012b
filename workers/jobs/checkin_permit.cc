// Whether a message of check-ins may leave. Each carries what it is about instead of a record that
// the phone may be written to: such a record would allow, or refuse, all else as well.
#include <algorithm>
#include <array>

#include "workers/jobs/checkin.h"

namespace tipline::workers {
namespace {

// In the order of CheckinAbout.
constexpr std::array<std::string_view, 4> kPrefixes = {"ck-", "cp-", "ci-", "cl-"};
constexpr std::string_view kLastPrompt = "-last";

Result<std::string> WhyPastLate(store::Checkins& records, const CheckinReferral& about) {
  TRY_ASSIGN(const store::Traveller traveller, records.Find(about.traveller));
  TRY_ASSIGN(const store::CheckinContact contact, records.Contact(about.contact));
  const bool late = traveller.state.told > 0 && flows::IsLate(traveller.state.stage);
  return late && contact.told == 1 ? std::string() : std::string("checkin_over");
}

Result<std::string> WhyPastPrompt(Services& services, store::Checkins& records,
                                  const CheckinReferral& about) {
  TRY_ASSIGN(const store::Traveller traveller, records.Find(about.traveller));
  if (traveller.ended_at || !flows::IsLate(traveller.state.stage))
    return std::string("checkin_over");
  const bool tells = traveller.state.stage >= flows::CheckinStage::kTelling;
  const bool newest = tells ? about.contact.ends_with(kLastPrompt)
                            : about.contact.starts_with(PromptStep(traveller, false));
  // What an earlier release wrote says nothing of a step.
  if (!about.contact.empty() && !newest) return std::string("asked_anew");
  TRY_ASSIGN(const bool may, MayPrompt(services, traveller));
  return std::string(may ? "" : "not_asked");
}

Result<std::string> WhyPastInvitation(store::Checkins& records, const CheckinReferral& about) {
  TRY_ASSIGN(const store::CheckinContact contact, records.Contact(about.contact));
  return std::string(contact.state == "asked" ? "" : "invitation_over");
}

Result<std::string> Why(Services& services, const CheckinReferral& about) {
  store::Checkins records(services.database, services.keys);
  if (about.about == CheckinAbout::kLate) return WhyPastLate(records, about);
  if (about.about == CheckinAbout::kPrompt) return WhyPastPrompt(services, records, about);
  if (about.about == CheckinAbout::kInvite) return WhyPastInvitation(records, about);
  return std::string();
}

}  // namespace

std::string WriteReferral(CheckinAbout about, const std::string& traveller,
                          const std::string& contact) {
  return std::string(kPrefixes.at(static_cast<size_t>(about))) + traveller + "-" + contact;
}

std::string PromptStep(const store::Traveller& traveller, bool last) {
  const auto& at = traveller.state.step_at;
  return std::to_string(at ? ToMillis(*at) : 0) + std::string(last ? kLastPrompt : "");
}

std::optional<CheckinReferral> ReadReferral(std::string_view referral_id) {
  const auto* found = std::find_if(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view one) {
    return referral_id.starts_with(one);
  });
  if (found == kPrefixes.end()) return std::nullopt;
  const std::string_view ids = referral_id.substr(found->size());
  const size_t dash = std::min(ids.size(), ids.find('-'));
  return CheckinReferral{static_cast<CheckinAbout>(found - kPrefixes.begin()),
                         std::string(ids.substr(0, dash)),
                         std::string(ids.substr(std::min(ids.size(), dash + 1)))};
}

bool IsInvitation(std::string_view referral_id) {
  const auto about = ReadReferral(referral_id);
  return about && about->about == CheckinAbout::kInvite;
}

Result<bool> WantsNothing(Services& services, const std::string& pseudonym) {
  TRY_ASSIGN(const auto said, services.safe_contacts.Find(pseudonym, ""));
  return std::any_of(said.begin(), said.end(), [](const flows::SafeContact& one) {
    return !one.may_write || one.withdrawn_at;
  });
}

Result<bool> MayPrompt(Services& services, const store::Traveller& traveller) {
  if (!traveller.prompts || traveller.number.empty()) return false;
  TRY_ASSIGN(const bool out, services.opt_outs.Has(traveller.pseudonym, traveller.plan.channel));
  if (out) return false;
  TRY_ASSIGN(const bool no, WantsNothing(services, traveller.pseudonym));
  return !no;
}

// What the store cannot say now is not given up.
std::string WhyPast(Services& services, const std::string& referral_id) {
  const auto about = ReadReferral(referral_id);
  if (!about) return "";
  auto why = Why(services, *about);
  if (why) return *std::move(why);
  return why.error().code == Code::kNotFound ? "checkin_over" : "";
}

}  // namespace tipline::workers
