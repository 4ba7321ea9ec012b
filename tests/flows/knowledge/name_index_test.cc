// The search for recruiters: 10,000 invented ones, names with typing errors made by rule and
// written by hand, how often the right one is among the first three, and how long it takes.
#include "flows/knowledge/name_index.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/flows/knowledge/recruiter_names.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

constexpr size_t kRows = 10'000, kTypedEach = 100;
constexpr double kShare = 0.95, kLimitMs = 20;
// An instrumented build is slower; its time says nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kTimed = false;
#else
constexpr bool kTimed = true;
#endif

// Of this thread: a machine that is busy with other things makes no search slow.
double CpuMs() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Tally {
  size_t asked = 0, found = 0, sure = 0, wrongly_sure = 0;
};

class Search {
 public:
  explicit Search(const std::vector<std::string>& names) {
    for (size_t i = 0; i < names.size(); ++i)
      index_.Add(i, names[i]);
    index_.Finish();
  }
  void Ask(const std::string& typed, size_t right, Tally& tally) {
    const double begun = CpuMs();
    const auto hits = index_.Find(typed, 3);
    took_.push_back(CpuMs() - begun);
    ++tally.asked;
    const auto is_it = [&](const NameHit& hit) { return hit.row == right; };
    if (std::any_of(hits.begin(), hits.end(), is_it)) ++tally.found;
    if (!IsSure(hits)) return;
    ++tally.sure;
    if (hits[0].row != right) ++tally.wrongly_sure;
  }
  double Took(double share) {
    std::sort(took_.begin(), took_.end());
    return took_[std::min(took_.size() - 1,
                          static_cast<size_t>(share * static_cast<double>(took_.size())))];
  }

 private:
  NameIndex index_;
  std::vector<double> took_;
};

void Print(const char* what, const Tally& tally) {
  std::printf("  %-14s %5zu asked, %5.1f %% in the first three, %5.1f %% sure, %zu wrongly\n", what,
              tally.asked,
              100.0 * static_cast<double>(tally.found) / static_cast<double>(tally.asked),
              100.0 * static_cast<double>(tally.sure) / static_cast<double>(tally.asked),
              tally.wrongly_sure);
}

TEST(RecruiterSearch, TheRightOneIsAmongTheFirstThreeDespiteTypingErrors) {
  std::vector<std::string> names = InventedRecruiters(kRows, 45);
  const Json by_hand = Json::parse(ReadFile("tests/data/knowledge/register_typed.json"));
  for (const auto& [name, typed] : by_hand.items())
    names.push_back(name);
  Search search(names);
  Tally all, hand;
  for (const NamedSlip& slip : Slips()) {
    Chance chance(7);
    Tally tally;
    for (size_t i = 0; i < kTypedEach; ++i) {
      const size_t right = chance.Below(kRows);
      search.Ask(slip.make(names[right], chance), right, tally);
    }
    Print(slip.name, tally);
    all.asked += tally.asked, all.found += tally.found, all.sure += tally.sure;
    all.wrongly_sure += tally.wrongly_sure;
  }
  size_t row = kRows;
  for (const auto& [name, list] : by_hand.items()) {
    for (const Json& typed : list)
      search.Ask(typed.get<std::string>(), row, hand);
    ++row;
  }
  Print("by hand", hand);
  Print("all by rule", all);
  std::printf("  %zu rows: p50 %.2f ms, p99 %.2f ms of the processor\n", names.size(),
              search.Took(0.5), search.Took(0.99));
  EXPECT_GE(all.asked, 300U);
  EXPECT_GE(static_cast<double>(all.found), kShare * static_cast<double>(all.asked));
  EXPECT_GE(static_cast<double>(hand.found), kShare * static_cast<double>(hand.asked));
  EXPECT_LE(all.wrongly_sure * 200, all.asked) << "sure and wrong: at most one in two hundred";
  EXPECT_EQ(hand.wrongly_sure, 0U);
  if (kTimed) {
    EXPECT_LT(search.Took(0.99), kLimitMs);
  }
}

TEST(RecruiterSearch, WhatIsInNoRegisterIsNotFoundOrNotSure) {
  std::vector<std::string> names = InventedRecruiters(kRows, 45);
  Search search(names);
  Tally tally;
  for (const std::string& typed : InventedRecruiters(300, 9)) {
    if (std::find(names.begin(), names.end(), typed) == names.end())
      search.Ask(typed, kRows, tally);
  }
  Print("not in it", tally);
  EXPECT_LE(tally.wrongly_sure * 20, tally.asked);
}

TEST(RecruiterSearch, AnEmptyOneFindsNothing) {
  NameIndex index;
  index.Finish();
  EXPECT_TRUE(index.Find("Zandara", 3).empty());
  index.Add(0, "...");
  EXPECT_TRUE(index.Find("", 3).empty());
}

}  // namespace
}  // namespace tipline::flows::testing
