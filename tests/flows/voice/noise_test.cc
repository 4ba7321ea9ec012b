// What the noise promises, counted over many keys, and the attack it is there for.
#include "flows/voice/noise.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "flows/voice/figures.h"

namespace tipline::flows::voice {
namespace {

uint64_t Mixed(uint64_t bits) {  // SplitMix64
  bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
  return bits ^ (bits >> 31U);
}

// A key of its own: the same for the same count, like the keyed hash of the records.
Chance KeyOf(uint64_t key) {
  return [key](const std::string& counted) {
    uint64_t bits = Mixed(key + 0x9e3779b97f4a7c15U);
    for (const char c : counted)
      bits = Mixed(bits ^ static_cast<uint8_t>(c));
    std::string bytes;
    for (unsigned i = 0; i < 16; ++i)
      bytes += static_cast<char>(Mixed(bits + i / 8) >> (i % 8 * 8));
    return bytes;
  };
}

TEST(VoiceNoise, FallsByItsRatioBothWays) {
  constexpr int kAll = 200'000;
  std::map<int64_t, int> seen;
  for (int key = 0; key < kAll; ++key)
    ++seen[NoiseFrom(KeyOf(static_cast<uint64_t>(key))("a"))];
  int within = 0;
  for (const auto& [noise, times] : seen)
    if (std::abs(noise) <= NoiseWithin(1)) within += times;
  EXPECT_GT(within, kAll * 94 / 100);
  EXPECT_LT(within, kAll * 97 / 100);
  for (int64_t k = 0; k < 6; ++k) {
    EXPECT_NEAR(double(seen[k + 1]) / seen[k], kNoiseRatio, 0.04) << k;
    EXPECT_NEAR(double(seen[-k - 1]) / seen[-k], kNoiseRatio, 0.04) << -k;
  }
}

TEST(VoiceNoise, OfASumItIsWiderAsIsTold) {
  constexpr int kSums = 20'000;
  for (const int64_t counts : {12, 60}) {
    int within = 0;
    for (int sum = 0; sum < kSums; ++sum) {
      int64_t noise = 0;
      for (int64_t one = 0; one < counts; ++one)
        noise += NoiseFrom(KeyOf(static_cast<uint64_t>(sum))(std::to_string(one)));
      within += std::abs(noise) <= NoiseWithin(counts) ? 1 : 0;
    }
    EXPECT_NEAR(within, kSums * 19 / 20, kSums / 100) << counts;
  }
}

TEST(VoiceNoise, TheLeastAndTheMostOfChance) {
  EXPECT_EQ(NoiseFrom(std::string(16, '\0')), 0);
  EXPECT_EQ(NoiseFrom(std::string(16, '\xff')), 0);
  EXPECT_GT(NoiseFrom(std::string(8, '\0') + std::string(8, '\xff')), 50);
  EXPECT_LT(NoiseFrom(std::string(8, '\xff') + std::string(8, '\0')), -50);
}

// Ten sham answers, and one worker's: the report under which a yes and a no are told apart best.
TEST(VoiceNoise, WhoGaveAllOtherAnswersHardlyLearnsTheLast) {
  constexpr int kKeys = 20'000;
  const auto reports = [&](const std::vector<Count>& counts, uint64_t first) {
    std::map<std::string, int> seen;
    for (uint64_t key = first; key < first + kKeys; ++key) {
      const auto months = OfSite(counts, {"2026-09", "2026-09"}, {}, KeyOf(key));
      const Answers& pay = months.at(0).figures.questions.at("pay");
      const auto text = [&](const char* answer) {
        const auto number = pay.at(answer);
        return number ? std::to_string(*number) : "few";
      };
      ++seen[text("yes") + "/" + text("no")];
    }
    return seen;
  };
  const auto yes = reports(
      {{"a", "2026-09", "checkin", "", "", 11}, {"a", "2026-09", "checkin", "pay", "yes", 11}}, 1);
  auto no = reports({{"a", "2026-09", "checkin", "", "", 11},
                     {"a", "2026-09", "checkin", "pay", "yes", 10},
                     {"a", "2026-09", "checkin", "pay", "no", 1}},
                    1'000'000);
  const double most = 1 / (kNoiseRatio * kNoiseRatio);
  for (const auto& [report, times] : yes) {
    if (times < 300) continue;  // too few to say
    const double odds = double(times) / no[report];
    EXPECT_LT(odds, most * 1.25) << report;
    EXPECT_GT(odds, 1 / most / 1.25) << report;
  }
}

TEST(VoiceNoise, AReportIsTheSameEachTime) {
  const std::vector<Count> counts = {{"a", "2026-09", "checkin", "", "", 40},
                                     {"a", "2026-09", "checkin", "pay", "yes", 40}};
  const Span span{"2026-09", "2026-09"};
  const auto first = OfSite(counts, span, {}, KeyOf(7)), again = OfSite(counts, span, {}, KeyOf(7));
  EXPECT_EQ(first.at(0).figures.workers, again.at(0).figures.workers);
  EXPECT_EQ(first.at(0).figures.questions, again.at(0).figures.questions);
}

}  // namespace
}  // namespace tipline::flows::voice
