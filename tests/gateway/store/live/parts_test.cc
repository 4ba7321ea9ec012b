// Parts of long messages against a real Redis: joined whatever their order, taken as they are when
// their time is over, and never lost.
#include "gateway/store/live/parts.h"

#include <algorithm>

#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

class PartsTest : public LiveTest {
 protected:
  Inbound Part(int part, int total, const std::string& words, const std::string& reference = "7") {
    Inbound in;
    in.kind = InboundKind::kSms;
    in.channel = "vonage";
    in.from = Secret<std::string>("+254711000001");
    in.to = "22395";
    in.text = Secret(words);
    in.provider_id = "id-" + reference + "-" + std::to_string(part);
    in.concat = ConcatPart{reference, part, total};
    return in;
  }
  Who WhoOf(const Inbound& in) {
    return SmsTurn(
        KeyedHash(*keys().pseudonym, "turn", in.provider_id + in.text.Reveal()).substr(0, 16));
  }
  PutPart Put(const Inbound& in, TimePoint now = FromMillis(1000)) {
    const Who who = WhoOf(in);
    const auto reply = redis().Run(parts_.PutCommand(parts_.GroupOf(in, who), in, who, now));
    EXPECT_TRUE(reply) << reply.error().message;
    auto put = Parts::ReadPut(reply->view());
    EXPECT_TRUE(put) << put.error().message;
    return *put;
  }
  PartGroup Group(const Inbound& in) { return parts_.GroupOf(in, WhoOf(in)); }
  std::vector<std::string> Due(const std::string& tag, TimePoint now) {
    const auto reply = redis().Run(Parts::DueCommand(tag, now));
    EXPECT_TRUE(reply) << reply.error().message;
    std::vector<std::string> names;
    for (size_t i = 0; i < reply->view().size(); ++i)
      names.emplace_back(reply->view()[i].text());
    return names;
  }

  Parts parts_{keys(), conversations()};
};

TEST_F(PartsTest, JoinsInEveryOrder) {
  std::vector<int> order = {1, 2, 3, 4};
  int reference = 0;
  do {
    const std::string name = std::to_string(++reference);
    PutPart last;
    for (size_t i = 0; i < order.size(); ++i) {
      const Inbound in = Part(order[i], 4, "<" + std::to_string(order[i]) + ">", name);
      last = Put(in);
      EXPECT_EQ(last.outcome,
                i + 1 < order.size() ? PutPart::Outcome::kWaits : PutPart::Outcome::kComplete);
    }
    const auto joined = parts_.Join(Group(Part(1, 4, "", name)), last.sealed);
    ASSERT_TRUE(joined) << joined.error().message;
    EXPECT_EQ(joined->text.Reveal(), "<1><2><3><4>");
    EXPECT_FALSE(joined->concat.has_value());
    EXPECT_EQ(joined->from.Reveal(), "+254711000001");
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(reference, 24);
}

TEST_F(PartsTest, ARepeatChangesNothing) {
  EXPECT_EQ(Put(Part(1, 2, "a")).outcome, PutPart::Outcome::kWaits);
  EXPECT_EQ(Put(Part(1, 2, "a")).outcome, PutPart::Outcome::kRepeat);
  EXPECT_EQ(Put(Part(2, 2, "b")).outcome, PutPart::Outcome::kComplete);
  EXPECT_EQ(Put(Part(2, 2, "b")).outcome, PutPart::Outcome::kRepeat);
}

// References go from 0 to 255 and begin again: another message may have the same.
TEST_F(PartsTest, WordsOfAnotherMessageUnderTheSameReferenceAreNotTakenForARepeat) {
  EXPECT_EQ(Put(Part(1, 2, "a")).outcome, PutPart::Outcome::kWaits);
  Inbound other = Part(1, 2, "other words");
  other.provider_id = "id-of-another";
  EXPECT_EQ(Put(other).outcome, PutPart::Outcome::kTaken);
  EXPECT_EQ(Put(Part(2, 2, "b")).outcome, PutPart::Outcome::kComplete);
}

TEST_F(PartsTest, WhatIsMissingIsMarkedWhenTheTimeIsOver) {
  const PartGroup group = Group(Part(2, 4, ""));
  Put(Part(2, 4, "two"), FromMillis(1000));
  Put(Part(4, 4, "four"), FromMillis(30'000));
  EXPECT_TRUE(Due(group.tag, FromMillis(1000) + kPartsWait - Millis(1)).empty());
  const auto due = Due(group.tag, FromMillis(1000) + kPartsWait);
  ASSERT_EQ(due, std::vector<std::string>{group.name});
  EXPECT_TRUE(Due(group.tag, FromMillis(1000) + kPartsWait).empty()) << "leased";
  const auto reply = redis().Run(Parts::GetCommand(group));
  ASSERT_TRUE(reply);
  const auto sealed = Parts::ReadGet(reply->view());
  ASSERT_TRUE(sealed);
  const auto joined = parts_.Join(group, *sealed);
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->text.Reveal(), " [...] two [...] four");
  EXPECT_EQ(Due(group.tag, FromMillis(1000) + kPartsWait + kPartsLease).size(), 1U)
      << "who took it may have died";
}

TEST_F(PartsTest, WhatComesWhileTheOthersAreFiledWaitsOn) {
  PartGroup group = Group(Part(1, 3, ""));
  Put(Part(1, 3, "one"));
  group.parts = {1};
  Put(Part(3, 3, "three"));
  ASSERT_TRUE(redis().Run(Parts::DoneCommand(group, FromMillis(70'000))));
  EXPECT_EQ(Count({"HLEN", "tl:" + group.tag + ":c:" + group.name}), 1);
  EXPECT_EQ(Due(group.tag, FromMillis(70'000) + kPartsWait).size(), 1U);
  group.parts = {3};
  ASSERT_TRUE(redis().Run(Parts::DoneCommand(group, FromMillis(80'000))));
  EXPECT_EQ(Count({"EXISTS", "tl:" + group.tag + ":c:" + group.name}), 0);
  EXPECT_EQ(Count({"ZCARD", "tl:" + group.tag + ":cd"}), 0);
}

TEST_F(PartsTest, TheSamePartsHaveTheSameNameWheneverTheyAreJoined) {
  const PartGroup group = Group(Part(1, 2, ""));
  Put(Part(1, 2, "a"));
  const PutPart all = Put(Part(2, 2, "b"));
  EXPECT_EQ(parts_.Join(group, all.sealed)->provider_id,
            parts_.Join(group, all.sealed)->provider_id);
  std::map<int, std::string> some = all.sealed;
  some.erase(2);
  EXPECT_NE(parts_.Join(group, all.sealed)->provider_id, parts_.Join(group, some)->provider_id);
}

TEST_F(PartsTest, NothingReadableLiesInRedis) {
  Put(Part(1, 2, "sekretwort"));
  const auto dump = redis().Run(
      {"HGETALL", "tl:" + Group(Part(1, 2, "")).tag + ":c:" + Group(Part(1, 2, "")).name});
  ASSERT_TRUE(dump);
  ASSERT_EQ(dump->view().size(), 2U);
  EXPECT_EQ(dump->view()[1].text().find("sekretwort"), std::string_view::npos);
  EXPECT_EQ(dump->view()[1].text().find("254711"), std::string_view::npos);
}

TEST_F(PartsTest, WhatNoKeyOpensIsSaid) {
  const auto joined = parts_.Join(Group(Part(1, 2, "")), {{1, "not sealed"}});
  ASSERT_FALSE(joined);
  EXPECT_EQ(joined.error().code, Code::kInvalid);
}

}  // namespace
}  // namespace tipline::store
