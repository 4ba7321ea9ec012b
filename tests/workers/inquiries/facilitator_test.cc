// Facilitators' messages, put together to reports: what belongs to what, what becomes a case, what
// is told back.
#include "tests/workers/inquiries/facilitator_world.h"

namespace tipline::workers {
namespace {

constexpr Millis kHour{3'600'000};

class FacilitatorTest : public FacilitatorWorld {};

TEST_P(FacilitatorTest, APartIsKeptAndCompletedByWhateverComesLater) {
  Fields found = Report("CL; W=brick kiln");
  EXPECT_EQ(found["field_kept"], "CL; W=brick kiln");
  EXPECT_EQ(found["field_missing"], "A, P");
  EXPECT_FALSE(Kept()[0].complete);
  clock_.Forward(kHour * 72);
  found = Report("A=9; P=Kaya");
  EXPECT_EQ(found["field_kept"], "A=9; P=Kaya") << "days later another may hold the phone";
  EXPECT_EQ(found.count("field_missing"), 0U);
  ASSERT_EQ(Kept().size(), 1U);
  EXPECT_EQ(Kept()[0].report, "CL; A=9; P=Kaya; W=brick kiln");
  EXPECT_TRUE(Kept()[0].complete);
}

TEST_P(FacilitatorTest, AFieldAloneCorrectsTheReportThatWasShown) {
  const Fields first = Report("CL; A=12; P=Kaya; W=farm");
  const Fields second = Report("CL; A=9; P=Kaya; W=mine");
  EXPECT_NE(first.at("field_id"), second.at("field_id")) << "another child";
  const Fields found = Report("A=13", {{"id", first.at("field_id")}});
  EXPECT_EQ(found.at("field_kept"), "CL; A=13; P=Kaya; W=farm");
  EXPECT_EQ(Report("A=10").at("field_id"), first.at("field_id")) << "the last changed";
  EXPECT_EQ(Kept()[0].report, "CL; A=10; P=Kaya; W=farm");
  const store::FacilitatorCounts counts = Counts();
  EXPECT_EQ(counts.reports, 2);
  EXPECT_EQ(counts.complete, 2);
  EXPECT_EQ(counts.messages, 4);
  EXPECT_EQ(counts.wrong, 2) << "two corrections";
}

TEST_P(FacilitatorTest, ATypeMayComeLaterToo) {
  EXPECT_EQ(Report("P=Kaya")["field_missing"], "CL/AW/FV");
  const Fields found = Report("AW; N=30; T=school");
  EXPECT_EQ(Kept().size(), 1U);
  EXPECT_EQ(Report("AW; N=30; T=school").at("field_id"), found.at("field_id")) << "sent once more";
  ASSERT_EQ(Kept().size(), 1U);
  EXPECT_EQ(Kept()[0].report, "AW; N=30; P=Kaya; T=school");
  EXPECT_TRUE(Cases().empty()) << "a session is nobody's case";
}

TEST_P(FacilitatorTest, AnOldPartialIsNotGoneOnWith) {
  Report("CL; W=farm");
  clock_.Forward(kHour * 24 * 31);
  EXPECT_EQ(Report("A=9").at("field_kept"), "A=9");
  EXPECT_EQ(Kept().size(), 2U);
}

// A second child must not be put into the report of the first.
TEST_P(FacilitatorTest, AMessageWithATypeIsAnotherReportUnlessItOnlyAddsToWhatIsAtHand) {
  struct Row {
    const char *name, *first, *then;
    int hours;
    bool from_echo, same;
  };
  const Row rows[] = {
      {"only what was missing, soon", "CL; W=brick kiln", "CL; A=9; P=Kaya", 1, false, true},
      {"days later", "CL; W=brick kiln", "CL; A=9; P=Kaya", 72, false, false},
      {"says a field again", "CL; P=Kaya", "CL; A=9; P=Kaya; W=kiln", 1, false, false},
      {"says a field again, to what was shown", "CL; P=Kaya", "CL; A=9; P=Kaya; W=kiln", 1, true,
       true},
      {"says it otherwise, to what was shown", "CL; A=8", "CL; A=9; P=Kaya", 1, true, false},
      {"another like the first", "CL; A=9; P=Kaya; W=kiln", "CL; A=9; P=Kaya; W=kiln; S=f", 1,
       false, false},
      {"the same once more", "CL; A=9; P=Kaya; W=kiln", "CL; A=9; P=Kaya; W=kiln", 5, false, true},
  };
  for (const Row& row : rows) {
    const std::string first = Report(row.first).at("field_id");
    clock_.Forward(kHour * row.hours);
    Fields more;
    if (row.from_echo) more["id"] = first;
    EXPECT_EQ(Report(row.then, more).at("field_id") == first, row.same) << row.name;
    clock_.Forward(kHour * 24 * 31);
  }
}

TEST_P(FacilitatorTest, WhatWasSentBeforeIsShownOnlyWhileTheTalkGoesOn) {
  const Fields first = Report("CL; A=9; P=Kaya; W=kiln");
  EXPECT_EQ(Report("D=3").at("field_kept"), "D=3");
  EXPECT_EQ(Report("D=4", {{"id", first.at("field_id")}}).at("field_kept"),
            "CL; A=9; D=4; P=Kaya; W=kiln");
  clock_.Forward(kHour * 5);
  EXPECT_EQ(Report("D=5", {{"id", first.at("field_id")}}).at("field_kept"), "D=5");
  EXPECT_EQ(Kept()[0].report, "CL; A=9; D=5; P=Kaya; W=kiln");
}

// Whichever way it comes.
TEST_P(FacilitatorTest, ASightingBecomesOneCaseAtOnceWithAllThatIsKnown) {
  Report("CL; P=Kaya", {{"unread", "crying"}});
  ASSERT_EQ(Cases().size(), 1U);
  EXPECT_TRUE(Cases()[0].item.child);
  Report("A=9; W=mine");
  ASSERT_EQ(Cases().size(), 1U);
  const auto shown = services_->cases.Show(Cases()[0].item.id, "test", clock_.Now());
  ASSERT_TRUE(shown.has_value());
  ASSERT_EQ(shown->tips.size(), 2U);
  EXPECT_EQ(shown->tips[0].tip->text.Reveal(), "CL; P=Kaya; crying");
  EXPECT_EQ(shown->tips[1].tip->text.Reveal(), "CL; A=9; P=Kaya; W=mine");
  EXPECT_TRUE(shown->tips[1].tip->number.empty());
  EXPECT_EQ(Counts().wrong, 1);
}

TEST_P(FacilitatorTest, OnlyFacilitatorsCanAndOnlyWhileTheyAre) {
  Enrol("1414213562", "+254711000043", "nurse");
  EXPECT_EQ(Report("CL; A=9", {}, "+254711000043"), Fields());
  EXPECT_EQ(Report("CL; A=9", {}, "+254711000044"), Fields());
  ASSERT_TRUE(store::VerifiedRoles(*database_, keys_)
                  .Withdraw(ids_["+254711000042"], "amina", clock_.Now())
                  .has_value());
  EXPECT_EQ(Report("CL; A=9"), Fields());
  EXPECT_TRUE(Cases().empty());
}

TIPLINE_ON_BOTH_ENGINES(FacilitatorTest);

}  // namespace
}  // namespace tipline::workers
