#include "gateway/store/records/checkins.h"

#include <thread>
#include <vector>

#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class CheckinsTest : public EnginesTest {
 protected:
  Traveller Make(const std::string& id) const {
    Traveller one;
    one.id = id;
    one.pseudonym = "p" + id;
    one.nickname = "Asha";
    one.number = Secret<std::string>("+254711000001");
    one.plan.channel = "c";
    one.created_at = now_;
    return one;
  }
  void Spoil(const std::string& id) {
    const Status done = db().Write([&](soci::session& sql) -> Status {
      sql << "UPDATE travellers SET details_sealed = 'AAAA' WHERE id = '" + id + "'";
      return Unit{};
    });
    ASSERT_TRUE(done.has_value());
  }
};

TEST_P(CheckinsTest, ChangesOfTheWatchAtTheSameTimeAreAllKept) {
  constexpr int kEach = 20;
  std::vector<std::thread> threads;
  std::vector<int> failed(2, 0);
  for (int who = 0; who < 2; ++who)
    threads.emplace_back([&, who] {
      const auto own = OpenAgain();
      Checkins records(*own, keys());
      for (int i = 0; i < kEach; ++i) {
        const auto done = records.ChangeWatch([&](flows::Watch watch) {
          watch.outages.push_back(
              {"c" + std::to_string(who), now_ + Millis(i), now_, "staff", true});
          return watch;
        });
        if (!done) ++failed[static_cast<size_t>(who)];
      }
    });
  for (std::thread& one : threads)
    one.join();
  EXPECT_EQ(failed, (std::vector<int>{0, 0}));
  EXPECT_EQ(Checkins(db(), keys()).ReadWatch()->outages.size(), size_t{2 * kEach});
}

TEST_P(CheckinsTest, OneThatDoesNotOpenDoesNotHideTheOthers) {
  Checkins records(db(), keys());
  for (const char* id : {"a", "b", "c"})
    ASSERT_TRUE(records.Enrol(Make(id)).has_value());
  ASSERT_NO_FATAL_FAILURE(Spoil("a"));
  const auto all = records.List("", 2);
  ASSERT_TRUE(all.has_value());
  ASSERT_EQ(all->size(), 2U) << "a page is full";
  EXPECT_EQ(all->front().id, "b");
  EXPECT_FALSE(records.Find("a").has_value());
}

TEST_P(CheckinsTest, WhatIsOverIsListedOnlyIfItIsAskedFor) {
  Checkins records(db(), keys());
  Traveller one = Make("a");
  ASSERT_TRUE(records.Enrol(one).has_value());
  one.revision = 1;
  one.ended_at = now_;
  one.trouble_at = now_;
  ASSERT_TRUE(records.Save(one, "", now_).has_value());
  EXPECT_TRUE(records.List("", 10)->empty());
  const auto all = records.List("", 10, true);
  ASSERT_TRUE(all && all->size() == 1);
  EXPECT_EQ(all->front().trouble_at, now_);
  EXPECT_EQ(all->front().dialled_at, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Engines, CheckinsTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace tipline::store
