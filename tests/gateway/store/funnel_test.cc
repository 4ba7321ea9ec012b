#include "gateway/store/funnel.h"

#include <gtest/gtest.h>

namespace tipline::store {
namespace {

struct Case {
  const char* passage;
  int64_t times;
};

Funnel Of(const std::vector<Case>& cases) {
  Funnel funnel;
  for (const Case& one : cases)
    AddPassage(one.passage, one.times, funnel);
  return funnel;
}

TEST(FunnelTest, EachScreenHasWhatBecameOfIt) {
  const Funnel funnel = Of({{"main/sw/ussd safe.shown", 10},
                            {"main/sw/ussd safe.answered about.shown", 6},
                            {"main/sw/ussd safe.invalid", 2},
                            {"main/sw/ussd safe.resumed", 1},
                            {"main/sw/ussd safe.left goodbye.ended", 1},
                            {"main/sw/ussd danger.where.shown", 1}});
  const auto& steps = funnel.at({"main", "sw", "ussd"});
  const ScreenCounts& safe = steps.at("safe");
  EXPECT_EQ(safe.shown, 10);
  EXPECT_EQ(safe.answered, 6);
  EXPECT_EQ(safe.invalid, 2);
  EXPECT_EQ(safe.dropped(), 1);
  EXPECT_EQ(safe.timeout(), 2) << "shown, and nothing ever came";
  EXPECT_EQ(steps.at("danger.where").shown, 1) << "a step of a subflow keeps its name";
}

TEST(FunnelTest, LanguagesAndMediaAreApartAndTogether) {
  const Funnel funnel = Of({{"main/sw/ussd safe.shown", 3}, {"main/en/sms safe.shown", 4}});
  EXPECT_EQ(funnel.size(), 2U);
  EXPECT_EQ(Together(funnel).at("main").at("safe").shown, 7);
}

TEST(FunnelTest, WhatIsNoPassageOfAFlowCountsNothing) {
  for (const char* passage : {"", "responder", "main/sw safe.shown", "main//"})
    EXPECT_TRUE(Of({{passage, 1}}).empty()) << passage;
  const Funnel funnel = Of({{"main//ussd lang.shown .shown odd x.seen", 1}});
  EXPECT_EQ(funnel.begin()->second.size(), 1U) << "no language is chosen yet; odd events";
}

TEST(FunnelTest, EachContactBeginsOnceAndGetsOneKindHoweverItEnded) {
  ContactCounts counts;
  for (const Case& one :
       {Case{"main/sw/ussd safe.shown ~contact.begun", 10},
        Case{"main/sw/ussd safe.answered about.shown ~contact.spoke", 5},
        Case{"main/sw/ussd about.answered me.shown ~contact.help_request", 2},
        Case{"main/sw/sms what.shown ~contact.begun ~contact.spoke ~contact.tip", 3},
        Case{"main/sw/ussd goodbye.ended ~contact.hang_up", 1}, Case{"responder", 4}})
    AddContacts(one.passage, one.times, counts);
  AddAppended("missed_call", 2, counts);
  EXPECT_EQ(counts.begun, 13);
  EXPECT_EQ(counts.spoke, 8);
  EXPECT_EQ(
      counts.All(0),
      (std::map<std::string, int64_t>{
          {"help_request", 2}, {"tip", 3}, {"hang_up", 3}, {"silent", 5}, {"missed_call", 2}}));
  EXPECT_EQ(counts.All(1).at("hang_up"), 2) << "one goes on";
  EXPECT_TRUE(Of({{"main/sw/ussd ~contact.begun", 1}}).at({"main", "sw", "ussd"}).empty())
      << "a contact is no screen";
}

TEST(FunnelTest, WhatWasUnsortedAndSaysMoreByNowIsCountedOnce) {
  ContactCounts counts;
  AddContacts("main/en/sms safe.shown ~contact.begun ~contact.spoke ~contact.unsorted", 3, counts);
  AddContacts("main/en/sms when.answered ~contact.sorted ~contact.tip", 1, counts);
  EXPECT_EQ(counts.All(0), (std::map<std::string, int64_t>{{"unsorted", 2}, {"tip", 1}}));
}

TEST(FunnelTest, WhatPeopleHaveToLookAtFirstIsAContactToo) {
  ContactCounts counts;
  AddAppended("raw", 3, counts);
  AddAppended("status", 7, counts);
  EXPECT_EQ(counts.begun, 3);
  EXPECT_EQ(counts.All(0), (std::map<std::string, int64_t>{{"unsorted", 3}}));
}

}  // namespace
}  // namespace tipline::store
