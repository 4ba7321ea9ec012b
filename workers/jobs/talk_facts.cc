#include "workers/jobs/talk_facts.h"

#include "gateway/store/records/case_talk.h"
#include "workers/jobs/offers.h"

namespace tipline::workers {
namespace {

// As the case will be once it is taken in.
void Add(const store::Intake& intake, Case& item, std::vector<store::CaseTip>& tips) {
  const flows::CaseFacts facts = flows::FactsOf(intake.tip, intake.assessment);
  item.priority = tips.empty() ? facts.priority : MoreUrgent(item.priority, facts.priority);
  item.child = item.child || facts.child;
  if (item.language.empty()) item.language = facts.language;
  if (facts.consent != Consent::kUnknown) item.consent = facts.consent;
  if (item.pseudonym.empty()) item.pseudonym = facts.pseudonym;
  item.indicators.insert(item.indicators.end(), facts.indicators.begin(), facts.indicators.end());
  store::CaseTip tip;
  tip.tip = intake.tip;
  tip.assessment = intake.assessment;
  tips.push_back(std::move(tip));
}

}  // namespace

Result<flows::CaseFacts> FactsOfTalk(Services& services, const store::Intake& intake,
                                     const std::vector<store::Intake>& before) {
  const std::string& talk = intake.tip.conversation;
  Case item;
  std::vector<store::CaseTip> tips;
  if (!talk.empty()) {
    TRY_ASSIGN(const std::string id, store::CaseOfTalk(services.database, talk));
    if (!id.empty()) {
      TRY_ASSIGN(item, services.cases.Find(id));
      TRY_ASSIGN(tips, services.cases.TipsOf(id));
    }
    for (const store::Intake& one : before)
      if (one.tip.conversation == talk) Add(one, item, tips);
  }
  if (tips.empty()) return flows::FactsOf(intake.tip, intake.assessment);
  Add(intake, item, tips);
  return FactsOfCase(item, tips);
}

}  // namespace tipline::workers
