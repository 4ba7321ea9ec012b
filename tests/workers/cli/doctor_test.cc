#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "gateway/base/crypto.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/streams.h"
#include "gateway/store/records/directory.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"
#include "tests/workers/cli/call.h"
#include "workers/cli/doctor_checks.h"

namespace tipline::cli {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class DoctorTest : public ::testing::Test {
 protected:
  void Configure(const std::string& socket) { config_ = WriteSandbox(temp_, socket); }

  int Doctor(std::vector<std::string> more) {
    std::vector<std::string> words = {"--config", config_, "--json", "doctor"};
    words.insert(words.end(), more.begin(), more.end());
    const Called called = cli::Call(words);
    out_ = called.out;
    err_ = called.err;
    return called.code;
  }

  // "ok: detail" of a check in the last output.
  std::string Said(const std::string& name) const {
    for (const Json& one : Json::parse(out_))
      if (one["name"] == name)
        return one["state"].get<std::string>() + ": " + one["detail"].get<std::string>();
    return "not there";
  }

  const testing::TempDir temp_;
  std::string config_, out_, err_;
};

TEST_F(DoctorTest, ARedisThatIsNotThereIsExitCode3) {
  Configure(temp_ / "none.sock");
  EXPECT_EQ(Doctor({}), 3);
  EXPECT_THAT(Said("redis"), HasSubstr("fail: "));
  EXPECT_THAT(Said("configuration"), HasSubstr("ok: "));
  EXPECT_THAT(Said("key case.key"), HasSubstr("ok: "));
  EXPECT_EQ(Said("sql"), "warn: no database yet; the worker makes it");
  EXPECT_EQ(Doctor({"--dead"}), 3);
}

TEST_F(DoctorTest, SaysThatNothingIsEverForgotten) {
  Configure(temp_ / "none.sock");
  Doctor({});
  EXPECT_THAT(Said("retention"), HasSubstr("warn: words and numbers are kept for ever: "));
  temp_.Write("retention.json", R"({"words_days":0})");
  Doctor({});
  EXPECT_THAT(Said("retention"), HasSubstr("retention.json: /words_days"));
  EXPECT_THAT(Said("retention"), HasSubstr("fail: "));
  temp_.Write("retention.json", "{}");
  Doctor({});
  EXPECT_EQ(Said("retention"), "ok: see tipline retention next");
}

TEST_F(DoctorTest, FindsAKeyThatOthersCanReadAndAnUnpublishedFlow) {
  const auto server = testing::RedisServer::Start();
  Configure(server->socket());
  ASSERT_EQ(chmod((temp_ / "keys/store.key").c_str(), 0644), 0);
  EXPECT_EQ(Doctor({}), 1) << err_;
  EXPECT_EQ(Said("key store.key"), "fail: others can read it; chmod 600");
  EXPECT_EQ(Said("flow main"), "fail: not published; run: tipline flow publish");
  EXPECT_EQ(Said("redis"), "ok: on disk before an answer, functions loaded");
  EXPECT_EQ(Said("dead letters"), "ok: none");
  EXPECT_EQ(Said("spool"), "ok: empty");
  EXPECT_THAT(Said("reconciler"), HasSubstr("warn: not all is counted yet"));
}

TEST_F(DoctorTest, MessagesThatAreNowhereAreAFailure) {
  const auto server = testing::RedisServer::Start();
  Configure(server->socket());
  store::Redis redis(server->options());
  ASSERT_TRUE(store::CheckServer(redis));
  store::Streams streams(redis, 64, "test");
  ASSERT_TRUE(streams.EnsureGroups());
  ASSERT_TRUE(streams.Append(store::TagOf(7), {"tips", "a", "raw", "sealed-words", ""}));
  Doctor({});
  EXPECT_EQ(Said("reconciler"), "ok: every message that was taken is accounted for");
  ASSERT_TRUE(redis.Run({"XTRIM", store::StreamKey(store::TagOf(7), "tips"), "MAXLEN", "0"}));
  EXPECT_EQ(Doctor({}), 1);
  EXPECT_EQ(Said("reconciler"), "fail: 1 messages are not accounted for; see tipline reconcile");
}

TEST_F(DoctorTest, ARedisThatCouldForgetIsAFailure) {
  testing::RedisServerOptions options;
  options.settings = {"appendfsync everysec"};
  const auto server = testing::RedisServer::Start(options);
  Configure(server->socket());
  EXPECT_EQ(Doctor({}), 1);
  EXPECT_THAT(Said("redis"), HasSubstr("fail: redis: appendfsync is \"everysec\""));
}

TEST_F(DoctorTest, DeadLettersAreListedTriedAgainAndDropped) {
  const auto server = testing::RedisServer::Start();
  Configure(server->socket());
  store::Redis redis(server->options());
  ASSERT_TRUE(store::CheckServer(redis));
  store::Streams streams(redis, 64, "test");
  ASSERT_TRUE(streams.EnsureGroups());
  store::Leases leases(redis, 64, "test");
  for (const char* id : {"01A", "01B"}) {
    ASSERT_TRUE(streams.Append(store::TagOf(7), {"tips", id, "tip", "sealed-words", ""}));
    const auto held = leases.Keep();
    ASSERT_TRUE(held);
    const auto read = streams.Read("tips", *held);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 1U);
    ASSERT_TRUE(streams.Bury(read->front(), "invalid"));
  }

  EXPECT_EQ(Doctor({}), 1);
  EXPECT_THAT(Said("dead letters"), HasSubstr("fail: 2; "));
  EXPECT_EQ(Doctor({"--dead"}), 1);
  EXPECT_EQ(out_.find("sealed-words"), std::string::npos);
  const Json letters = Json::parse(out_);
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_EQ(letters[0]["entry_id"], "01A");
  EXPECT_EQ(letters[0]["error"], "invalid");

  EXPECT_EQ(Doctor({"--retry", letters[0]["id"]}), 0) << err_;
  EXPECT_EQ(Doctor({"--drop", letters[1]["id"]}), 0) << err_;
  EXPECT_EQ(Doctor({"--drop", letters[1]["id"]}), 2) << "it is gone";
  EXPECT_EQ(Doctor({"--dead"}), 0);
  const auto counts = streams.Counts();
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->front().lag, 1) << "the first one waits again";
}

TEST_F(DoctorTest, AllDeadLettersGoBackAtOnce) {
  constexpr int kLetters = 1100;  // more than are read at once
  const auto server = testing::RedisServer::Start();
  Configure(server->socket());
  store::Redis redis(server->options());
  ASSERT_TRUE(store::CheckServer(redis));
  store::Streams streams(redis, 64, "test");
  ASSERT_TRUE(streams.EnsureGroups());
  for (int i = 0; i < kLetters; ++i)
    ASSERT_TRUE(redis.Run({"XADD", "tl:" + store::TagOf(i % 64) + ":dead", "*", "stream",
                           i == 5 ? "elsewhere" : "tips", "id", std::to_string(i), "kind", "tip",
                           "sealed", "sealed-words", "meta", "", "error", "internal"}));
  EXPECT_EQ(Doctor({"--retry", "all"}), 1) << "one is of no stream that we know";
  EXPECT_EQ(Json::parse(out_), (Json{{"retried", kLetters - 1}, {"left", 1}}));
  EXPECT_THAT(err_, HasSubstr("500 of 1100\n"));
  EXPECT_EQ(streams.Counts()->front().lag, kLetters - 1);
  EXPECT_EQ(*streams.DeadCount(), 1);
  ASSERT_TRUE(redis.Run({"DEL", "tl:" + store::TagOf(5) + ":dead"}));
  EXPECT_EQ(Doctor({"--retry", "all"}), 0);
  EXPECT_EQ(Json::parse(out_), (Json{{"retried", 0}, {"left", 0}}));
}

TEST_F(DoctorTest, ResponderRowsThatNobodyCanReadAreAFailure) {
  Configure(temp_ / "none.sock");
  const auto sql = store::Database::Open("sqlite:" + (temp_ / "tipline.db"));
  ASSERT_TRUE(sql.has_value());
  const auto keys = LoadKeys(temp_ / "keys", Role::kCli);
  ASSERT_TRUE(keys.has_value());
  Directory directory;
  directory.organisations.emplace_back().id = "o1";
  for (const char* id : {"r1", "r2"}) {
    Responder& responder = directory.responders.emplace_back();
    responder.id = id;
    responder.organisation_id = "o1";
  }
  ASSERT_TRUE(store::DirectoryRecords(**sql, *keys).Import(directory, "tester", FromMillis(1)));
  Doctor({});
  EXPECT_EQ(Said("directory"), "ok: 2 responders");
  ASSERT_TRUE((*sql)->Write([](soci::session& session) -> Status {
    session << "UPDATE responders SET hours = 'x' WHERE id = 'r2'";
    return Unit{};
  }));
  Doctor({});
  EXPECT_THAT(Said("directory"), HasSubstr("fail: "));
  EXPECT_THAT(Said("directory"), HasSubstr(": r2;"));
}

TEST_F(DoctorTest, AnIdThatIsNoneIsWrongUse) {
  Configure(temp_ / "none.sock");
  for (const char* id : {"x", "7", "7:", "x:1-0", "-1:1-0", "64:1-0"})
    EXPECT_EQ(Doctor({"--drop", id}), 2) << id;
  EXPECT_EQ(Doctor({"--drop", "1:1-0", "--retry", "1:1-0"}), 2);
}

TEST_F(DoctorTest, MessagesInTheSpoolAreAWarning) {
  Configure(temp_ / "none.sock");
  temp_.Write("spool/00000000000000000001.spool", "waiting");
  EXPECT_EQ(Doctor({}), 3);
  EXPECT_EQ(Said("spool"), "warn: 7 bytes wait for Redis; the gateway replays them");
  temp_.Write("spool/aside-9", "x");
  EXPECT_EQ(Doctor({}), 3);
  EXPECT_THAT(Said("spool"), HasSubstr("fail: 1 messages set aside"));
}

}  // namespace
}  // namespace tipline::cli
