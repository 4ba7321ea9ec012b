// What is added to a count before anybody outside sees it, so that a figure hardly tells how one
// worker answered, even to whoever gave all the other answers themselves: the two-sided geometric
// mechanism of differential privacy (Ghosh, Roughgarden and Sundararajan, "Universally
// Utility-Maximizing Privacy Mechanisms", 2009). P(noise = k) falls by kNoiseRatio with each step
// away from 0: one worker more or less makes no published count more than 1/kNoiseRatio times as
// likely, and another answer of theirs, which moves two counts, its square.
// That is for one count of one month: what is published about the same worker again and again adds
// up. Who gave all other answers, and knows that the last is the same each month, guesses right 60
// times of 100 after one month, 84 after twelve.
//
// The chance comes from whoever calls and must be the same for the same count each time (a keyed
// hash of what is counted): else the mean of many reports would tell the truth. Pure; thread-safe.
// Tests: tests/flows/voice/noise_test.cc
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tipline::flows::voice {

constexpr double kNoiseRatio = 2.0 / 3.0;

// 19 of 20 sums of so many counts with noise of their own are no further off.
int64_t NoiseWithin(int64_t counts);
// 16 bytes of chance; fewer are an error of the caller (assert).
int64_t NoiseFrom(std::string_view chance);

// 16 bytes for what is counted, like "482135|2026-10|checkin|pay|yes|14".
using Chance = std::function<std::string(const std::string& counted)>;

}  // namespace tipline::flows::voice
