#include "gateway/store/live/conversations.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "flows/model/session.h"
#include "gateway/store/live/streams.h"
#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

constexpr const char* kCanaryWords = "canarywords they took my passport";
constexpr const char* kCanaryNumber = "711000001";

class ConversationsTest : public LiveTest {
 protected:
  std::string Key(const std::string& rest) const {
    return "tl:" + conversations().Tag(Someone()) + ":" + rest;
  }
  std::string SessionKey(const std::string& medium) const {
    return Key("d:" + Someone() + ":" + medium);
  }

  Commit Turn(const Who& who, int64_t revision, const std::string& answer) const {
    Commit commit;
    commit.who = who;
    commit.expected_revision = revision;
    commit.session = "{\"session\":\"" + answer + "\"}";
    commit.transcript = "1*2";
    commit.answer = answer;
    return commit;
  }
  StreamEntry Tip(const std::string& id) const {
    return {"tips", id, "tip", SealToCase(keys(), std::string(kCanaryWords)), "generic"};
  }
};

TEST_F(ConversationsTest, SomeoneNewHasNothing) {
  const Loaded loaded = Load(UssdTurn("t1"));
  EXPECT_FALSE(loaded.repeat);
  EXPECT_EQ(loaded.revision, 0);
  EXPECT_EQ(loaded.session + loaded.transcript + loaded.language + loaded.role, "");
  EXPECT_FALSE(loaded.same_provider_session);
}

TEST_F(ConversationsTest, GivesBackWhatWasCommitted) {
  Commit commit = Turn(UssdTurn("t1"), 0, "CWelcome");
  commit.remember_language = "sw";
  EXPECT_EQ(Write(commit).outcome, Committed::Outcome::kDone);
  const Loaded loaded = Load(UssdTurn("t2"));
  EXPECT_EQ(loaded.session, commit.session);
  EXPECT_EQ(loaded.transcript, "1*2");
  EXPECT_EQ(loaded.revision, 1);
  EXPECT_EQ(loaded.language, "sw");
  EXPECT_TRUE(loaded.same_provider_session);
  EXPECT_FALSE(Load(UssdTurn("t3", "another dial-in")).same_provider_session);
}

TEST_F(ConversationsTest, KeepsUssdAndSmsApart) {
  Write(Turn(UssdTurn("t1"), 0, "CWelcome"));
  EXPECT_EQ(Load(SmsTurn("m1")).revision, 0);
}

TEST_F(ConversationsTest, AnswersARepeatFromWhatWasStored) {
  for (const Who& who : {UssdTurn("t1"), SmsTurn("m1")}) {
    Commit commit = Turn(who, 0, "CFirst answer");
    commit.entries = {Tip(std::string("tip of ") + MediumName(who.medium))};
    Write(commit);
    EXPECT_TRUE(Load(who).repeat);
    EXPECT_EQ(Load(who).answer, "CFirst answer");
    commit.answer = "CSecond answer";
    commit.expected_revision = 1;
    const Committed again = Write(commit);
    EXPECT_EQ(again.outcome, Committed::Outcome::kRepeat);
    EXPECT_EQ(again.answer, "CFirst answer");
  }
  EXPECT_EQ(Count({"XLEN", Key("tips")}), 2);
}

TEST_F(ConversationsTest, ALateRepeatOfAnOlderTurnGivesTheCurrentAnswerAndChangesNothing) {
  Write(Turn(UssdTurn("t1"), 0, "COne"));
  Write(Turn(UssdTurn("t2"), 1, "CTwo"));
  EXPECT_EQ(Load(UssdTurn("t1")).answer, "CTwo");
  Commit late = Turn(UssdTurn("t1"), 2, "CLate");
  late.entries = {Tip("late")};
  const Committed committed = Write(late);
  EXPECT_EQ(committed.outcome, Committed::Outcome::kRepeat);
  EXPECT_EQ(committed.answer, "CTwo");
  EXPECT_EQ(Load(UssdTurn("t3")).revision, 2);
  EXPECT_EQ(Count({"EXISTS", Key("tips")}), 0);
}

TEST_F(ConversationsTest, EachSmsKeepsItsOwnAnswer) {
  Write(Turn(SmsTurn("m1"), 0, "COne"));
  Write(Turn(SmsTurn("m2"), 1, "CTwo"));
  EXPECT_EQ(Load(SmsTurn("m1")).answer, "COne");
  EXPECT_EQ(Load(SmsTurn("m2")).answer, "CTwo");
}

TEST_F(ConversationsTest, RemembersTheLastTurnsOfALongSession) {
  const int turns = static_cast<int>(kTurnsKept) + 3;
  for (int i = 0; i < turns; ++i)
    Write(Turn(UssdTurn("t" + std::to_string(i)), i, "C" + std::to_string(i)));
  EXPECT_FALSE(Load(UssdTurn("t2")).repeat);
  EXPECT_TRUE(Load(UssdTurn("t3")).repeat);
  EXPECT_TRUE(Load(UssdTurn("t" + std::to_string(turns - 1))).repeat);
}

TEST_F(ConversationsTest, ALostRaceIsAConflictAndChangesNothing) {
  Write(Turn(UssdTurn("t1"), 0, "COne"));
  Commit late = Turn(UssdTurn("t2"), 0, "CLate");
  late.entries = {Tip("late")};
  late.remember_language = "fr";
  EXPECT_EQ(Write(late).outcome, Committed::Outcome::kConflict);
  const Loaded loaded = Load(UssdTurn("t3"));
  EXPECT_EQ(loaded.revision, 1);
  EXPECT_EQ(loaded.language, "");
  EXPECT_EQ(Count({"EXISTS", Key("tips")}), 0);
}

TEST_F(ConversationsTest, FiveAtOnceMakeOneTipAndFiveEqualAnswers) {
  for (const Who& who : {UssdTurn("same"), SmsTurn("same")}) {
    std::atomic<int> done{0};
    std::vector<std::string> answers(5);
    std::vector<std::thread> threads;
    for (size_t i = 0; i < answers.size(); ++i) {
      threads.emplace_back([&, i] {
        Redis own(server().options());
        const std::string mine = "Canswer of " + std::to_string(i);
        Commit commit = Turn(who, 0, mine);
        commit.entries = {{"tips", "tip", "tip", "sealed", "generic"}};
        const auto reply = own.Run(conversations().CommitCommand(commit));
        ASSERT_TRUE(reply.has_value()) << reply.error().message;
        const auto committed = conversations().ReadCommit(who, reply->view());
        ASSERT_TRUE(committed.has_value()) << committed.error().message;
        if (committed->outcome == Committed::Outcome::kDone) ++done;
        answers[i] = committed->outcome == Committed::Outcome::kDone ? mine : committed->answer;
      });
    }
    for (std::thread& thread : threads)
      thread.join();
    EXPECT_EQ(done, 1);
    for (const std::string& answer : answers)
      EXPECT_EQ(answer, answers[0]);
    EXPECT_EQ(Count({"XLEN", Key("tips")}), who.medium == Medium::kUssd ? 1 : 2);
  }
}

TEST_F(ConversationsTest, WritesEntriesToTheStreamsOfTheSamePartition) {
  Commit commit = Turn(UssdTurn("t1"), 0, "COne");
  commit.entries = {Tip("tip1"), {"outbound", "out1", "reply", "sealed", "generic"}};
  Write(commit);
  const auto reply = redis().Run({"XRANGE", Key("outbound"), "-", "+"});
  ASSERT_TRUE(reply.has_value());
  const Reply fields = reply->view()[0][1];
  std::vector<std::string> flat;
  for (size_t i = 0; i < fields.size(); ++i)
    flat.emplace_back(fields[i].text());
  EXPECT_EQ(flat, (std::vector<std::string>{"id", "out1", "kind", "reply", "sealed", "sealed",
                                            "meta", "generic"}));
  EXPECT_EQ(Count({"XLEN", Key("tips")}), 1);
}

TEST_F(ConversationsTest, AFailedCommitLeavesNothing) {
  Ask({"SET", Key("outbound"), "not a stream"});
  Commit commit = Turn(SmsTurn("m1"), 0, "COne");
  commit.remember_language = "sw";
  commit.entries = {Tip("tip1"), {"outbound", "out1", "reply", "sealed", "generic"}};
  EXPECT_FALSE(redis().Run(conversations().CommitCommand(commit)).has_value());
  commit.entries = {Tip("tip1"), {"no_such_stream", "out1", "reply", "sealed", "generic"}};
  EXPECT_FALSE(redis().Run(conversations().CommitCommand(commit)).has_value());
  EXPECT_EQ(Count({"DBSIZE"}), 1);  // what this test put there itself
}

TEST_F(ConversationsTest, EndsByItself) {
  Commit open = Turn(UssdTurn("t1"), 0, "COne");
  open.remember_language = "sw";
  Write(open);
  const auto near = [&](const std::string& key, Millis ttl) {
    const int64_t left = Count({"PTTL", key});
    return left <= ttl.count() && left > ttl.count() - 60'000;
  };
  EXPECT_TRUE(near(SessionKey("ussd"), kResumeTtl));
  EXPECT_TRUE(near(Key("p:" + Someone()), kContactTtl));
  Commit ended = Turn(UssdTurn("t2"), 1, "EBye");
  ended.ended = true;
  Write(ended);
  EXPECT_TRUE(near(SessionKey("ussd"), kEndedTtl));
  Write(Turn(SmsTurn("m1"), 0, "COne"));
  EXPECT_TRUE(near(Key("m:" + SmsTurn("m1").turn), kSeenTtl));
}

TEST_F(ConversationsTest, BeginsAgainIfTheSessionKeyChanged) {
  Write(Turn(UssdTurn("t1"), 0, "COne"));
  KeyRing other = FreshKeys();
  const Conversations changed(other, kPartitions);
  const auto reply = redis().Run(conversations().LoadCommand(UssdTurn("t2")));
  const auto loaded = changed.ReadLoad(UssdTurn("t2"), reply->view());
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->session, "");
  EXPECT_EQ(loaded->revision, 1);
}

TEST_F(ConversationsTest, CountsWhereTurnsGo) {
  for (int i = 0; i < 3; ++i) {
    Commit commit = Turn(UssdTurn("t" + std::to_string(i)), i, "COne");
    commit.passage = i < 2 ? "main/sw/ussd hi.shown" : "main/sw/ussd hi.answered what.shown";
    if (i == 2) commit.entries = {Tip("tip1")};  // the long form of the command counts, too
    Write(commit);
    Write(commit);  // a repeat is no second turn
  }
  EXPECT_EQ(Count({"HGET", Key("n"), "turn:main/sw/ussd hi.shown"}), 2);
  EXPECT_EQ(Count({"HGET", Key("n"), "turn:main/sw/ussd hi.answered what.shown"}), 1);
  EXPECT_EQ(Count({"HGET", Key("n"), "filed"}), 1);
}

TEST_F(ConversationsTest, ACountThatCannotBeWrittenCostsNoMessage) {
  Ask({"SET", Key("n"), "not a hash"});
  Commit commit = Turn(UssdTurn("t1"), 0, "COne");
  commit.entries = {Tip("tip1")};
  EXPECT_EQ(Write(commit).outcome, Committed::Outcome::kDone);
  EXPECT_EQ(Count({"XLEN", Key("tips")}), 1);
}

TEST_F(ConversationsTest, ARecordOfAnotherFormIsAnErrorAndStays) {
  Ask({"SET", SessionKey("ussd"), "\x02 of a later Tipline"});
  const auto reply = redis().Run(conversations().LoadCommand(UssdTurn("t1")));
  ASSERT_TRUE(reply.has_value());
  EXPECT_FALSE(conversations().ReadLoad(UssdTurn("t1"), reply->view()).has_value());
}

TEST_F(ConversationsTest, NothingReadableReachesKeysValuesOrDisk) {
  Commit commit = Turn(UssdTurn("t1", std::string("at|session of ") + kCanaryNumber), 0,
                       std::string("C") + kCanaryWords);
  commit.session =
      std::string("{\"words\":\"") + kCanaryWords + "\",\"number\":\"+254" + kCanaryNumber + "\"}";
  commit.transcript = std::string("1*") + kCanaryWords;
  commit.entries = {Tip("tip1")};
  Write(commit);
  commit.who = SmsTurn(kCanaryWords);
  Write(commit);
  server().Stop();
  int with_id = 0;  // shows that the records are in what is looked at
  for (const auto& file : std::filesystem::recursive_directory_iterator(server().dir())) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    EXPECT_EQ(text.find("canarywords"), std::string::npos) << file.path();
    EXPECT_EQ(text.find(kCanaryNumber), std::string::npos) << file.path();
    with_id += text.find("tip1") == std::string::npos ? 0 : 1;
  }
  EXPECT_GE(with_id, 1);
}

TEST_F(ConversationsTest, AnAcknowledgedTurnSurvivesACrash) {
  Write(Turn(UssdTurn("t1"), 0, "COne"));
  server().Kill();
  server().StartAgain();
  redis().Disconnect();
  EXPECT_EQ(Load(UssdTurn("t1")).answer, "COne");
}

// A person half way through: six answers, their words, a full screen as the last answer.
Session HalfWay() {
  Session session;
  session.id = "01JD0000000000000000000000";
  session.flow = "main";
  session.version = 3;
  session.language = "sw";
  session.stack = {{"main", "where"}, {"child", "age"}};
  for (const char* name : {"safe", "about", "child", "danger", "place", "story"}) {
    session.answers[name] = "an answer";
    session.said.push_back(
        {FromMillis(1'790'000'000'000), name, Secret<std::string>("some words of theirs"), "yes"});
  }
  session.screens = 7;
  return session;
}

TEST_F(ConversationsTest, AnOpenSessionTakesLessThanOneAndAHalfKibibytes) {
  Commit commit = Turn(UssdTurn("t0"), 0, "C" + std::string(159, 'x'));
  commit.session = EncodeSession(HalfWay());
  commit.transcript = "1*2*1*3*Kisumu*1";
  commit.remember_language = "sw";
  for (int i = 0; i < 7; ++i) {
    commit.who = UssdTurn("t" + std::to_string(i));
    commit.expected_revision = i;
    Write(commit);
  }
  const int64_t session = Count({"MEMORY", "USAGE", SessionKey("ussd")});
  const int64_t contact = Count({"MEMORY", "USAGE", Key("p:" + Someone())});
  RecordProperty("session_bytes", static_cast<int>(commit.session.size()));
  RecordProperty("bytes", static_cast<int>(session + contact));
  EXPECT_GT(session, static_cast<int64_t>(commit.session.size()));
  EXPECT_LE(session + contact, 1400) << "of a session of " << commit.session.size() << " bytes";
}

}  // namespace
}  // namespace tipline::store
