// What a turn tells of the whole contact, and the entry that a call becomes.
#include <algorithm>
#include <string>

#include "tests/gateway/webhooks/turn_world.h"

namespace tipline::gateway {
namespace {

class Contact : public TurnWorld {
 protected:
  // What the passage says of the contact, without the flow's screens.
  static std::string Of(const Decision& decision) {
    constexpr std::string_view kMark = "~contact.";
    std::string out;
    std::string_view rest = decision.commit.passage;
    for (size_t at = rest.find(kMark); at != std::string_view::npos; at = rest.find(kMark)) {
      rest.remove_prefix(at + kMark.size());
      out += std::string(rest.substr(0, rest.find(' '))) + " ";
    }
    return out;
  }
  Inbound Call(const std::string& from, const std::string& id) const {
    Inbound call = Incoming(InboundKind::kCall, "");
    call.from = Secret(from);
    call.from_is_msisdn = from.starts_with('+');
    call.provider_id = id;
    call.to = "+254700000099";
    return call;
  }
};

TEST_F(Contact, BeginsOnceSpeaksOnceAndIsATipWhenItIsFiled) {
  const auto first = Run(Dial("", true), {});
  EXPECT_EQ(Of(first), "begun ");
  const auto second = Run(Dial("1", true), After(first));
  EXPECT_EQ(Of(second), "spoke ");
  const auto third = Run(Dial("1*two lorries", true), After(second));
  EXPECT_EQ(Of(third), "");
  const auto last = Run(Dial("1*two lorries*1", true), After(third));
  EXPECT_EQ(Of(last), "tip ") << "not counted again when it ends";
}

TEST_F(Contact, WhoLeavesHungUpAndWhoIsPlayedAtOnceIsAllOfIt) {
  const auto first = Run(Dial("", true), {});
  EXPECT_EQ(Of(Run(Dial("0", true), After(first))), "spoke hang_up ");
  EXPECT_EQ(Of(Run(Dial("1*two lorries*1", true), {})), "begun spoke tip ");
  EXPECT_EQ(Of(Run(Text("two lorries at night", "m1"), {})), "begun spoke unsorted ")
      << "the first words of a thread are filed as they are";
}

TEST_F(Contact, WordsThatTurnOutToBeATipAreOne) {
  const auto first = Run(Text("two lorries at night", "m1"), {});
  EXPECT_EQ(Of(first), "begun spoke unsorted ");
  const auto second = Run(Text("1", "m2"), After(first));
  EXPECT_EQ(Of(second), "");
  const auto third = Run(Text("they came again", "m3"), After(second));
  EXPECT_EQ(Of(third), "");
  EXPECT_EQ(Of(Run(Text("1", "m4"), After(third))), "sorted tip ");
}

TEST_F(Contact, TheSameCallIsTheSameEntryAndAnotherIsNot) {
  const auto entry = [&](const Inbound& call, int64_t at_ms = 1000) {
    return CallEntry(Arrived(call, at_ms), keys_);
  };
  const auto one = entry(Call("+254711000001", "c1"));
  EXPECT_EQ(one.kind, "missed_call");
  EXPECT_EQ(one.id, entry(Call("+254711000001", "c1"), 90'000).id) << "ringing, and its end";
  EXPECT_NE(one.id, entry(Call("+254711000001", "c2")).id);
  EXPECT_NE(one.id, entry(Call("+254711000002", "c1")).id);
  EXPECT_EQ(entry(Call("+254711000001", ""), 1000).id, entry(Call("+254711000001", ""), 2000).id);
  EXPECT_NE(entry(Call("+254711000001", ""), 1000).id, entry(Call("+254711000001", ""), 90'000).id);
}

TEST_F(Contact, WhoHidesTheNumberHasNoneAndAServiceIsNoPerson) {
  for (const char* hidden : {"anonymous", "Restricted", "2547XXXXX123"}) {
    EXPECT_EQ(WhyIgnored(Call(hidden, "c1")), "") << hidden;
    EXPECT_TRUE(Arrived(Call(hidden, "c1")).inbound.from.empty()) << hidden;
  }
  EXPECT_EQ(WhyIgnored(Call("+254711000001", "c1")), "");
  EXPECT_NE(WhyIgnored(Call("MYBANK", "c1")), "");
}

}  // namespace
}  // namespace tipline::gateway
