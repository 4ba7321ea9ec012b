#include "gateway/store/records/voice.h"

#include "gateway/store/records/sites.h"
#include "tests/workers/inquiries/inquiry_world.h"

namespace tipline::workers {
namespace {

constexpr const char* kSite = "482135";

class VoiceInquiryTest : public InquiryWorld {
 protected:
  void SetUp() override {
    InquiryWorld::SetUp();
    store::SiteRow row;
    row.code = kSite;
    row.name = "Example Farm, north";
    row.brand = "Example Farms";
    row.country = "GT";
    row.responder_id = "r2";
    ASSERT_TRUE(store::SiteRecords(*database_, keys_).Keep({row}, "tester", clock_.Now()));
  }
  void Answer(const Talk& talk, Fields answers, const char* survey = "voice_checkin") {
    if (!answers.contains("site")) answers["site"] = kSite;
    Ask(talk, survey, std::move(answers));
  }
  // Of this month: "pay yes" -> workers, "" -> all.
  std::map<std::string, int64_t> Counts(const std::string& survey = "checkin") {
    const std::string month = flows::voice::MonthOf(clock_.Now());
    std::map<std::string, int64_t> all;
    const auto counts = store::VoiceRecords(*database_).Counts(kSite, {month, month});
    for (const auto& one : *counts)
      if (one.survey == survey)
        all[one.question + (one.answer.empty() ? "" : " " + one.answer)] = one.workers;
    return all;
  }
};

TEST_P(VoiceInquiryTest, EachPhoneCountsOnceAMonthAndSurvey) {
  Answer({"+254711000042", "c1"}, {{"pay", "yes"}, {"safe", "no"}});
  Answer({"+254711000042", "c2"}, {{"pay", "no"}});  // the same phone, another conversation
  Answer({"+254711000043", "c3"}, {{"pay", "no"}, {"safe", "skip"}});
  EXPECT_EQ(Counts(),
            (std::map<std::string, int64_t>{
                {"", 2}, {"pay yes", 1}, {"pay no", 1}, {"safe no", 1}, {"safe skip", 1}}));
  Answer({"+254711000042", "c1"}, {{"fee", "yes"}, {"recruiter", "agency"}, {"contract", "no"}},
         "voice_recruitment");
  EXPECT_EQ(Counts("recruitment"),
            (std::map<std::string, int64_t>{
                {"", 1}, {"fee yes", 1}, {"recruiter agency", 1}, {"contract no", 1}}));
}

// A buried entry would lie beside its phone.
TEST_P(VoiceInquiryTest, WhatCannotBeCountedIsDropped) {
  struct Row {
    const char* name;
    Talk talk;
    Fields fields;
  };
  Talk forced{"+254711000044", "d"};
  forced.duress = true;
  for (const Row& row :
       std::vector<Row>{{"no such code", {"+254711000042", "a"}, {{"site", "482143"}}},
                        {"no code", {"+254711000042", "b"}, {{"site", ""}}},
                        {"words for a code", {"+254711000042", "c"}, {{"site", "x"}}},
                        {"under duress", forced, {{"pay", "yes"}}}}) {
    Answer(row.talk, row.fields);
    EXPECT_TRUE(Counts().empty()) << row.name;
  }
  Answer({"+254711000042", "e"}, {{"pay", "they pay nothing"}, {"hours", "yes"}});
  EXPECT_EQ(Counts(), (std::map<std::string, int64_t>{{"", 1}, {"hours yes", 1}}));
  EXPECT_TRUE(Cases().empty());
}

// What a worker says goes first to who answers for the workplace, and then to others, but never to
// the company.
TEST_P(VoiceInquiryTest, AGrievanceGoesToTheIndependentResponderFirst) {
  Tip tip = MakeTip("tip1", "the scales are wrong");
  tip.answers = {{"site", kSite}, {"tell_company", "no"}};
  Send(tip);
  ASSERT_TRUE(StepUntil([&] { return Cases().size() == 1 && !TextsTo(NumberOf(2)).empty(); }));
  RunUntilIdle();
  EXPECT_TRUE(TextsTo(NumberOf(1)).empty());
  const Case item = Cases()[0].item;
  ASSERT_EQ(ReferralsOf(item).size(), 1U);
  EXPECT_EQ(ReferralsOf(item)[0].responder_id, "r2");
  Says(2, "N " + item.reference, "say1");
  ASSERT_TRUE(StepUntil([&] { return ReferralsOf(item).size() == 2; }));
  EXPECT_EQ(ReferralsOf(item)[1].responder_id, "r1");
}

TEST_P(VoiceInquiryTest, AGrievanceNeverGoesToTheCompany) {
  store::SiteRow row;
  row.code = "482143";
  row.name = "South";
  row.brand = "Partner 1";  // the name of an organisation of the directory
  row.country = "GT";
  row.responder_id = "r1";  // not independent after all
  ASSERT_TRUE(store::SiteRecords(*database_, keys_).Keep({row}, "tester", clock_.Now()));
  Tip tip = MakeTip("tip1", "the scales are wrong");
  tip.answers = {{"site", "482143"}, {"tell_company", "yes"}};
  Send(tip);
  ASSERT_TRUE(StepUntil([&] { return Cases().size() == 1 && !TextsTo(NumberOf(2)).empty(); }));
  const Case item = Cases()[0].item;
  Says(2, "N " + item.reference, "say1");
  ASSERT_TRUE(StepUntil([&] { return Cases()[0].needs_person; }));
  RunUntilIdle();
  EXPECT_TRUE(TextsTo(NumberOf(1)).empty());
}

TIPLINE_ON_BOTH_ENGINES(VoiceInquiryTest);

}  // namespace
}  // namespace tipline::workers
