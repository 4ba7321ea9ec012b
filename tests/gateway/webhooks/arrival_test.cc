// Which messages are acted on, and how.
#include "gateway/webhooks/arrival.h"

#include <memory>

#include <gtest/gtest.h>

namespace tipline::gateway {
namespace {

struct Case {
  const char* name;
  InboundKind kind;
  const char* from;
  bool is_msisdn;
  const char* text;
  bool ignored;
  bool for_hands;
};

constexpr Case kCases[] = {
    {"a person's SMS", InboundKind::kSms, "+254711000001", true, "help", false, false},
    {"an empty SMS", InboundKind::kSms, "+254711000001", true, "", true, false},
    {"a first dial", InboundKind::kUssd, "+254711000001", true, "", false, false},
    {"a word", InboundKind::kSms, "MYBANK", false, "your balance", true, false},
    {"a word with digits by USSD", InboundKind::kUssd, "0800HELPME", false, "1", false, false},
    {"a word with digits by SMS", InboundKind::kSms, "0800HELPME", false, "win", true, false},
    {"a masked number by USSD", InboundKind::kUssd, "2547XXXXX123", false, "1", false, false},
    {"a masked number by SMS", InboundKind::kSms, "+2547XXXXX123", false, "help", false, true},
    {"a withheld number by USSD", InboundKind::kUssd, "unknown", false, "1", false, false},
    {"a withheld number by SMS", InboundKind::kSms, "Anonymous", false, "help", false, true},
    {"a short code", InboundKind::kSms, "22395", false, "offer", true, false},
    {"seven digits by SMS", InboundKind::kSms, "2239512", false, "help", false, true},
    {"seven digits by USSD", InboundKind::kUssd, "2239512", false, "1", false, false},
    {"seven digits, no words", InboundKind::kSms, "2239512", false, "", true, false},
    {"the end of a session", InboundKind::kUssdEnd, "+254711000001", true, "", true, false},
    {"a delivery report", InboundKind::kStatus, "", true, "", false, false},
};

TEST(ArrivalTest, WhatIsIgnoredAndWhatGoesToStaffAsItCame) {
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    Inbound in;
    in.kind = one.kind;
    in.from = Secret<std::string>(one.from);
    in.from_is_msisdn = one.is_msisdn;
    in.text = Secret<std::string>(one.text);
    EXPECT_EQ(!WhyIgnored(in).empty(), one.ignored);
    EXPECT_EQ(!one.ignored && IsForHands(in), one.for_hands);
  }
}

// Vonage's signature does not tell '&', '=' and '_' apart: nobody may send a message that he saw
// again as another one.
TEST(ArrivalTest, WordsThatASignatureReadsAlikeAreARepeat) {
  KeyRing keys;
  keys.session = std::make_unique<Key>(KeyBytes{});
  keys.pseudonym = std::make_unique<Key>(KeyBytes{});
  const ChannelSettings channel;
  const auto turn = [&](const char* words, std::optional<ConcatPart> part) {
    Inbound in;
    in.kind = InboundKind::kSms;
    in.channel = "c";
    in.from = Secret<std::string>("+254711000001");
    in.text = Secret<std::string>(words);
    in.provider_id = "m1";
    in.concat = std::move(part);
    return Arrive(in, channel, *FindProvider("generic"), TimePoint{}, keys, "n").who.turn;
  };
  EXPECT_EQ(turn("a & b", {}), turn("a _ b", {}));
  EXPECT_EQ(turn("a = b", {}), turn("a _ b", {}));
  EXPECT_NE(turn("a b", {}), turn("a _ b", {}));
  EXPECT_NE(turn("aaa", ConcatPart{"7", 1, 2}), turn("aaa", ConcatPart{"7", 2, 2}))
      << "parts with equal words under one id";
}

TEST(ArrivalTest, CallersWithoutANumberShareNothing) {
  KeyRing keys;
  keys.session = std::make_unique<Key>(KeyBytes{});
  keys.pseudonym = std::make_unique<Key>(KeyBytes{});
  ChannelSettings channel;
  const auto dial = [&](const char* from, const char* session) {
    Inbound in;
    in.kind = InboundKind::kUssd;
    in.channel = "c";
    in.from = Secret<std::string>(from);
    in.from_is_msisdn = false;
    in.session = session;
    return Arrive(in, channel, *FindProvider("generic"), TimePoint{}, keys, "n");
  };
  for (const char* withheld : {"0", "*******", "2547*****01", "0000000"}) {
    const Arrival first = dial(withheld, "s1");
    EXPECT_NE(first.who.pseudonym, dial(withheld, "s2").who.pseudonym) << withheld;
    EXPECT_EQ(first.who.pseudonym, dial(withheld, "s1").who.pseudonym) << withheld;
    EXPECT_TRUE(first.inbound.from.empty()) << withheld;
  }
}

TEST(ArrivalTest, CodesThatTheChannelDoesNotNameAreSeen) {
  ChannelSettings channel;
  Inbound in;
  const auto unlisted = [&](InboundKind kind, const char* to) {
    in.kind = kind;
    in.to = to;
    return IsToUnlistedCode(in, channel);
  };
  EXPECT_FALSE(unlisted(InboundKind::kSms, "22395")) << "nothing is listed";
  channel.codes = {"*384*123#", "22395"};
  for (const char* to : {"*384*123#", "*384*123*1#", "384*123", "384*123*1", "22395", ""})
    EXPECT_FALSE(unlisted(InboundKind::kUssd, to)) << to;
  channel.codes.emplace_back("+14155550100");
  for (const char* to : {"+14155550100", "14155550100"})
    EXPECT_FALSE(unlisted(InboundKind::kSms, to)) << to;
  for (const char* to : {"*384*12#", "*384*1234#", "384*12", "22396", "2239"})
    EXPECT_TRUE(unlisted(InboundKind::kSms, to)) << to;
  EXPECT_FALSE(unlisted(InboundKind::kStatus, "22396"));
}

}  // namespace
}  // namespace tipline::gateway
