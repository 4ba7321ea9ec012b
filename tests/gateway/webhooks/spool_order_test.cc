#include "gateway/webhooks/spool_order.h"

#include <memory>

#include <gtest/gtest.h>

#include "tests/gateway/base/fresh_key.h"
#include "tests/support/temp_dir.h"

namespace tipline::gateway {
namespace {

class SpoolOrderTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto().has_value()); }
  void Open(const Key& key) {
    order_.reset();
    spool_.reset();
    spool_ = *store::Spool::Open(dir_ / "spool", key);
    order_ = std::make_unique<SpoolOrder>(*spool_);
  }
  void Append(const std::string& pseudonym) {
    ASSERT_TRUE(order_->Append(pseudonym, {"generic", TimePoint{}, "{}"}).has_value());
  }
  // The first in line is in Redis now.
  void Replay() {
    ASSERT_TRUE((*spool_->ReadNext()).has_value());
    ASSERT_TRUE(spool_->Confirm().has_value());
  }

  testing::TempDir dir_;
  const Key key_ = testing::FreshKey();
  const Key other_key_ = testing::FreshKey();
  std::unique_ptr<store::Spool> spool_;
  std::unique_ptr<SpoolOrder> order_;
};

TEST_F(SpoolOrderTest, WhoHasAMessageInTheSpoolWaitsBehindIt) {
  Open(key_);
  EXPECT_FALSE(order_->MustWait("a"));
  Append("a");
  Append("a");
  EXPECT_TRUE(order_->MustWait("a"));
  EXPECT_FALSE(order_->MustWait("b"));
  Replay();
  EXPECT_TRUE(order_->MustWait("a"));
  Replay();
  EXPECT_FALSE(order_->MustWait("a"));
}

TEST_F(SpoolOrderTest, EverybodyWaitsForWhatAnEarlierProcessLeft) {
  Open(key_);
  Append("x");
  Append("y");
  Open(key_);
  Append("a");
  EXPECT_TRUE(order_->MustWait("b"));
  Replay();
  EXPECT_TRUE(order_->MustWait("b"));
  Replay();
  EXPECT_FALSE(order_->MustWait("b"));
  EXPECT_TRUE(order_->MustWait("a"));
  Replay();
  EXPECT_FALSE(order_->MustWait("a"));
}

TEST_F(SpoolOrderTest, NobodyWaitsForWhatAnotherKeySealed) {
  Open(other_key_);
  Append("x");
  Append("y");
  Open(key_);
  Append("a");
  Replay();  // sets two aside, then takes that of "a"
  EXPECT_EQ(spool_->damaged(), 2U);
  for (const char* pseudonym : {"a", "b", "x"})
    EXPECT_FALSE(order_->MustWait(pseudonym)) << pseudonym;
}

TEST_F(SpoolOrderTest, AnAppendThatFailedHoldsNobodyUp) {
  Open(key_);
  const store::SpoolEntry huge{"generic", TimePoint{}, std::string(size_t{2} << 20, 'x')};
  EXPECT_FALSE(order_->Append("a", huge).has_value());
  EXPECT_FALSE(order_->MustWait("a"));
}

TEST_F(SpoolOrderTest, ManyPeopleAreForgottenAgain) {
  Open(key_);
  for (int i = 0; i < 1500; ++i) {
    Append(std::to_string(i));
    if (i % 2 == 0) Replay();
  }
  EXPECT_FALSE(order_->MustWait("749"));
  EXPECT_TRUE(order_->MustWait("750"));
}

}  // namespace
}  // namespace tipline::gateway
