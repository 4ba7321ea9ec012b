#include "flows/cases/disposition.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "flows/cases/lifecycle.h"

namespace tipline::flows {
namespace {

TEST(Disposition, TheListHasEachOnceAndSaysWhatIsOnIt) {
  std::set<std::string> seen;
  for (const Disposition& one : DispositionTable())
    EXPECT_TRUE(seen.insert(one.code).second) << one.code;
  for (const char* code :
       {"tip", "help_request", "information", "hang_up", "silent", "wrong_number", "prank", "test",
        "follow_up", "missed_call", "worker_voice", "professional"})
    EXPECT_TRUE(CheckDisposition(code)) << code;
  EXPECT_FALSE(CheckDisposition("nonsense"));
  EXPECT_TRUE(IsSubstantive("tip"));
  EXPECT_FALSE(IsSubstantive("prank"));
  EXPECT_FALSE(IsSubstantive("nonsense"));
}

struct Case {
  const char* about;
  bool danger, callback, complaint;
  const char* is;
};

TEST(Disposition, OfATipByWhatItIsAbout) {
  for (const Case& one :
       {Case{"me", false, false, false, "help_request"},
        Case{"someone", false, false, false, "tip"}, Case{"saw", false, false, false, "tip"},
        Case{"saw", true, false, false, "help_request"},
        Case{"callback", false, true, false, "call_request"},
        Case{"raw", false, false, false, "unsorted"}, Case{"raw", false, false, true, "complaint"},
        Case{"missed_call", false, true, false, "missed_call"}}) {
    Tip tip;
    tip.about = one.about;
    tip.danger_now = one.danger;
    tip.wants_callback = one.callback;
    if (one.complaint) tip.answers["complaint"] = "fee";
    EXPECT_STREQ(DispositionOf(tip), one.is) << one.about;
    EXPECT_TRUE(IsDisposition(DispositionOf(tip)));
  }
}

TEST(Disposition, ClosingACaseSaysItWhereTheCodeDoes) {
  EXPECT_STREQ(DispositionOfClosure("prank"), "prank");
  EXPECT_STREQ(DispositionOfClosure("blank"), "silent");
  EXPECT_STREQ(DispositionOfClosure("safe_and_left"), "");
  for (const std::string& code : ClosureCodes()) {
    const std::string says = DispositionOfClosure(code);
    EXPECT_TRUE(says.empty() || IsDisposition(says)) << code;
  }
}

}  // namespace
}  // namespace tipline::flows
