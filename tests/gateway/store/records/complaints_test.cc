#include "gateway/store/records/complaints.h"

#include "gateway/store/records/query.h"
#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class ComplaintsTest : public EnginesTest {
 protected:
  ComplaintKept Keep(const std::string& id, const std::string& conversation, Millis after,
                     const std::string& agency = "a", const std::string& phone = "p") {
    Complaint one;
    one.id = id;
    one.at = now_ + after;
    one.agency = agency;
    one.known = true;
    one.kind = "fee";
    one.conversation = conversation;
    one.pseudonym = phone;
    one.name = Secret<std::string>("Zentara");
    one.amount = Secret<std::string>("500");
    const auto kept = ComplaintRecords(db(), keys()).Keep(one);
    EXPECT_TRUE(kept) << (kept ? "" : kept.error().message);
    return kept ? *kept : ComplaintKept{};
  }
  std::vector<ComplaintCount> Counts() {
    return *ComplaintRecords(db(), keys()).Since(now_ - kComplaintSpan);
  }
};

constexpr Millis kDay{24 * 3600 * 1000};

TEST_P(ComplaintsTest, TheThirdConversationWithinTheSpanAlertsOnce) {
  EXPECT_FALSE(Keep("1", "c1", kDay).alerts);
  EXPECT_FALSE(Keep("2", "c1", 2 * kDay).alerts) << "the same conversation";
  EXPECT_FALSE(Keep("3", "c2", 3 * kDay, "a", "q").alerts);
  EXPECT_FALSE(Keep("4", "c9", 3 * kDay, "b").alerts) << "another recruiter";
  const ComplaintKept third = Keep("5", "c3", 90 * kDay);
  EXPECT_TRUE(third.alerts);
  EXPECT_EQ(third.complaints, 3);
  EXPECT_FALSE(Keep("6", "c4", 90 * kDay + Millis(1)).alerts) << "one alert in the span";
  const ComplaintKept again = Keep("5", "c3", 90 * kDay);
  EXPECT_FALSE(again.fresh);
  EXPECT_TRUE(again.alerts) << "after a crash the alert goes on";
  const auto counts = Counts();
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].complaints, 4);
  EXPECT_EQ(counts[0].phones, 2);
  EXPECT_EQ(counts[0].name.Reveal(), "Zentara");
  EXPECT_TRUE(counts[0].alerted_at);
  EXPECT_FALSE(counts[1].alerted_at);
}

TEST_P(ComplaintsTest, OnesThatWereForgottenCountEachAndTheNameStays) {
  Keep("1", "c1", kDay, "a", "p");
  Keep("2", "c2", 2 * kDay, "a", "q");
  Keep("3", "c3", 3 * kDay, "a", "r");
  const Status forgotten = db().Write([](soci::session& sql) -> Status {
    Execute(sql, "UPDATE complaints SET details_sealed = '', pseudonym = '' WHERE id <> '1'");
    return Unit{};
  });
  ASSERT_TRUE(forgotten);
  const auto counts = Counts();
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0].phones, 3);
  EXPECT_EQ(counts[0].name.Reveal(), "Zentara");
}

TEST_P(ComplaintsTest, OldOnesDoNotCount) {
  Keep("1", "c1", Millis(0));
  Keep("2", "c2", kDay);
  EXPECT_FALSE(Keep("3", "c3", 90 * kDay).alerts) << "the first is 90 days old";
  EXPECT_TRUE(Keep("4", "c4", 90 * kDay + Millis(1)).alerts);
}

INSTANTIATE_TEST_SUITE_P(Engines, ComplaintsTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
