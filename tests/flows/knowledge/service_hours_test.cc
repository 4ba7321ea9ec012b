// When people read: what the document allows, and what it says of a moment.
#include <gtest/gtest.h>

#include "flows/knowledge/knowledge.h"

namespace tipline::flows {
namespace {

// "": open; else when it opens.
std::string OpensAt(const std::string& document, const char* now) {
  const auto source = DecodeSource("closed", document);
  EXPECT_TRUE(source) << (source ? "" : source.error().message);
  if (!source) return "?";
  Query query;
  query.now = *ParseTime(now);
  const Answers answers = (*source)->Find(query);
  return answers.hits.empty() ? "" : answers.hits.front().values.front().second;
}

struct Case {
  const char* fields;
  const char* now;
  const char* opens;
};

TEST(ServiceHours, SayWhenItOpensInTheZone) {
  constexpr const char* kWeek = R"("hours":"Mo-Fr 08:00-18:00; Sa 09:00-12:00")";
  const std::string closed =
      std::string(kWeek) + R"(,"closed":["2026-11-30","2026-12-24..2026-12-27"])";
  const std::string shut = std::string(kWeek) + R"(,"closed_until":"2026-11-27T09:00:00Z")";
  const std::string opened = std::string(kWeek) + R"(,"open_until":"2026-11-27T20:00:00Z")";
  const Case cases[] = {
      {kWeek, "2026-11-27T05:00:00Z", ""},  // 08:00 there
      {kWeek, "2026-11-27T04:59:00Z", "08:00"},
      {kWeek, "2026-11-27T15:00:00Z", "2026-11-28 09:00"},
      {kWeek, "2026-11-28T10:00:00Z", "2026-11-30 08:00"},
      {closed.c_str(), "2026-11-28T10:00:00Z", "2026-12-01 08:00"},
      {closed.c_str(), "2026-12-24T10:00:00Z", "2026-12-28 08:00"},
      {shut.c_str(), "2026-11-27T06:00:00Z", "12:00"},
      {shut.c_str(), "2026-11-27T09:00:00Z", ""},
      {opened.c_str(), "2026-11-27T19:00:00Z", ""},
      {opened.c_str(), "2026-11-27T20:30:00Z", "2026-11-28 09:00"},
      {R"("hours":"24/7")", "2026-11-28T10:00:00Z", ""},
      {R"("hours":"24/7","closed":["2026-11-28"])", "2026-11-28T10:00:00Z", "2026-11-29"},
      {R"("closed_until":"2026-12-01T05:00:00Z")", "2026-11-28T10:00:00Z", "2026-12-01 08:00"},
      {R"("hours":"Mo 22:00-06:00")", "2026-12-01T02:00:00Z", ""},  // Tuesday, over midnight
      {R"("closed_until":"2026-11-28T17:00:00Z","hours":"Mo-Fr 08:00-18:00")",
       "2026-11-28T10:00:00Z", "2026-11-30 08:00"},
      {R"("hours":"Mo 08:00-09:00","closed":["2026-11-29..2027-03-01"])", "2026-11-28T10:00:00Z",
       "> 2026-12-12"}};
  for (const Case& one : cases)
    EXPECT_EQ(
        OpensAt(std::string(R"({"source":"closed","zone":"Africa/Nairobi",)") + one.fields + "}",
                one.now),
        one.opens)
        << one.fields << " at " << one.now;
}

TEST(ServiceHours, WhatCannotBeReadIsRefused) {
  for (const char* wrong :
       {R"({})", R"({"zone":"Mars/Base"})", R"({"zone":"UTC","hours":"always"})",
        R"({"zone":"UTC","closed_until":"tomorrow"})", R"({"zone":"UTC","closed":["2026-13-01"]})",
        R"({"zone":"UTC","hours":7})", "[]"})
    EXPECT_FALSE(DecodeSource("closed", wrong)) << wrong;
}

}  // namespace
}  // namespace tipline::flows
