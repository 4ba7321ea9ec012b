#include "flows/delivery/order.h"

#include <map>

#include <gtest/gtest.h>

namespace tipline::flows {
namespace {

TEST(Order, RepliesThenAlertsThenNotices) {
  Waiting all{Millis(0), Millis(0), Millis(0), Millis(0)};
  for (uint64_t turn = 0; turn < 16; ++turn)
    EXPECT_EQ(WhoIsNext(all, turn), NextOut::kReply) << turn;
  all.reply.reset();
  EXPECT_EQ(WhoIsNext(all, 0), NextOut::kUrgent);
  all.urgent.reset();
  EXPECT_EQ(WhoIsNext(all, 0), NextOut::kAlert);
  all.alert.reset();
  EXPECT_EQ(WhoIsNext(all, 0), NextOut::kNotice);
  EXPECT_EQ(WhoIsNext({}, 0), NextOut::kNobody);
}

// What leaves in a hundred turns while everything keeps coming.
std::map<NextOut, int> Shares(const Waiting& waiting) {
  std::map<NextOut, int> out;
  for (uint64_t turn = 0; turn < 160; ++turn)
    ++out[WhoIsNext(waiting, turn)];
  return out;
}

TEST(Order, AnUrgentAlertWaitsForSecondsOnlyAndRepliesStillGo) {
  auto shares = Shares({kUrgentWaits, Millis(0), kUrgentWaits, {}});
  EXPECT_EQ(shares[NextOut::kUrgent], 120);
  EXPECT_EQ(shares[NextOut::kReply], 40);
  shares = Shares({kUrgentWaits - Millis(1), Millis(0), kUrgentWaits, {}});
  EXPECT_EQ(shares[NextOut::kReply], 160);
}

TEST(Order, NobodyStarves) {
  auto shares = Shares({kUrgentWaits, Millis(0), kAlertWaits, kNoticeWaits});
  EXPECT_EQ(shares[NextOut::kAlert], 20);
  EXPECT_EQ(shares[NextOut::kNotice], 10);
  EXPECT_GT(shares[NextOut::kReply], 30);
  EXPECT_GT(shares[NextOut::kUrgent], 80);
}

}  // namespace
}  // namespace tipline::flows
