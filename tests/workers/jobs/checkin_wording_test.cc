#include "workers/jobs/checkin_wording.h"

#include <gtest/gtest.h>

#include "flows/base/gsm7.h"
#include "gateway/base/sensitive_lists.h"
#include "workers/jobs/checkin.h"

namespace tipline::workers {
namespace {

TEST(CheckinWording, EachFitsOneMessageWithTheLongestValues) {
  const std::map<std::string, std::string> values = {
      {"name", std::string(20, 'w')},       {"last", "23 Nov 14:05"},
      {"when", "2026-11-23T14:05:00Z"},     {"id", "ABCDEF"},
      {"cause", "we could not be reached"}, {"where", ""}};
  for (size_t i = 0; i < CheckinTexts().size(); ++i)
    EXPECT_EQ(SmsParts(CheckinWord(static_cast<CheckinText>(i), "en", values)), 1U) << i;
}

TEST(CheckinWording, WhatPhonesOfPeopleGetHoldsNoSensitiveWord) {
  const auto words = LoadSensitive(std::string(TIPLINE_SOURCE_DIR) + "/config/flows");
  ASSERT_TRUE(words) << words.error().message;
  for (size_t i = 0; i < static_cast<size_t>(CheckinText::kLead); ++i)
    EXPECT_FALSE(words->Find(CheckinTexts()[i])) << CheckinTexts()[i];
}

TEST(CheckinWording, WhatIsEmptyLeavesNoGap) {
  const std::string text = CheckinWord(CheckinText::kLate, "en",
                                       {{"name", "Asha"}, {"last", "3 Mar 14:05"}, {"where", ""}});
  EXPECT_EQ(text.find("  "), std::string::npos);
  EXPECT_NE(text.find("3 Mar 14:05. Reply 1"), std::string::npos);
}

TEST(CheckinDelays, AFileOfMinutesAndItsFaults) {
  EXPECT_EQ(ReadCheckinDelays("/nowhere/checkin.json")->grace, flows::CheckinDelays().grace);
}

}  // namespace
}  // namespace tipline::workers
