// All that facilitators send is kept as typed, once, and goes to nobody whom it is about.
#include "gateway/store/live/streams.h"
#include "tests/workers/inquiries/facilitator_world.h"

namespace tipline::workers {
namespace {

class FacilitatorWordsTest : public FacilitatorWorld {};

TEST_P(FacilitatorWordsTest, AllWordsAreKeptAsTypedHoweverLittleIsToldBack) {
  std::string typed = "CL P ";
  for (int i = 0; i < 40; ++i)
    typed += "behind the mill ";
  typed += "where Ouedraogo lives";
  Report("CL; P=behind the mill", {{"words", typed}});
  ASSERT_EQ(Kept().size(), 1U);
  EXPECT_TRUE(Kept()[0].rerouted) << "the name stands where nothing of it was read";
  const auto words = store::FacilitatorReports(*database_, keys_).WordsOf(Kept()[0].id);
  ASSERT_TRUE(words.has_value());
  ASSERT_EQ(words->size(), 1U);
  EXPECT_EQ(words->front().Reveal(), typed);
  ASSERT_EQ(Cases().size(), 1U);
  const auto tips = services_->cases.TipsOf(Cases()[0].item.id);
  ASSERT_TRUE(tips.has_value());
  EXPECT_NE(tips->front().tip->text.Reveal().find(typed), std::string::npos);
}

TEST_P(FacilitatorWordsTest, WordsOfDangerMakeACaseWhateverTheMessageWasFor) {
  Report("AW; N=30; P=Kaya; T=school", {{"words", "AW N30 P Kaya T school"}});
  EXPECT_TRUE(Cases().empty());
  Report("AW; N=8; P=Kaya; T=girls",
         {{"words", "AW N8 P Kaya T girls they are locked in and he will kill them"}});
  ASSERT_EQ(Cases().size(), 1U);
  EXPECT_LE(Cases()[0].item.priority, Priority::kP1);
}

TEST_P(FacilitatorWordsTest, AMessageThatIsLateDoesNotWriteOverAnother) {
  store::FacilitatorReports records(*database_, keys_);
  const std::string id = Report("CL; P=Kaya").at("field_id");
  store::FacilitatorReport slept = Kept()[0];
  Report("A=9; W=vandoro farms", {{"id", id}});
  slept.report = "CL; N=2; P=Kaya";
  const store::FacilitatorMessage message{"late", clock_.Now(), false};
  const Status kept = records.Keep(slept, message);
  ASSERT_FALSE(kept.has_value());
  EXPECT_EQ(kept.error().code, Code::kConflict);
  EXPECT_EQ(Kept()[0].report, "CL; A=9; P=Kaya; W=vandoro farms");
  EXPECT_TRUE(Kept()[0].rerouted);
  EXPECT_FALSE(*records.OfMessage("late")) << "it is taken anew";
  store::FacilitatorReport again = Kept()[0];
  again.rerouted = false;
  ASSERT_TRUE(records.Keep(again, message).has_value());
  EXPECT_TRUE(Kept()[0].rerouted);
}

TEST_P(FacilitatorWordsTest, NothingTellsTheSupervisorThatSomethingIsKeptFromThem) {
  Report("CL; A=9; P=Kaya; W=farm");
  const auto last = [&] {
    return (*store::FacilitatorReports(*database_, keys_).LastMessages())[ids_["+254711000042"]];
  };
  const store::FacilitatorCounts before = Counts();
  const TimePoint seen = last();
  Report("CL; A=8; P=Kaya; W=vandoro farms", {{"unread", "xx"}});
  EXPECT_EQ(Counts().messages, before.messages);
  EXPECT_EQ(Counts().wrong, before.wrong);
  EXPECT_EQ(last(), seen);
}

TEST_P(FacilitatorWordsTest, AnyTipFromTheirPhoneThatNamesTheirOwnIsKeptFromTheSupervisor) {
  Tip tip = MakeTip("tip1", "a girl works in the house of Ouedraogo");
  tip.pseudonym = Pseudonym(keys_, "+254711000042");
  Send(tip);
  Tip said = MakeTip("tip2", "");
  said.pseudonym = tip.pseudonym;
  said.said.push_back({clock_.Now(), "seen", Secret<std::string>("at Vandoro Farms"), ""});
  Send(said);
  Tip other = MakeTip("tip3", "a girl works at Ouedraogo");
  Send(other);
  RunUntilIdle();
  ASSERT_EQ(Cases().size(), 3U);
  int asked = 0;
  for (const store::CaseRow& row : Cases())
    for (const Referral& one : ReferralsOf(row.item))
      if (one.responder_id == "r1") {
        ++asked;
        EXPECT_EQ(row.item.pseudonym, other.pseudonym);
      }
  EXPECT_EQ(asked, 1);
}

TEST_P(FacilitatorWordsTest, WhatNamesTheirOwnGoesElsewhere) {
  Report("CL; A=9; P=Kaya; W=vandorro farm");
  Report("AW; N=3; P=chez Ouedraogo; T=school");
  Report("CL; A=9; P=Kaya; W=a farm");
  int rerouted = 0;
  for (const store::FacilitatorReport& one : Kept())
    rerouted += one.rerouted ? 1 : 0;
  EXPECT_EQ(rerouted, 2);
  EXPECT_EQ(Counts().reports, 1) << "the supervisor does not see that there are more";
  const auto cases = Cases();
  ASSERT_EQ(cases.size(), 3U) << "a session too, where somebody is named";
  int asked_supervisor = 0;
  for (const store::CaseRow& row : cases)
    for (const Referral& one : ReferralsOf(row.item))
      asked_supervisor += one.responder_id == "r1" ? 1 : 0;
  EXPECT_EQ(asked_supervisor, 1) << "only the third one, first in order as it is";
}

TEST_P(FacilitatorWordsTest, NamedOnlyLaterTheOfferIsTakenBack) {
  Report("CL; A=9; P=Kaya");
  ASSERT_EQ(Cases().size(), 1U);
  Report("W=vandoro farms");
  for (const Referral& one : ReferralsOf(Cases()[0].item))
    if (one.responder_id == "r1") {
      EXPECT_EQ(one.status, "withdrawn");
    }
  EXPECT_TRUE(Kept()[0].rerouted);
}

// Empty: the flow files the words as they came, as those of anybody.
TEST_P(FacilitatorWordsTest, WithoutARoleThatOpensTheMessageIsAnsweredForTheFlowToFileIt) {
  Say("UPDATE roles SET details_sealed = 'no box'");
  EXPECT_TRUE(Report("CL; A=9; P=Kaya; W=mine").empty());
  EXPECT_EQ(*store::Streams(*redis_, settings_.partitions, "test").DeadCount(), 0);
}

TEST_P(FacilitatorWordsTest, OneReportThatDoesNotOpenIsInNobodysWay) {
  Report("CL; A=9; P=Kaya; W=mine");
  Say("UPDATE facilitator_reports SET fields_sealed = 'no box'");
  EXPECT_EQ(Report("CL; A=8; P=Kaya; W=farm").at("field_kept"), "CL; A=8; P=Kaya; W=farm");
  EXPECT_EQ(Kept().size(), 1U);
  EXPECT_EQ(Cases().size(), 2U);
  EXPECT_EQ(*store::Streams(*redis_, settings_.partitions, "test").DeadCount(), 0);
}

TEST_P(FacilitatorWordsTest, NobodySeesOrChangesWhatAnotherSent) {
  Enrol("1414213562", "+254711000043");
  const Fields first = Report("CL; A=9");
  const Fields other = Report("W=mine", {{"id", first.at("field_id")}}, "+254711000043");
  EXPECT_EQ(other.at("field_kept"), "W=mine");
  EXPECT_EQ(Kept()[0].report, "CL; A=9");
}

TIPLINE_ON_BOTH_ENGINES(FacilitatorWordsTest);

}  // namespace
}  // namespace tipline::workers
