#include "flows/base/opt_words.h"

#include <vector>

#include <gtest/gtest.h>

namespace tipline {
namespace {

TEST(OptWord, IsAWholeMessageInAnyCase) {
  const std::vector<std::pair<const char*, OptChange>> cases = {
      {"STOP", OptChange::kOptOut},
      {" stop. ", OptChange::kOptOut},
      {"Stop All!", OptChange::kOptOut},
      {"\"STOPALL\"", OptChange::kOptOut},
      {"Arrêt", OptChange::kOptOut},
      {"acha", OptChange::kOptOut},
      {"Opt-Out", OptChange::kOptOut},
      {"START", OptChange::kOptIn},
      {"unstop", OptChange::kOptIn},
      {"", OptChange::kNone},
      {"1", OptChange::kNone},
      {"yes", OptChange::kNone},
      {"please stop him", OptChange::kNone},
      {"stop it they hurt us", OptChange::kNone},
      {"start of the month", OptChange::kNone},
      {"stopp", OptChange::kNone},
  };
  for (const auto& [text, wanted] : cases)
    EXPECT_EQ(OptWord(text), wanted) << text;
}

}  // namespace
}  // namespace tipline
