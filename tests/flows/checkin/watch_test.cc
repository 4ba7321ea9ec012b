#include "flows/checkin/watch.h"

#include <gtest/gtest.h>

#include "tests/flows/checkin/checkin_data.h"

namespace tipline::flows {
namespace {

using nlohmann::json;
using testing::Span;

const TimePoint kBase = *ParseTime("2026-12-01T00:00:00Z");

Watch LookAs(Watch watch, const json& look) {
  const json one = look.is_string() ? json{{"at", look}} : look;
  Seen seen;
  seen.now = kBase + Span(one.at("at"));
  seen.gateway_at = seen.now;
  if (one.contains("gateway")) {
    seen.gateway_at.reset();
    if (one["gateway"].is_string()) seen.gateway_at = kBase + Span(one["gateway"]);
  }
  ChannelNow mine{"mine", "", {}};
  for (const char* cause : {"silent", "down"})
    if (one.contains(cause)) mine = {"mine", cause, kBase + Span(one[cause])};
  seen.channels = {mine};
  watch = Look(std::move(watch), seen);
  if (one.value("staff", "") == "pause") watch = PauseAlarms(std::move(watch), seen.now);
  if (one.value("staff", "") == "resume") watch = ResumeAlarms(std::move(watch), seen.now);
  return watch;
}

TEST(CheckinWatch, Data) {
  for (const json& one : testing::CheckinCases("watch")) {
    SCOPED_TRACE(one.at("name").get<std::string>());
    Watch watch;
    TimePoint now{};
    for (const json& look : one.at("looks")) {
      watch = LookAs(std::move(watch), look);
      now = kBase + Span(look.is_string() ? look : look.at("at"));
      const size_t known = watch.outages.size();
      watch = LookAs(std::move(watch), look);  // any number of workers may look
      EXPECT_EQ(watch.outages.size(), known);
    }
    EXPECT_EQ(FormatTime(watch.beat_at), FormatTime(kBase + Span(one.at("beat"))));
    ASSERT_EQ(watch.outages.size(), one.at("outages").size());
    for (size_t i = 0; i < watch.outages.size(); ++i) {
      const json& expected = one["outages"][i];
      const Outage& outage = watch.outages[i];
      EXPECT_EQ(FormatTime(outage.began), FormatTime(kBase + Span(expected.at("from"))));
      EXPECT_EQ(outage.ended.has_value(), expected.contains("to"));
      if (outage.ended) {
        EXPECT_EQ(FormatTime(*outage.ended), FormatTime(kBase + Span(expected.at("to"))));
      }
      EXPECT_EQ(outage.cause, expected.at("cause"));
      EXPECT_EQ(outage.channel, expected.value("channel", ""));
    }
    const bool open = std::any_of(watch.outages.begin(), watch.outages.end(),
                                  [](const Outage& outage) { return !outage.ended; });
    EXPECT_EQ(IsBlind(watch, "mine", now), open);
  }
}

TEST(CheckinWatch, WithoutABeatEveryoneIsBlind) {
  Watch watch;
  EXPECT_TRUE(IsBlind(watch, "mine", kBase)) << "nothing is known yet";
  watch = LookAs(watch, "0:00");
  EXPECT_FALSE(IsBlind(watch, "mine", kBase + kBeatGap));
  EXPECT_TRUE(IsBlind(watch, "mine", kBase + kBeatGap + Millis(1)));
}

}  // namespace
}  // namespace tipline::flows
