// The rules of what is kept, and 10,000 cases over thirty days by a simulated clock: looked at once
// an hour, with an outage of ours of six hours and a clock that jumps three years ahead.
#include "flows/cases/retention.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tipline::flows {
namespace {

using nlohmann::json;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const TimePoint kRetentionStart = *ParseTime("2026-12-01T00:00:00Z");

json RetentionData() {
  std::ifstream in(std::filesystem::path(TIPLINE_SOURCE_DIR) / "tests/data/cases/retention.json");
  return json::parse(in);
}

TEST(Retention, RulesAsAFileHasThem) {
  const json data = RetentionData();
  for (const json& one : data.at("rules")) {
    SCOPED_TRACE(one.at("name").get<std::string>());
    const auto rules = ReadRetentionRules(one.at("text").get<std::string>());
    ASSERT_EQ(rules.has_value(), !one.contains("wrong"));
    if (!rules) {
      EXPECT_EQ(rules.error().code, Code::kInvalid);
      EXPECT_EQ(rules.error().message, one["wrong"]);
      continue;
    }
    EXPECT_EQ(rules->words, days(one.at("words").get<int>()));
    EXPECT_EQ(rules->non_case, days(one.at("non_case").get<int>()));
    EXPECT_EQ(rules->numbers, days(one.at("numbers").get<int>()));
  }
}

TEST(Retention, TheWordsOfACaseGoAfterSoManyDays) {
  const json data = RetentionData();
  for (const json& one : data.at("cases")) {
    SCOPED_TRACE(one.at("name").get<std::string>());
    const auto rules = ReadRetentionRules(one.value("rules", "{}"));
    ASSERT_TRUE(rules.has_value());
    const TimePoint at = ForgetWordsAt(*rules, one.at("status").get<std::string>(),
                                       one.at("place").get<std::string>(), kRetentionStart);
    EXPECT_EQ(at, kRetentionStart + days(one.at("days").get<int>()));
    EXPECT_GE(FirstForgotten(*rules, at), kRetentionStart) << "it would not be looked at";
  }
}

TEST(Retention, NothingGoesForADayAfterAClockThatCannotBeTrusted) {
  struct Row {
    const char* name;
    Outage outage;
    bool trusted;
  };
  const TimePoint now = kRetentionStart;
  const std::array rows = {
      Row{"away for six hours", {"", now - hours(7), now - hours(1), "away"}, true},
      Row{"away for four days, until now", {"", now - days(4), now, "away"}, false},
      Row{"three years, until an hour ago", {"", now - days(1100), now - hours(1), "away"}, false},
      Row{"a day later", {"", now - days(1100), now - hours(24), "away"}, true},
      Row{"it still lasts", {"", now - days(4), std::nullopt, "away"}, false},
      Row{"set back", {"", now - hours(1), now - hours(1), "clock"}, false},
      Row{"set back yesterday", {"", now - hours(25), now - hours(25), "clock"}, true},
      Row{"only a channel", {"a", now - days(9), std::nullopt, "down"}, true},
      Row{"alarms are paused by staff", {"", now - days(9), std::nullopt, "staff"}, true},
  };
  for (const Row& row : rows) {
    Watch watch;
    watch.beat_at = now;
    watch.outages = {row.outage};
    EXPECT_EQ(TrustsClock(watch, {hours(1), false}, now), row.trusted) << row.name;
    EXPECT_FALSE(TrustsClock(watch, {Millis(0), false}, now)) << row.name;
    EXPECT_EQ(TrustsClock(watch, {hours(24), true}, now), row.trusted) << row.name;
  }
  const Watch beat{now, {}};
  EXPECT_TRUE(TrustsClock(beat, {minutes(1), false}, now));
  EXPECT_FALSE(TrustsClock(beat, {hours(23), true}, now));
  EXPECT_TRUE(TrustsClock(beat, {hours(24), true}, now)) << "it went evenly since";
}

// The other machine is right, and has ended what this one began by a wrong clock.
TEST(Retention, NothingGoesByAClockThatIsNotTheOneOfTheLastSignOfLife) {
  const TimePoint right = kRetentionStart;
  for (const Millis off : {Millis(days(100)), Millis(minutes(-10)), Millis(minutes(10))}) {
    const TimePoint now = right + off;
    Watch watch = Look({right, {}}, {right, right, {}});
    watch = Look(watch, {now, right, {}});
    watch = Look(watch, {right + minutes(1), right + minutes(1), {}});
    if (off < Millis(0)) watch.beat_at = right;
    EXPECT_FALSE(TrustsClock(watch, {minutes(2), false}, now)) << off.count();
    EXPECT_FALSE(TrustsClock(watch, {days(30), false}, now)) << off.count();
    EXPECT_TRUE(TrustsClock(watch, {days(30), false}, right + minutes(1))) << off.count();
  }
  EXPECT_FALSE(TrustsClock({}, {days(30), false}, right)) << "no gateway was ever there";
}

struct ClosedOnce {
  std::string status, place;
  TimePoint closed_at, goes_at;
  std::optional<TimePoint> reopened_at;
  std::optional<TimePoint> gone_at;
};

std::vector<ClosedOnce> TenThousand(const RetentionRules& rules) {
  std::mt19937_64 chance(20261201);
  const auto draw = [&](int64_t upto) {
    return std::uniform_int_distribution<int64_t>(0, upto - 1)(chance);
  };
  static constexpr std::array kPlaces = {"KE-30", "GH", "UG-C", ""};
  std::vector<ClosedOnce> all(10'000);
  for (ClosedOnce& one : all) {
    one.status = draw(4) == 0 ? "non_case" : "closed";
    one.place = kPlaces.at(static_cast<size_t>(draw(4)));
    const Millis kept =
        ForgetWordsAt(rules, one.status, one.place, kRetentionStart) - kRetentionStart;
    one.goes_at = kRetentionStart + Millis(draw(Millis(days(32)).count()));
    one.closed_at = one.goes_at - kept;
    if (draw(5) == 0) one.reopened_at = kRetentionStart + Millis(draw(Millis(days(30)).count()));
  }
  return all;
}

TEST(Retention, TenThousandCasesThirtyDays) {
  RetentionRules rules;
  rules.words_in = {{"KE", days(60)}, {"GH", days(120)}};
  std::vector<ClosedOnce> all = TenThousand(rules);
  const auto jumps = [](TimePoint at) {
    return at >= kRetentionStart + days(20) && at < kRetentionStart + days(20) + hours(4);
  };
  const auto away = [](TimePoint at) {
    return at >= kRetentionStart + days(9) + hours(13) &&
           at < kRetentionStart + days(9) + hours(19);
  };
  Watch watch;
  TimePoint steady_since = kRetentionStart - days(2), before = kRetentionStart;
  bool jumped = false;
  for (TimePoint at = kRetentionStart; at < kRetentionStart + days(30); at += minutes(4)) {
    if (away(at)) continue;
    const TimePoint now = jumps(at) ? at + days(1100) : at;  // as our clock has it
    if (at - before > minutes(4) || jumps(at) != jumped) steady_since = at;
    before = at;
    jumped = jumps(at);
    watch = Look(watch, {now, now, {}});
    if ((at - kRetentionStart) % hours(1) != Millis(0) ||
        !TrustsClock(watch, {at - steady_since, false}, now))
      continue;
    for (ClosedOnce& one : all) {
      if (one.gone_at || (one.reopened_at && *one.reopened_at <= at)) continue;
      if (one.closed_at > FirstForgotten(rules, now)) continue;
      if (ForgetWordsAt(rules, one.status, one.place, one.closed_at) <= now) one.gone_at = at;
    }
  }
  int gone = 0, early = 0, late = 0, stayed = 0;
  for (const ClosedOnce& one : all) {
    TimePoint latest = one.goes_at + hours(1);
    if (away(one.goes_at) || away(latest)) latest = kRetentionStart + days(9) + hours(20);
    // While the clock is wrong nothing goes, nor on the day after it was set right.
    if (latest >= kRetentionStart + days(20) && one.goes_at < kRetentionStart + days(21) + hours(5))
      latest = kRetentionStart + days(21) + hours(6);
    const bool open = one.reopened_at && *one.reopened_at <= latest;
    const bool must = !open && latest < kRetentionStart + days(30);
    if (one.gone_at) {
      ++gone;
      if (*one.gone_at < one.goes_at) ++early;
      if (*one.gone_at > latest) ++late;
    } else {
      ++stayed;
      if (must) ++late;
    }
  }
  std::printf("10000 cases: %d forgotten, %d stayed; %d too early, %d too late\n", gone, stayed,
              early, late);
  EXPECT_GT(gone, 7'000);
  EXPECT_GT(stayed, 1'000);
  EXPECT_EQ(early, 0);
  EXPECT_EQ(late, 0);
}

}  // namespace
}  // namespace tipline::flows
