// Where the place's code comes from: the conversation, else what can surely be told.
#include <gtest/gtest.h>

#include "flows/triage/assess.h"
#include "tests/flows/triage/support.h"

namespace tipline::flows::testing {
namespace {

constexpr TimePoint kNow{};

Tip TipIn(const std::string& place) {
  Tip tip;
  tip.about = "saw";
  tip.place = Secret(place);
  return tip;
}
std::string Finds(const std::string& typed) {
  return typed == "Kisumu" ? "KE-17" : "";
}

TEST(PlaceCode, TheConversationWinsThenWhatIsFoundThenNothing) {
  const Lexicon& lexicon = StockLexicon();
  EXPECT_EQ(Assess(TipIn("Kisumu"), lexicon, kNow, Finds).place_code, "KE-17");
  EXPECT_EQ(Assess(TipIn("the mill"), lexicon, kNow, Finds).place_code, "");
  EXPECT_EQ(Assess(TipIn("Kisumu"), lexicon, kNow).place_code, "") << "no gazetteer";
  Tip tip = TipIn("Kisumu");
  tip.answers["place_code"] = "UG-202";
  EXPECT_EQ(Assess(tip, lexicon, kNow, Finds).place_code, "UG-202");
  tip.answers["place_code"] = "somewhere";
  EXPECT_EQ(Assess(tip, lexicon, kNow, Finds).place_code, "KE-17") << "no code";
}

TEST(PlaceCode, OfACaseWithSeveralTipsTheFirstIsKept) {
  Assessment earlier, later;
  later.place_code = "KE-04";
  EXPECT_EQ(Combine(earlier, later).place_code, "KE-04");
  earlier.place_code = "KE-17";
  EXPECT_EQ(Combine(earlier, later).place_code, "KE-17");
}

}  // namespace
}  // namespace tipline::flows::testing
