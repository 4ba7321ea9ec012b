#include "gateway/store/live/streams.h"

#include <algorithm>
#include <set>

#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

class StreamsTest : public LiveTest {
 protected:
  void SetUp() override {
    LiveTest::SetUp();
    ASSERT_TRUE(streams_.EnsureGroups().has_value());
  }
  void Append(int partition, const std::string& id, const std::string& stream = "tips") {
    const auto added =
        streams_.Append(TagOf(partition), {stream, id, "tip", "sealed " + id, "generic"});
    ASSERT_TRUE(added.has_value()) << added.error().message;
    EXPECT_EQ(*added, 1);
  }
  static std::vector<Delivered> Get(const Result<std::vector<Delivered>>& read) {
    EXPECT_TRUE(read.has_value()) << read.error().message;
    return read ? *read : std::vector<Delivered>{};
  }
  static std::vector<std::string> Ids(const std::vector<Delivered>& entries) {
    std::vector<std::string> ids;
    for (const Delivered& entry : entries)
      ids.push_back(entry.id);
    return ids;
  }
  std::vector<std::string> ReadIds(Streams& streams, const std::vector<Lease>& leases) {
    return Ids(Get(streams.Read("tips", leases)));
  }
  using Texts = std::vector<std::string>;

  Streams streams_{redis(), kPartitions, "one"};
};

TEST_F(StreamsTest, AnEntryComesOnceWithAllItsFields) {
  Append(3, "a");
  const auto entries = Get(streams_.Read("tips", All()));
  ASSERT_EQ(entries.size(), 1U);
  const Delivered& entry = entries[0];
  EXPECT_EQ(entry.partition, 3);
  EXPECT_EQ(
      entry.stream + " " + entry.id + " " + entry.kind + " " + entry.sealed + " " + entry.meta,
      "tips a tip sealed a generic");
  EXPECT_EQ(entry.deliveries, 1);
  EXPECT_GT(ToMillis(entry.appended_at()), 1'700'000'000'000);
  EXPECT_EQ(ReadIds(streams_, All()), Texts{});
}

TEST_F(StreamsTest, AppendsAnIdOnce) {
  const StreamEntry entry{"outbound", "same", "reply", "sealed", "generic"};
  EXPECT_EQ(*streams_.Append(TagOf(1), entry), 1);
  EXPECT_EQ(*streams_.Append(TagOf(1), entry), 0);
  EXPECT_EQ(*streams_.Append(TagOf(1), {"tips", "same", "status", "sealed", "generic"}), 1);
  EXPECT_EQ(Count({"XLEN", StreamKey(TagOf(1), "outbound")}), 1);
}

TEST_F(StreamsTest, KeepsTheOrderOfAPartition) {
  Texts wanted;
  for (int i = 0; i < 40; ++i) {
    Append(5, "e" + std::to_string(i));
    wanted.push_back("e" + std::to_string(i));
  }
  Texts got;
  while (got.size() < wanted.size()) {
    const auto ids = Ids(Get(streams_.Read("tips", All(), 16)));
    ASSERT_FALSE(ids.empty());
    EXPECT_LE(ids.size(), 16U);
    got.insert(got.end(), ids.begin(), ids.end());
  }
  EXPECT_EQ(got, wanted);
}

TEST_F(StreamsTest, ReadsOnlyLeasedPartitions) {
  Append(1, "mine");
  Append(2, "theirs");
  EXPECT_EQ(ReadIds(streams_, {{1, 1}}), Texts{"mine"});
  EXPECT_EQ(ReadIds(streams_, {}), Texts{});
}

TEST_F(StreamsTest, WaitsForTheFirstEntry) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(Get(streams_.Read("tips", All(), kReadCount, Millis(80))).empty());
  EXPECT_GE(std::chrono::steady_clock::now() - begun, Millis(75));
}

TEST_F(StreamsTest, WhatIsAcknowledgedIsGone) {
  Append(1, "a");
  Append(2, "b");
  ASSERT_TRUE(streams_.Ack(Get(streams_.Read("tips", All()))).has_value());
  EXPECT_EQ(
      Count({"XLEN", StreamKey(TagOf(1), "tips")}) + Count({"XLEN", StreamKey(TagOf(2), "tips")}),
      0);
  Streams next(redis(), kPartitions, "two");
  EXPECT_EQ(ReadIds(next, All(2)), Texts{});
}

TEST_F(StreamsTest, ANewLeaseFirstGivesWhatWasLeftBehind) {
  for (const char* id : {"a", "b", "c"})
    Append(1, id);
  EXPECT_EQ(ReadIds(streams_, All()), (Texts{"a", "b", "c"}));
  Append(1, "d");
  Streams next(redis(), kPartitions, "two");  // the first one died
  const auto left = Get(next.Read("tips", All(2), 2));
  EXPECT_EQ(Ids(left), Texts{"a"});  // two for eight partitions: one of each
  EXPECT_EQ(left[0].deliveries, 2);
  Texts rest;
  for (int i = 0; i < 3; ++i)
    for (const auto& id : Ids(Get(next.Read("tips", All(2), 2))))
      rest.push_back(id);
  EXPECT_EQ(rest, (Texts{"b", "c", "d"}));
}

TEST_F(StreamsTest, TheSameConsumerStartsAgainWithItsOwn) {
  Append(1, "a");
  EXPECT_EQ(ReadIds(streams_, All()), Texts{"a"});
  EXPECT_EQ(ReadIds(streams_, All()), Texts{});
  EXPECT_EQ(ReadIds(streams_, All(2)), Texts{"a"});  // it lost the lease and got it back
}

TEST_F(StreamsTest, ALostReplyDoesNotLoseItsEntries) {
  Append(1, "a");
  RedisOptions impatient = server().options();
  impatient.command_timeout = Millis(700);
  Redis own(impatient);
  Streams reader(own, kPartitions, "reader");
  EXPECT_EQ(ReadIds(reader, All()), Texts{"a"});
  Append(1, "b");
  server().Pause();
  EXPECT_EQ(reader.Read("tips", All()).error().code, Code::kUnavailable);
  server().Resume();  // now Redis runs the read, and nobody hears the answer
  Redis look(server().options());
  ASSERT_TRUE(testing::Eventually([&] {
    const auto pending = look.Run({"XPENDING", StreamKey(TagOf(1), "tips"), std::string(kGroup)});
    return pending && pending->view()[0].integer() == 2;
  }));
  EXPECT_EQ(ReadIds(reader, All()), Texts{"b"});  // and not "a", which is under way
}

TEST_F(StreamsTest, PoisonGoesToTheDeadLettersAndCanComeBack) {
  Append(4, "poison");
  int64_t deliveries = 0;
  for (int64_t epoch = 1; epoch <= 3; ++epoch)
    deliveries = Get(streams_.Read("tips", All(epoch))).at(0).deliveries;
  EXPECT_EQ(deliveries, 3);
  const auto entry = Get(streams_.Read("tips", All(4))).at(0);
  ASSERT_TRUE(streams_.Bury(entry, "invalid").has_value());
  ASSERT_TRUE(streams_.Bury(entry, "invalid").has_value());  // a second try, after a lost answer
  EXPECT_EQ(ReadIds(streams_, All(5)), Texts{});

  auto letters = streams_.DeadLetters();
  ASSERT_TRUE(letters.has_value());
  ASSERT_EQ(letters->size(), 1U);
  const DeadLetter& letter = letters->at(0);
  EXPECT_EQ(letter.stream + " " + letter.id + " " + letter.sealed + " " + letter.error,
            "tips poison sealed poison invalid");
  EXPECT_EQ(letter.attempts, 4);
  EXPECT_EQ(letter.partition, 4);
  EXPECT_EQ(*streams_.DeadCount(), 1);

  ASSERT_TRUE(streams_.Retry(4, letter.entry).has_value());
  EXPECT_EQ(streams_.Retry(4, letter.entry).error().code, Code::kNotFound);
  EXPECT_EQ(ReadIds(streams_, All(5)), Texts{"poison"});
  EXPECT_EQ(*streams_.DeadCount(), 0);
}

TEST_F(StreamsTest, DropsADeadLetterForGood) {
  Append(4, "poison");
  ASSERT_TRUE(streams_.Bury(Get(streams_.Read("tips", All())).at(0), "invalid").has_value());
  const std::string entry = streams_.DeadLetters()->at(0).entry;
  ASSERT_TRUE(streams_.Drop(4, entry).has_value());
  EXPECT_EQ(streams_.Drop(4, entry).error().code, Code::kNotFound);
  EXPECT_EQ(*streams_.DeadCount(), 0);
}

TEST_F(StreamsTest, ListsTheOldestDeadLettersOfAllPartitions) {
  for (int i = 0; i < 4; ++i) {
    Append(7 - i, "e" + std::to_string(i));
    ASSERT_TRUE(streams_.Bury(Get(streams_.Read("tips", All())).at(0), "invalid").has_value());
    const int64_t now = Count({"XLEN", StreamKey(TagOf(7 - i), "dead")});
    EXPECT_EQ(now, 1);
  }
  const auto letters = streams_.DeadLetters(3);
  ASSERT_EQ(letters->size(), 3U);
  EXPECT_TRUE(std::is_sorted(letters->begin(), letters->end(), [](const auto& a, const auto& b) {
    return a.buried_at() < b.buried_at();
  }));
}

TEST_F(StreamsTest, CountsWhatWaits) {
  for (const char* id : {"a", "b", "c"})
    Append(1, id);
  Append(2, "d");
  ASSERT_TRUE(streams_.Ack({Get(streams_.Read("tips", {{1, 1}}, 1)).at(0)}).has_value());
  const auto under_way = Get(streams_.Read("tips", {{1, 1}}, 1)).at(0);
  const auto counts = streams_.Counts();
  ASSERT_TRUE(counts.has_value()) << counts.error().message;
  const StreamCounts& tips = counts->at(0);
  EXPECT_EQ(tips.stream, "tips");
  EXPECT_EQ(tips.appended, 4);
  EXPECT_EQ(tips.length, 3);
  EXPECT_EQ(tips.pending, 1);
  EXPECT_EQ(tips.lag, 2);
  EXPECT_EQ(tips.oldest_ms, ToMillis(under_way.appended_at()));
  EXPECT_EQ(counts->at(1).length + counts->at(1).lag + counts->at(1).oldest_ms, 0);
}

TEST_F(StreamsTest, CountsBeforeAnyGroupExists) {
  ASSERT_TRUE(redis().Run({"FLUSHALL"}).has_value());
  const auto counts = streams_.Counts();
  ASSERT_TRUE(counts.has_value()) << counts.error().message;
  EXPECT_EQ(counts->at(0).length, 0);
}

TEST_F(StreamsTest, GoesOnWhenEntriesWereRemovedUnderItsHands) {
  Append(1, "a");
  const auto entry = Get(streams_.Read("tips", All())).at(0);
  Count({"XDEL", StreamKey(TagOf(1), "tips"), entry.entry});
  EXPECT_EQ(ReadIds(streams_, All(2)), Texts{});
}

TEST_F(StreamsTest, MakesItsGroupsAgainIfRedisWasEmptied) {
  ASSERT_TRUE(redis().Run({"FLUSHALL"}).has_value());
  EXPECT_TRUE(streams_.Read("tips", All()).has_value());
  Append(1, "a");
  EXPECT_EQ(ReadIds(streams_, All()), Texts{"a"});
}

}  // namespace
}  // namespace tipline::store
