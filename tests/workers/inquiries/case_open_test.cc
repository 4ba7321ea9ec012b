#include <algorithm>
#include <chrono>

#include "gateway/store/records/case_access.h"
#include "tests/workers/inquiries/inquiry_world.h"

namespace tipline::workers {
namespace {

class CaseOpenTest : public InquiryWorld {};

TEST_P(CaseOpenTest, WhoHasCodeAndPinSeesWhereTheCaseIsFromAnyPhone) {
  const Case item = CaseWith("0412345678", "2749");
  Talk talk;
  Fields found = Open(talk);
  EXPECT_FALSE(talk.ticket.empty());
  EXPECT_EQ(found["case_state"], "received");
  EXPECT_EQ(found["messages"], "0");
  EXPECT_EQ(found.count("message"), 0U);
  StaffWrite(item, "first");
  clock_.Forward(Millis(5));
  StaffWrite(item, "second");
  ASSERT_TRUE(services_->cases.Claim({item.id, 0, "amina", clock_.Now()}).has_value());
  found = Open(talk);
  EXPECT_EQ(found["case_state"], "being_worked");
  EXPECT_EQ(found["messages"], "2");
  EXPECT_EQ(found["message"], "first\nsecond");
}

// Same values, and about the same time: a PIN that is wrong, a code that nobody has, none at all,
// a code that is locked, a phone that is locked.
TEST_P(CaseOpenTest, WhatIsWrongRevealsNothing) {
  CaseWith("0412345678", "2749");
  CaseWith("0455555555", "1111");
  struct Row {
    const char* name;
    const char *code, *pin, *number;
    int before;  // wrong tries of that code, each from a phone of its own
  };
  const Row rows[] = {
      {"wrong PIN", "0412345678", "0000", "+254711000101", 0},
      {"no such code", "0499999999", "0000", "+254711000102", 0},
      {"right PIN of another code", "0499999998", "2749", "+254711000103", 0},
      {"no PIN", "0412345678", "", "+254711000104", 0},
      {"locked, right PIN", "0455555555", "1111", "+254711000105", store::kWrongPins},
      {"locked, no such code", "0499999997", "1111", "+254711000106", store::kWrongPins}};
  std::vector<double> took;
  for (const Row& row : rows) {
    for (int i = 0; i < row.before; ++i) {
      Talk other;
      other.number = "+2547110002" + std::to_string(10 + i);
      clock_.Forward(Millis(1));
      other.number += std::to_string(&row - rows);
      EXPECT_TRUE(Open(other, row.code, "9999").count("ticket") == 0);
    }
    Talk talk;
    talk.number = row.number;
    const auto begun = std::chrono::steady_clock::now();
    const Fields found = row.pin == std::string() ? Ask(talk, "case_open", {{"code", row.code}})
                                                  : Open(talk, row.code, row.pin);
    took.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    EXPECT_EQ(found, Fields()) << row.name;
  }
  const auto [least, most] = std::minmax_element(took.begin(), took.end());
  EXPECT_LT(*most / *least, 5.0) << "with all that the loop does besides";
}

TEST_P(CaseOpenTest, TheDuressWordMakesTheCaseUrgentAndShowsNothingThatStaffWrote) {
  const Case item = CaseWith("0412345678", "2749");
  ASSERT_GT(item.priority, Priority::kP0);
  StaffWrite(item, "come at two");
  Talk talk;
  talk.duress = true;
  Fields found = Open(talk);
  EXPECT_EQ(found["case_state"], "received");
  EXPECT_EQ(found["messages"], "0");
  EXPECT_EQ(found.count("message"), 0U);
  EXPECT_EQ(Again(item).priority, Priority::kP0);
  EXPECT_EQ(Own().View(item.id)->unread.size(), 1U);
}

TEST_P(CaseOpenTest, TwoReportsOfOnePhoneStayTwo) {
  const Case first = CaseWith("0412345678", "2749");
  const Case second = CaseWith("0455555555", "1111");
  ASSERT_NE(first.id, second.id);
  StaffWrite(first, "of the first");
  Talk talk;
  talk.number = "+254711000001";
  EXPECT_EQ(Open(talk, "0455555555", "1111")["messages"], "0");
  Do(talk, "case_add", {{"words", "one more thing"}});
  EXPECT_EQ(services_->cases.TipsOf(second.id)->size(), 2U);
  EXPECT_EQ(services_->cases.TipsOf(first.id)->size(), 1U);
}

TIPLINE_ON_BOTH_ENGINES(CaseOpenTest);

}  // namespace
}  // namespace tipline::workers
