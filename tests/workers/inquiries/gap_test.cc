#include "gateway/store/records/gaps.h"
#include "tests/workers/inquiries/inquiry_world.h"

namespace tipline::workers {
namespace {

class GapTest : public InquiryWorld {
 protected:
  std::vector<store::Gap> Gaps(bool handed_on = false) {
    return *store::GapRecords(*database_).Since("2000-01-01", handed_on, false);
  }
};

TEST_P(GapTest, IsCountedByNeedPlaceAndLanguageAndMakesNoCase) {
  for (const char* number : {"+254711000042", "+254711000043"})
    Ask({number, "talk"}, "gap", {{"need", "debt"}, {"place", "KE-30"}});
  Ask({}, "gap", {{"topic", "rights"}, {"stage", "work"}, {"place", "QA"}});
  const auto gaps = Gaps();
  ASSERT_EQ(gaps.size(), 2U);
  EXPECT_EQ(gaps[0].what, "service");
  EXPECT_EQ(gaps[0].need, "debt");
  EXPECT_EQ(gaps[0].place, "KE-30");
  EXPECT_EQ(gaps[0].language, "en");
  EXPECT_EQ(gaps[0].asked, 2);
  EXPECT_EQ(gaps[1].what, "card");
  EXPECT_EQ(gaps[1].need, "rights/work");
  EXPECT_TRUE(Gaps(true).empty());
  EXPECT_TRUE(Cases().empty());
}

TEST_P(GapTest, OfAPlaceOnlyACodeIsKeptElseTheCountryOfThePhone) {
  Ask({}, "gap", {{"need", "debt"}, {"place", "behind the red house"}});
  Ask({}, "gap", {{"need", "debt"}});
  const auto gaps = Gaps();
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].place, "KE");
  EXPECT_EQ(gaps[0].asked, 2);
}

TEST_P(GapTest, WhoIsHandedOnIsNoGap) {
  Ask({}, "handed_on", {{"need", "line_low"}});
  EXPECT_TRUE(Gaps().empty());
  const auto handed_on = Gaps(true);
  ASSERT_EQ(handed_on.size(), 1U);
  EXPECT_EQ(handed_on[0].need, "line_low");
  EXPECT_EQ(handed_on[0].place, "KE");
}

TIPLINE_ON_BOTH_ENGINES(GapTest);

}  // namespace
}  // namespace tipline::workers
