#include "flows/routing/route.h"

#include <algorithm>
#include <tuple>

#include "flows/base/text.h"
#include "flows/knowledge/rows.h"
#include "flows/routing/conflict.h"
#include "flows/triage/words.h"

namespace tipline::flows {
namespace {

using triage::SplitWords;
using triage::Word;

bool Has(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Services (domain.md §5.4) that help with what triage saw; the first that an organisation has
// counts most.
std::vector<std::string> NeedsOf(const CaseFacts& facts) {
  std::vector<std::string> needs;
  const auto need = [&needs](const char* service) {
    if (!Has(needs, service)) needs.emplace_back(service);
  };
  if (facts.child) need("child_protection");
  for (const std::string& service : facts.agreed)
    need(service.c_str());
  if (facts.priority == Priority::kP0) {
    need("extraction");
    need("emergency_shelter");
  }
  for (const std::string& code : facts.indicators) {
    if (code == "ILO05" || code == "SEXUAL") need("health");
    if (code == "ILO03" || code == "ILO04") need("extraction");
    if (code == "ILO08" || code == "ILO11" || code == "ILO10") need("labour_inspectorate");
    if (code == "ILO07") need("consulate");
    if (code == "ILO02" || code == "ILO09" || code == "RECRUITER") need("legal");
  }
  if (facts.about == "me" || facts.about == "callback") need("counselling");
  return needs;
}

// "Kisumu" covers "near the bus park in kisumu"; any word order is not enough.
bool Covers(const std::vector<std::string>& areas, const std::vector<Word>& place) {
  return std::any_of(areas.begin(), areas.end(), [&](const std::string& area) {
    const std::vector<Word> words = SplitWords(area);
    return !words.empty() &&
           std::search(place.begin(), place.end(), words.begin(), words.end(),
                       [](const Word& a, const Word& b) {
                         return a.form == b.form ||
                                std::find(a.stems.begin(), a.stems.end(), b.form) != a.stems.end();
                       }) != place.end();
  });
}

// "KE-42" is in the area "KE-42" and in "KE".
bool CoversCode(const std::vector<std::string>& areas, const std::string& code) {
  return !code.empty() && std::any_of(areas.begin(), areas.end(), [&](const std::string& area) {
    return IsPlaceCode(area) && code.starts_with(area) &&
           (code.size() == area.size() || code[area.size()] == '-');
  });
}

struct Candidate {
  ResponderChoice choice;
  // Smaller is better, in this order (domain.md §5.3).
  int child = 0, first = 0, far = 0, need = 0, area = 0, language = 0, later = 0, load = 0,
      order = 0;
  auto Key() const {
    return std::tie(child, first, far, need, area, language, later, load, order,
                    choice.responder_id);
  }
};

// The day's text as dates compare: "2027-01-31" >= "2026-11-24".
bool AgreementHolds(const Organisation& organisation, TimePoint now) {
  constexpr size_t kDate = 10;
  const std::string& until = organisation.agreement_until;
  return until.size() >= kDate && until.compare(0, kDate, FormatTime(now).substr(0, kDate)) >= 0;
}

struct Refusal {
  const char* rule = nullptr;  // nullptr: may be asked
  std::string reason;
};

// Police and immigration are not brought in without the person's word (domain.md §3.6: consent to
// help is no consent to police). Staff may, under their own policy, by routing the case themselves.
bool IsAuthority(const Organisation& organisation) {
  return organisation.type == "police" || organisation.type == "immigration" ||
         Has(organisation.sectors, "police") || Has(organisation.sectors, "immigration");
}

// Whoever complains about a recruiter says who may read it. Where somebody may come to harm the
// usual rules hold.
bool IsForAgreedOnly(const CaseFacts& facts) {
  return facts.complaint && !facts.child && facts.priority > Priority::kP1;
}

// What workers say of a workplace goes to nobody of the employers' side.
bool IsEmployers(const Organisation& organisation) {
  return organisation.type == "EmployerAssociation" || organisation.type == "employer" ||
         Has(organisation.sectors, "employer");
}

bool ServesAny(const Organisation& organisation, const std::vector<std::string>& services) {
  return std::any_of(services.begin(), services.end(),
                     [&](const std::string& one) { return Has(organisation.services, one); });
}

Refusal MayBeAsked(const CaseFacts& facts, const Organisation& organisation,
                   const Responder& responder, TimePoint now) {
  if (!organisation.active || !responder.active) return {"inactive", "not active"};
  if (!organisation.verified) return {"unverified", "the organisation is not verified"};
  if (!AgreementHolds(organisation, now)) return {"agreement", "no agreement, or it has ended"};
  if (facts.consent != Consent::kShare && IsAuthority(organisation))
    return {"consent", "an authority, and the person has not agreed to be passed on"};
  if (!facts.site.empty() && IsEmployers(organisation))
    return {"company", "of the employers' side, and it is about a workplace"};
  if (Has(facts.asked, responder.id)) return {"asked", "was asked before"};
  if (IsForAgreedOnly(facts) && !ServesAny(organisation, facts.agreed))
    return {"consent", "a complaint, and the person has not agreed to this kind of reader"};
  const bool urgent = facts.priority <= Priority::kP1;
  if (urgent && !responder.on_call_always && !InHours(responder.hours, now))
    return {"hours", "not on call now"};
  return {};
}

void JudgeArea(const Organisation& organisation, const std::vector<Word>& place,
               const std::string& code, Candidate& candidate) {
  auto& reasons = candidate.choice.reasons;
  if (place.empty() && code.empty()) {
    reasons.emplace_back("the place is not known");
  } else if (CoversCode(organisation.areas, code) || Covers(organisation.areas, place)) {
    reasons.emplace_back("works in this area");
  } else if (organisation.areas.empty()) {
    candidate.area = 1;
    reasons.emplace_back("works everywhere");
  } else {
    candidate.area = 2;
    candidate.far = 1;  // before the need: whoever is near can be there
    reasons.emplace_back("the area may be another one");
  }
}

void JudgeNeed(const std::vector<std::string>& needs, const Organisation& organisation,
               Candidate& candidate) {
  candidate.need = static_cast<int>(needs.size());
  for (size_t i = 0; i < needs.size(); ++i) {
    if (!Has(organisation.services, needs[i])) continue;
    candidate.need = std::min(candidate.need, static_cast<int>(i));
    candidate.choice.reasons.push_back("offers " + needs[i]);
  }
}

Candidate Judge(const CaseFacts& facts, const Organisation& organisation,
                const Responder& responder, const std::vector<std::string>& needs,
                const std::vector<Word>& place, TimePoint now) {
  Candidate candidate;
  candidate.choice.responder_id = responder.id;
  candidate.choice.organisation_id = organisation.id;
  candidate.choice.shared =
      facts.consent == Consent::kShare ? Shared::kDetails : Shared::kReference;
  candidate.choice.due_at = now + AcknowledgeWithin(facts.priority);
  auto& reasons = candidate.choice.reasons;
  if (facts.child) {
    candidate.child = Has(organisation.services, "child_protection") ? 0
                      : organisation.serves_children                 ? 1
                                                                     : 2;
    reasons.emplace_back(candidate.child < 2 ? "helps children" : "is not known to help children");
  }
  candidate.first = !facts.first.empty() && responder.id == facts.first ? 0 : 1;
  if (candidate.first == 0) reasons.emplace_back("answers for this workplace");
  JudgeNeed(needs, organisation, candidate);
  JudgeArea(organisation, place, facts.place_code, candidate);
  const bool any = organisation.languages.empty();
  candidate.language =
      facts.language.empty() || any || Has(organisation.languages, facts.language) ? 0 : 1;
  if (!facts.language.empty())
    reasons.emplace_back(candidate.language == 0 ? "speaks the language" : "needs an interpreter");
  candidate.later = InHours(responder.hours, now) || responder.on_call_always ? 0 : 1;
  if (candidate.later != 0) reasons.emplace_back("answers in office hours");
  if (const auto load = facts.load.find(responder.id);
      load != facts.load.end() && load->second > 0) {
    candidate.load = load->second;
    reasons.push_back("has " + std::to_string(load->second) + " open referrals");
  }
  candidate.order = responder.order;
  return candidate;
}

const Organisation* Find(const Directory& directory, const std::string& id) {
  for (const Organisation& one : directory.organisations)
    if (one.id == id) return &one;
  return nullptr;
}

// "regulator", "legal" or "both", as the flow asks for consent (config/flows/complaint.json).
void Agree(CaseFacts& facts, const std::string& help_by) {
  if (facts.consent != Consent::kShare) return;
  if (help_by == "regulator" || help_by == "both")
    facts.agreed = {"recruitment_regulator", "labour_inspectorate"};
  if (help_by == "legal" || help_by == "both") facts.agreed.emplace_back("legal");
}

}  // namespace

const char* SharedName(Shared shared) {
  return shared == Shared::kDetails ? "details" : "reference";
}

Millis AcknowledgeWithin(Priority priority) {
  switch (priority) {
    case Priority::kP0:
      return std::chrono::minutes(10);
    case Priority::kP1:
      return std::chrono::hours(1);
    case Priority::kP2:
      return std::chrono::hours(8);
    case Priority::kP3:
    case Priority::kP4:
      return std::chrono::hours(48);
  }
  return std::chrono::minutes(10);
}

CaseFacts FactsOf(const Tip& tip, const Assessment& assessment) {
  CaseFacts facts;
  facts.priority = assessment.priority;
  facts.child = tip.child || assessment.child;
  facts.about = tip.about;
  facts.language = assessment.language.empty() ? tip.language : assessment.language;
  facts.place = assessment.place;
  facts.place_code = assessment.place_code;
  facts.indicators = assessment.indicators;
  facts.consent = tip.consent;
  facts.pseudonym = tip.pseudonym;
  facts.complaint = tip.answers.count("complaint") != 0;
  if (const auto kept = tip.answers.find("kept_from"); kept != tip.answers.end())
    facts.kept_from = kept->second;
  if (const auto site = tip.answers.find("site"); site != tip.answers.end())
    facts.site = site->second;
  if (const auto help = tip.answers.find("help_by"); help != tip.answers.end())
    Agree(facts, help->second);
  std::string words = tip.text.Reveal() + "\n" + tip.place.Reveal();
  for (const Said& said : tip.said)
    if (said.meaning.empty()) words += "\n" + said.words.Reveal();
  facts.words = Secret(std::move(words));
  return facts;
}

std::vector<ResponderChoice> Route(const CaseFacts& facts, const Directory& directory,
                                   TimePoint now, std::vector<Excluded>* excluded) {
  const std::vector<Word> words = SplitWords(facts.words.Reveal());
  const std::vector<Word> place = SplitWords(facts.place);
  const std::vector<std::string> needs = NeedsOf(facts);
  std::vector<Candidate> candidates;
  const auto exclude = [&](const Responder& responder, const char* rule, std::string reason) {
    if (excluded != nullptr) excluded->push_back({responder.id, rule, std::move(reason)});
  };
  for (const Responder& responder : directory.responders) {
    const Organisation* organisation = Find(directory, responder.organisation_id);
    if (organisation == nullptr) {
      exclude(responder, "inactive", "belongs to no organisation");
      continue;
    }
    if (std::string conflict = ConflictOf(facts, words, *organisation, responder);
        !conflict.empty()) {
      exclude(responder, "conflict", std::move(conflict));
      continue;
    }
    if (Refusal refusal = MayBeAsked(facts, *organisation, responder, now);
        refusal.rule != nullptr) {
      exclude(responder, refusal.rule, std::move(refusal.reason));
      continue;
    }
    candidates.push_back(Judge(facts, *organisation, responder, needs, place, now));
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.Key() < b.Key(); });
  std::vector<ResponderChoice> choices;
  choices.reserve(candidates.size());
  for (Candidate& candidate : candidates)
    choices.push_back(std::move(candidate.choice));
  return choices;
}

}  // namespace tipline::flows
