// When something is forgotten: numbers, a few at a time, by which rules, and by which clock.
#include <filesystem>

#include <gmock/gmock.h>

#include "gateway/store/records/contacts.h"
#include "gateway/store/records/retention.h"
#include "tests/workers/jobs/retention_world.h"

namespace tipline::workers {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;

class RetentionTime : public RetentionWorld {};
TIPLINE_ON_BOTH_ENGINES(RetentionTime);

TEST_P(RetentionTime, AFewAtATime) {
  for (int i = 0; i < kForgottenAtOnce + 10; ++i)
    Close(TakeIn("tip" + std::to_string(i)));
  Pass(days(91));
  Look(true);
  EXPECT_EQ(Rows("cases WHERE words_kept = 1"), 10);
  Look(false);
  EXPECT_EQ(Rows("cases WHERE words_kept = 1"), 0);
}

TEST_P(RetentionTime, NumbersGoThirtyDaysAfterTheyWereNeeded) {
  const Case item = TakeIn("tip1");
  store::ContactVault vault(*database_, keys_);
  Pass(days(40));
  Look();
  ASSERT_TRUE(*vault.Has(item.pseudonym)) << "the case is open";
  Close(item);
  Pass(days(30) - minutes(1));
  Look();
  EXPECT_TRUE(*vault.Has(item.pseudonym));
  Pass(minutes(2));
  Look();
  EXPECT_FALSE(*vault.Has(item.pseudonym));
  EXPECT_EQ(Rows("audit WHERE action = 'numbers_forgotten' AND detail = '1'"), 1);
  EXPECT_TRUE(HasWords(item)) << "the words have their own time";
}

TEST_P(RetentionTime, AMachineThatWokeUpInAnotherYearForgetsNothingForADay) {
  const Case item = TakeIn("tip1");
  Close(item);
  clock_.Set(days(400));
  Look();
  Pass(hours(23));
  Look();
  EXPECT_TRUE(HasWords(item));
  clock_.Set(-days(400));  // somebody set it right
  Pass(hours(30));
  Look();
  EXPECT_TRUE(HasWords(item));
  EXPECT_EQ(Rows("contacts"), 1);
  Pass(days(91));
  Look();
  EXPECT_FALSE(HasWords(item));
}

TEST_P(RetentionTime, ByTheRulesOfTheInstallationAndByNoneThatCannotBeRead) {
  const Case item = TakeIn("tip1");
  Close(item);
  Pass(days(11));
  Rules(R"({"words_days":0})");
  const auto looked = chores_->Look();
  ASSERT_FALSE(looked.has_value());
  EXPECT_THAT(looked.error().message, HasSubstr("retention.json: /words_days"));
  EXPECT_TRUE(HasWords(item));
  Rules(R"({"words_days":12})");
  Look();
  EXPECT_TRUE(HasWords(item));
  Pass(days(1) + minutes(1));
  Look();
  EXPECT_FALSE(HasWords(item));
}

// The console of another machine closed them.
TEST_P(RetentionTime, ACaseThatWasClosedByAWrongClockIsKeptFromItsLastWordsOn) {
  const Case behind = TakeIn("behind"), ahead = TakeIn("ahead");
  const std::string closed = "UPDATE cases SET status = 'closed', closed_at = ";
  Say(closed + std::to_string(ToMillis(clock_.Now() - days(300))) + " WHERE id = '" + behind.id +
      "'");
  Say(closed + std::to_string(ToMillis(clock_.Now() + days(300))) + " WHERE id = '" + ahead.id +
      "'");
  store::RetentionRecords records(*database_, keys_);
  const TimePoint heard = clock_.Now();
  Pass(days(60));
  Look();
  EXPECT_TRUE(HasWords(behind));
  const auto seen = records.Closed({}, clock_.Now(), 10);
  ASSERT_TRUE(seen && seen->size() == 1);
  EXPECT_GE(seen->front().since, heard - hours(26));
  EXPECT_EQ(*records.CountAhead(clock_.Now()), 1);
  Pass(days(31));
  Look();
  EXPECT_FALSE(HasWords(behind));
  EXPECT_TRUE(HasWords(ahead));
}

// The gateway's clock was; the console's, which closed it, was not.
TEST_P(RetentionTime, WhatWasTakenInByAClockThatWasAheadIsCounted) {
  const Case item = TakeIn("tip1"), begun = TakeIn("tip2"), open = TakeIn("tip3");
  Close(item);
  Close(begun);
  store::RetentionRecords records(*database_, keys_);
  EXPECT_EQ(*records.CountAhead(clock_.Now()), 0);
  const std::string ahead = std::to_string(ToMillis(clock_.Now() + days(700)));
  for (const Case& one : {item, open})
    Say("UPDATE tips SET received_at = " + ahead + " WHERE case_id = '" + one.id + "'");
  EXPECT_EQ(*records.CountAhead(clock_.Now()), 1);
  Say("UPDATE cases SET created_at = " + ahead + " WHERE id = '" + begun.id + "'");
  EXPECT_EQ(*records.CountAhead(clock_.Now()), 2);
  Pass(days(701));
  EXPECT_EQ(*records.CountAhead(clock_.Now()), 0);
}

TEST_P(RetentionTime, WithoutRulesNothingGoes) {
  const Case item = TakeIn("tip1");
  Close(item);
  Pass(days(400));
  ASSERT_NO_FATAL_FAILURE(Beat(clock_.Now()));
  const auto refuses = [&](Code code) {
    const auto looked = chores_->Look();
    EXPECT_EQ(looked ? Code::kInternal : looked.error().code, code);
    EXPECT_TRUE(HasWords(item));
    EXPECT_EQ(Rows("contacts"), 1);
  };
  const std::string file = dir_ / "retention.json";
  std::filesystem::remove(file);
  refuses(Code::kNotFound);
  std::filesystem::create_symlink(file, file);  // whatever it is, it is not read
  refuses(Code::kUnavailable);
  std::filesystem::remove(file);
  settings_.file.clear();
  refuses(Code::kNotFound);
  Rules("{}");
  Look();
  EXPECT_FALSE(HasWords(item));
}

TEST_P(RetentionTime, NothingGoesByAClockThatIsNotTheOneOfGatewayAndWorkers) {
  const Case item = TakeIn("tip1");
  Close(item);
  Pass(days(100));
  for (const Millis off : {Millis(days(-100)), Millis(days(100)), Millis(minutes(-6))}) {
    ASSERT_NO_FATAL_FAILURE(Beat(clock_.Now() + off));
    const auto looked = chores_->Look();
    ASSERT_TRUE(looked.has_value()) << looked.error().message;
    EXPECT_TRUE(HasWords(item)) << off.count();
    EXPECT_EQ(Rows("contacts"), 1);
  }
  Look();
  EXPECT_FALSE(HasWords(item));
}

}  // namespace
}  // namespace tipline::workers
