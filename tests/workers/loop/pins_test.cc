#include "workers/loop/pins.h"

#include "tests/workers/inquiries/inquiry_world.h"

namespace tipline::workers {
namespace {

class PinsTest : public InquiryWorld {};

TEST_P(PinsTest, EachPinGetsItsHashAndThenThereIsNothingToDo) {
  CaseWith("0412345678", "2749");
  CaseWith("0455555555", "1111");
  for (int i = 0; i < 2; ++i)
    EXPECT_NE(HashOnePin(*services_), kPinsLook);
  EXPECT_EQ(HashOnePin(*services_), kPinsLook);
  Talk talk;
  EXPECT_EQ(Open(talk)["case_state"], "received");
}

// One that does not open must not keep the others from theirs.
TEST_P(PinsTest, APinThatDoesNotOpenIsPassedOver) {
  CaseWith("0412345678", "2749");
  Say("UPDATE case_access SET pin_sealed = 'bm90IHNlYWxlZCBzbw'");
  clock_.Forward(Millis(10));
  CaseWith("0455555555", "1111");
  for (int i = 0; i < 2; ++i)
    EXPECT_NE(HashOnePin(*services_), kPinsLook);
  Talk talk;
  EXPECT_EQ(Open(talk), Fields());
  EXPECT_EQ(Open(talk, "0455555555", "1111")["case_state"], "received");
}

TIPLINE_ON_BOTH_ENGINES(PinsTest);

}  // namespace
}  // namespace tipline::workers
