#include "workers/jobs/checkin_wording.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "flows/base/gsm7.h"
#include "gateway/base/covers.h"
#include "gateway/base/sensitive_lists.h"
#include "workers/jobs/checkin.h"

namespace tipline::workers {
namespace {

const std::string kFlowsDir = std::string(TIPLINE_SOURCE_DIR) + "/config/flows";

TEST(CheckinWording, WhatPeopleReadIsAmongTheTextsToTranslate) {
  size_t told = 0;
  for (size_t i = 0; i < CheckinTexts().size(); ++i) {
    const auto what = static_cast<CheckinText>(i);
    EXPECT_EQ(CheckinId(what).empty(), what >= CheckinText::kLead) << i;
    if (CheckinId(what).empty()) continue;
    const auto text = CoverText(kFlowsDir, "en", CheckinId(what));
    ASSERT_TRUE(text) << CheckinId(what);
    EXPECT_EQ(*text, CheckinTexts()[i]) << "cover/en.json has another text";
    ++told;
  }
  EXPECT_EQ(told, 11U);
}

const CheckinValues kLongest = {{"name", std::string(20, 'w')},
                                {"last", "23/11 14:05"},
                                {"when", "23/11 14:05"},
                                {"place", "Nairobi"},
                                {"where", ""}};

TEST(CheckinWording, EveryLanguageHasAllOfThemInOneMessageAndWithoutASensitiveWord) {
  const auto words = LoadSensitive(kFlowsDir);
  ASSERT_TRUE(words) << words.error().message;
  size_t languages = 0;
  for (const auto& file : std::filesystem::directory_iterator(kFlowsDir)) {
    if (file.path().extension() != ".po") continue;
    ++languages;
    const std::string language = file.path().stem();
    for (size_t i = 0; i < static_cast<size_t>(CheckinText::kLead); ++i) {
      const auto what = static_cast<CheckinText>(i);
      SCOPED_TRACE(language + ": " + CheckinId(what));
      const std::string text = CheckinWordIn(kFlowsDir, language, what, kLongest);
      EXPECT_NE(text, CheckinWord(what, kLongest)) << "English";
      EXPECT_EQ(text.find('{'), std::string::npos) << text;
      EXPECT_EQ(SmsParts(text), 1U) << text;
      EXPECT_FALSE(words->Find(text)) << text;
      const bool asks = what <= CheckinText::kRemindAgain || what == CheckinText::kInvite ||
                        what == CheckinText::kLate;
      EXPECT_EQ(text.find('1') != std::string::npos && asks, asks) << "says what to send: " << text;
    }
  }
  EXPECT_EQ(languages, 13U);
}

TEST(CheckinWording, WhereNothingIsTranslatedOrReadEnglishGoesOut) {
  for (const char* dir : {kFlowsDir.c_str(), "/nowhere"})
    for (const char* language : {"en", "en-KE", "", "xx", "../fr"})
      EXPECT_EQ(CheckinWordIn(dir, language, CheckinText::kAsk), CheckinWord(CheckinText::kAsk));
  EXPECT_EQ(CheckinWordIn("/nowhere", "sw", CheckinText::kAsk), CheckinWord(CheckinText::kAsk));
  EXPECT_EQ(CheckinWordIn(kFlowsDir, "sw-KE", CheckinText::kAsk),
            CheckinWordIn(kFlowsDir, "sw", CheckinText::kAsk));
  EXPECT_EQ(CheckinWordIn(kFlowsDir, "sw", CheckinText::kLeadFine, {{"id", "ABCDEF"}}),
            CheckinWord(CheckinText::kLeadFine, {{"id", "ABCDEF"}}))
      << "staff read English";
}

TEST(CheckinWording, TimesAreInDigitsForThoseWhoDoNotReadEnglish) {
  const TimePoint at = *ParseTime("2026-03-03T11:05:00Z");
  EXPECT_EQ(CheckinTime("en", "Africa/Nairobi", at), "3 Mar 14:05");
  EXPECT_EQ(CheckinTime("ar", "Africa/Nairobi", at), "3/3 14:05");
}

TEST(CheckinWording, EachFitsOneMessageWithTheLongestValues) {
  const std::map<std::string, std::string> values = {
      {"name", std::string(20, 'w')},       {"last", "23 Nov 14:05"},
      {"when", "2026-11-23T14:05:00Z"},     {"id", "ABCDEF"},
      {"cause", "we could not be reached"}, {"where", ""}};
  for (size_t i = 0; i < CheckinTexts().size(); ++i)
    EXPECT_EQ(SmsParts(CheckinWord(static_cast<CheckinText>(i), values)), 1U) << i;
}

TEST(CheckinWording, WhatPhonesOfPeopleGetHoldsNoSensitiveWord) {
  const auto words = LoadSensitive(std::string(TIPLINE_SOURCE_DIR) + "/config/flows");
  ASSERT_TRUE(words) << words.error().message;
  for (size_t i = 0; i < static_cast<size_t>(CheckinText::kLead); ++i)
    EXPECT_FALSE(words->Find(CheckinTexts()[i])) << CheckinTexts()[i];
}

TEST(CheckinWording, WhatIsEmptyLeavesNoGap) {
  const std::string text =
      CheckinWord(CheckinText::kLate, {{"name", "Asha"}, {"last", "3 Mar 14:05"}, {"where", ""}});
  EXPECT_EQ(text.find("  "), std::string::npos);
  EXPECT_NE(text.find("3 Mar 14:05. Reply 1"), std::string::npos);
}

TEST(CheckinDelays, AFileOfMinutesAndItsFaults) {
  EXPECT_EQ(ReadCheckinDelays("/nowhere/checkin.json")->grace, flows::CheckinDelays().grace);
}

}  // namespace
}  // namespace tipline::workers
