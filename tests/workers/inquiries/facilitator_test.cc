// Facilitators' messages, put together to reports: what belongs to what, what becomes a case, and
// who does not get it.
#include "gateway/base/ids.h"
#include "gateway/store/records/facilitator_reports.h"
#include "gateway/store/records/roles.h"
#include "tests/workers/inquiries/inquiry_world.h"

namespace tipline::workers {
namespace {

constexpr Millis kHour{3'600'000};
constexpr const char* kNeeds = "cl!:awp aw:pnt fv:pr";

class FacilitatorTest : public InquiryWorld {
 protected:
  void SetUp() override {
    InquiryWorld::SetUp();
    Enrol("2718281828", "+254711000042");
  }
  void Enrol(const std::string& code, const std::string& number, const char* role = "facilitator") {
    store::VerifiedRole one;
    one.id = NewUlid(clock_.Now());
    one.role = role;
    one.country = "BF";
    one.district = "Kaya";
    one.supervisor = "org1";
    one.own = {"Vandoro Farms", "Ouedraogo"};
    one.made_at = clock_.Now();
    one.expires_at = clock_.Now() + kHour;
    ASSERT_TRUE(store::VerifiedRoles(*database_, keys_).Add(one, Secret(code), "amina"));
    ASSERT_EQ(Ask({number, "join"}, "role_join", {{"code", code}}).size(), 1U);
    ids_[number] = one.id;
  }
  Fields Report(const std::string& report, Fields more = {},
                const std::string& number = "+254711000042") {
    more["report"] = report;
    more["needs"] = kNeeds;
    clock_.Forward(Millis(1000));
    return Ask({number, "field"}, "facilitator_report", std::move(more));
  }
  std::vector<store::FacilitatorReport> Kept(const std::string& number = "+254711000042") {
    return *store::FacilitatorReports(*database_, keys_).Of(ids_[number], TimePoint{});
  }
  store::FacilitatorCounts Counts(const std::string& number = "+254711000042") {
    return (*store::FacilitatorReports(*database_, keys_).Count(TimePoint{}))[ids_[number]];
  }

  std::map<std::string, std::string> ids_;
};

TEST_P(FacilitatorTest, APartIsKeptAndCompletedByWhateverComesLater) {
  Fields found = Report("CL; W=brick kiln");
  EXPECT_EQ(found["field_kept"], "CL; W=brick kiln");
  EXPECT_EQ(found["field_missing"], "A, P");
  EXPECT_FALSE(Kept()[0].complete);
  clock_.Forward(kHour * 72);
  found = Report("A=9; P=Kaya");
  EXPECT_EQ(found["field_kept"], "CL; A=9; P=Kaya; W=brick kiln");
  EXPECT_EQ(found.count("field_missing"), 0U);
  ASSERT_EQ(Kept().size(), 1U);
  EXPECT_TRUE(Kept()[0].complete);
}

TEST_P(FacilitatorTest, AFieldAloneCorrectsTheReportThatWasShown) {
  const Fields first = Report("CL; A=12; P=Kaya; W=farm");
  const Fields second = Report("CL; A=9; P=Kaya; W=mine");
  EXPECT_NE(first.at("field_id"), second.at("field_id")) << "another child";
  const Fields found = Report("A=13", {{"id", first.at("field_id")}});
  EXPECT_EQ(found.at("field_kept"), "CL; A=13; P=Kaya; W=farm");
  EXPECT_EQ(Report("A=10").at("field_kept"), "CL; A=10; P=Kaya; W=farm") << "the last changed";
  const store::FacilitatorCounts counts = Counts();
  EXPECT_EQ(counts.reports, 2);
  EXPECT_EQ(counts.complete, 2);
  EXPECT_EQ(counts.messages, 4);
  EXPECT_EQ(counts.wrong, 2) << "two corrections";
}

TEST_P(FacilitatorTest, ATypeMayComeLaterToo) {
  EXPECT_EQ(Report("P=Kaya")["field_missing"], "CL/AW/FV");
  const Fields found = Report("AW; N=30; T=school");
  EXPECT_EQ(found.at("field_kept"), "AW; N=30; P=Kaya; T=school");
  EXPECT_EQ(Kept().size(), 1U);
  EXPECT_EQ(Report("AW; N=30; T=school").at("field_kept"), found.at("field_kept"))
      << "sent once more";
  EXPECT_EQ(Kept().size(), 1U);
  EXPECT_TRUE(Cases().empty()) << "a session is nobody's case";
}

TEST_P(FacilitatorTest, AnOldPartialIsNotGoneOnWith) {
  Report("CL; W=farm");
  clock_.Forward(kHour * 24 * 31);
  EXPECT_EQ(Report("A=9").at("field_kept"), "A=9");
  EXPECT_EQ(Kept().size(), 2U);
}

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

TEST_P(FacilitatorTest, WhatNamesTheirOwnGoesElsewhere) {
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

TEST_P(FacilitatorTest, NamedOnlyLaterTheOfferIsTakenBack) {
  Report("CL; A=9; P=Kaya");
  ASSERT_EQ(Cases().size(), 1U);
  Report("W=vandoro farms");
  for (const Referral& one : ReferralsOf(Cases()[0].item))
    if (one.responder_id == "r1") {
      EXPECT_EQ(one.status, "withdrawn");
    }
  EXPECT_TRUE(Kept()[0].rerouted);
}

TEST_P(FacilitatorTest, NobodySeesOrChangesWhatAnotherSent) {
  Enrol("1414213562", "+254711000043");
  const Fields first = Report("CL; A=9");
  const Fields other = Report("W=mine", {{"id", first.at("field_id")}}, "+254711000043");
  EXPECT_EQ(other.at("field_kept"), "W=mine");
  EXPECT_EQ(Kept()[0].report, "CL; A=9");
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
