// What kind of contact a case was, as the page shows and sets it.
#include <algorithm>

#include "tests/gateway/console/cases_world.h"

namespace tipline::console {
namespace {

using nlohmann::json;

class DispositionTest : public CasesWorld {};

TEST_F(DispositionTest, IsSetToOneOfTheListAndNothingElse) {
  const Case item = NewCase();
  const json page = Show(item);
  EXPECT_EQ(page.at("case").at("disposition"), "help_request");
  EXPECT_EQ(page.at("case").at("place_code"), "");
  const json kinds = page.at("allowed").at("dispositions");
  EXPECT_NE(std::find(kinds.begin(), kinds.end(), "prank"), kinds.end());
  EXPECT_EQ(Do(item, "disposition", {{"disposition", "nonsense"}}).status, 400);
  EXPECT_EQ(Do(item, "disposition").status, 400);
  EXPECT_EQ(Do(item, "disposition", {{"disposition", "prank"}}).status, 200);
  EXPECT_EQ(CaseNow(item.id).disposition, "prank");
  EXPECT_EQ(Show(item).at("timeline").back().at("action"), "disposed");
}

TEST_F(DispositionTest, ClosingSaysItWhereTheCodeDoes) {
  const Case item = NewCase();
  ASSERT_EQ(Do(item, "claim").status, 200);
  ASSERT_EQ(Do(item, "close", {{"code", "wrong_number"}}).status, 200);
  EXPECT_EQ(CaseNow(item.id).disposition, "wrong_number");
}

}  // namespace
}  // namespace tipline::console
