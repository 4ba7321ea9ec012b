// {"kind":"submit","inquiry":"voice_checkin","send":{"site":"site","pay":"pay",…},"forget":["pay",…]}
// and "voice_recruitment": what a worker answers about a workplace, counted by month, and of nobody
// (gateway/store/records/voice.h). The phone only goes into a keyed hash that says "this one was
// counted", and that is gone when the month is over. What cannot be counted is dropped, never
// buried: a dead letter would keep it beside its phone. Tests:
// tests/workers/inquiries/voice_test.cc
#include "gateway/store/records/voice.h"

#include <algorithm>
#include <string>
#include <vector>

#include "flows/knowledge/site_code.h"
#include "flows/voice/surveys.h"
#include "workers/inquiries/inquiry_kind.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

Result<Values> CountAs(const flows::voice::Survey& survey, Lane& lane, const Inquiry& inquiry) {
  Services& services = lane.services();
  store::Voice voice;
  voice.site = FieldOf(inquiry, "site").Reveal();
  // Under duress whoever looks on may have chosen.
  if (inquiry.duress || !flows::IsSiteCode(voice.site)) return Values();
  voice.survey = survey.name;
  voice.at = inquiry.asked_at;
  for (const flows::voice::Question& question : survey.questions) {
    const std::string name(question.name), said = FieldOf(inquiry, name).Reveal();
    if (std::find(question.answers.begin(), question.answers.end(), said) != question.answers.end())
      voice.answers.emplace(name, said);
  }
  voice.heard = KeyedHash(*services.keys.store, "voice",
                          flows::voice::MonthOf(voice.at) + "|" + voice.site + "|" + voice.survey +
                              "|" + inquiry.pseudonym);
  TRY(store::VoiceRecords(services.database).Count(voice, lane.Now()));
  return Values();
}

// Each survey is an inquiry of its own.
bool RegisterAll() {
  for (const flows::voice::Survey& survey : flows::voice::Surveys()) {
    std::vector<std::string> may = {"site"};
    for (const flows::voice::Question& question : survey.questions)
      may.emplace_back(question.name);
    const RegisterInquiry registered(
        {"voice_" + std::string(survey.name),
         {},
         std::move(may),
         {},
         [&survey](Lane& lane, const Inquiry& inquiry) { return CountAs(survey, lane, inquiry); }});
  }
  return true;
}
const bool kRegistered = RegisterAll();

}  // namespace
}  // namespace tipline::workers
