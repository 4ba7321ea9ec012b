// {"kind":"submit","inquiry":"voice_checkin","send":{"site":"site","pay":"pay",…},"forget":["pay",…]}
// and "voice_recruitment": what a worker answers about a workplace, counted by month, and of nobody
// (gateway/store/records/voice.h). The phone only goes into a keyed hash that says "this one was
// counted", and that is gone when the month is over. What cannot be counted is dropped, never
// buried: a dead letter would keep it beside its phone. Tests:
// tests/workers/inquiries/voice_test.cc
#include "gateway/store/records/voice.h"

#include <array>
#include <string_view>

#include "flows/knowledge/site_code.h"
#include "workers/inquiries/inquiry_kind.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

constexpr std::array<std::string_view, 8> kAnswers = {"yes",     "no",     "skip",  "agency",
                                                      "company", "friend", "other", "boss"};

bool IsAnswer(const std::string& said) {
  for (const std::string_view one : kAnswers)
    if (one == said) return true;
  return false;
}

Result<Values> CountAs(const char* survey, const std::vector<std::string>& questions, Lane& lane,
                       const Inquiry& inquiry) {
  Services& services = lane.services();
  store::Voice voice;
  voice.site = FieldOf(inquiry, "site").Reveal();
  // Under duress whoever looks on may have chosen.
  if (inquiry.duress || !flows::IsSiteCode(voice.site)) return Values();
  voice.survey = survey;
  voice.at = inquiry.asked_at;
  for (const std::string& question : questions)
    if (const std::string said = FieldOf(inquiry, question).Reveal(); IsAnswer(said))
      voice.answers.emplace(question, said);
  voice.heard = KeyedHash(*services.keys.store, "voice",
                          flows::voice::MonthOf(voice.at) + "|" + voice.site + "|" + voice.survey +
                              "|" + inquiry.pseudonym);
  TRY(store::VoiceRecords(services.database).Count(voice, lane.Now()));
  return Values();
}

InquiryKind Kind(const char* name, const char* survey, const std::vector<std::string>& questions) {
  return {name,
          {},
          [&] {
            std::vector<std::string> may = questions;
            may.emplace_back("site");
            return may;
          }(),
          {},
          [survey, questions](Lane& lane, const Inquiry& inquiry) {
            return CountAs(survey, questions, lane, inquiry);
          }};
}

const RegisterInquiry kCheckin(Kind("voice_checkin", "checkin",
                                    {"pay", "papers", "hours", "leave", "safe"}));
const RegisterInquiry kRecruitment(Kind("voice_recruitment", "recruitment",
                                        {"fee", "recruiter", "contract"}));

}  // namespace
}  // namespace tipline::workers
