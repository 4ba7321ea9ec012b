#include "flows/delivery/failover.h"

#include <gtest/gtest.h>

namespace tipline::flows {
namespace {

Candidate Ok(const char* id) {
  Candidate out;
  out.channel = id;
  return out;
}
Candidate In(const char* id, Health state) {
  Candidate out = Ok(id);
  out.state = state;
  return out;
}

TEST(Failover, WithoutEvidenceItStaysWhereItIs) {
  EXPECT_EQ(ChooseFirst({Ok("a"), Ok("b")}), 0U);
  EXPECT_EQ(ChooseFirst({Ok("a")}), 0U);
  EXPECT_EQ(ChooseFirst({}), 0U);
  EXPECT_EQ(ChooseFirst({In("a", Health::kDegraded), Ok("b")}), 1U);
}

TEST(Failover, LeavesAChannelThatIsDownOrCannotCarryIt) {
  EXPECT_EQ(ChooseFirst({In("a", Health::kDown), In("b", Health::kDown), Ok("c")}), 2U);
  Candidate no = Ok("a");
  no.usable = false;
  EXPECT_EQ(ChooseFirst({no, In("b", Health::kDegraded)}), 1U);
  Candidate down = In("b", Health::kDown);
  EXPECT_EQ(ChooseFirst({no, down}), 0U);  // nothing better: it is held, or tried there
  Candidate curious = In("a", Health::kDown);
  curious.wants_try = true;
  EXPECT_EQ(ChooseFirst({curious, Ok("b")}), 0U);
}

TEST(Failover, PrefersWhatArrives) {
  Candidate bad = In("a", Health::kDegraded);
  Candidate good = In("b", Health::kDegraded);
  bad.delivered_share = 0.4;
  good.delivered_share = 0.9;
  bad.reports = good.reports = kReportsCompared;
  EXPECT_EQ(ChooseFirst({bad, good}), 1U);
  good.reports = kReportsCompared - 1;
  EXPECT_EQ(ChooseFirst({bad, good}), 0U);
  good.reports = kReportsCompared;
  Candidate other = good;
  other.delivered_share = 0.5;
  EXPECT_EQ(ChooseNext({bad, other, good}), 2U);
  EXPECT_EQ(ChooseNext({bad, good, other}), 1U);
  bad.state = Health::kOk;  // it works well enough
  EXPECT_EQ(ChooseFirst({bad, good}), 0U);
}

TEST(Failover, TriesEachOnce) {
  Candidate tried = Ok("b");
  tried.tried = true;
  EXPECT_EQ(ChooseNext({Ok("a"), tried, Ok("c")}), 2U);
  EXPECT_EQ(ChooseNext({Ok("a"), tried}), 0U);
  EXPECT_EQ(ChooseNext({In("a", Health::kDown), tried}), 1U);  // it works again
  tried.state = Health::kDegraded;
  EXPECT_EQ(ChooseNext({In("a", Health::kDown), tried}), 0U);
}

TEST(Failover, WhenToMoveOn) {
  EXPECT_FALSE(MovesOn(Failure::kTemporary, 1, false, Millis(0)));
  EXPECT_TRUE(MovesOn(Failure::kTemporary, kFailuresHere, false, Millis(0)));
  EXPECT_TRUE(MovesOn(Failure::kTemporary, 1, true, Millis(0)));
  EXPECT_TRUE(MovesOn(Failure::kConfig, 1, false, Millis(0)));
  EXPECT_TRUE(MovesOn(Failure::kUnsure, 1, false, Millis(0)));
  EXPECT_FALSE(MovesOn(Failure::kLimited, 9, false, kUrgentInstead));
  EXPECT_TRUE(MovesOn(Failure::kLimited, 1, true, kUrgentInstead));
  EXPECT_TRUE(MovesOn(Failure::kLimited, 1, false, kWaitInstead));
}

}  // namespace
}  // namespace tipline::flows
