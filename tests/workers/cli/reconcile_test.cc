#include "workers/cli/reconcile.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/base/crypto.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/streams.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"
#include "tests/workers/cli/call.h"

namespace tipline::cli {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class ReconcileCliTest : public ::testing::Test {
 protected:
  void SetUp() override { config_ = WriteSandbox(temp_, server_->socket()); }
  // What a worker does when it starts.
  void StartCounting() {
    ASSERT_TRUE(store::CheckServer(redis_));
    ASSERT_TRUE(streams_.EnsureGroups());
    auto database = store::Database::Open("sqlite:" + (temp_ / "tipline.db"));
    ASSERT_TRUE(database);
    database_ = *std::move(database);
    ASSERT_TRUE(store::BeginSqlBooks(redis_, 64, *database_));
  }
  int Call(const std::vector<std::string>& more, bool json = true) {
    std::vector<std::string> words = {"--config", config_, "reconcile"};
    if (json) words.emplace_back("--json");
    words.insert(words.end(), more.begin(), more.end());
    const Called called = cli::Call(words);
    out_ = called.out;
    err_ = called.err;
    return called.code;
  }
  Json Check(const std::string& name) const {
    const Json out = Json::parse(out_);
    for (const Json& one : out["checks"])
      if (one["name"] == name) return one;
    return {};
  }
  // How often somebody read the books of a partition.
  static int64_t Readings(store::Redis& redis) {
    const auto stats = redis.Run({"INFO", "commandstats"});
    const std::string text(stats ? (*stats)->text() : "");
    const std::string name = "cmdstat_fcall_ro:calls=";
    const size_t at = text.find(name);
    return at == std::string::npos ? 0 : std::stoll(text.substr(at + name.size()));
  }
  void Append(const std::string& id, const std::string& kind) {
    ASSERT_TRUE(streams_.Append(store::TagOf(7), {"tips", id, kind, "sealed-words", ""}));
  }

  const testing::TempDir temp_;
  std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start();
  store::Redis redis_{server_->options()};
  store::Streams streams_{redis_, 64, "test"};
  std::unique_ptr<store::Database> database_;
  std::string config_, out_, err_;
};

TEST_F(ReconcileCliTest, SaysWhatIsWhereAndThatItAddsUp) {
  StartCounting();
  Append("a", "status");
  Append("b", "raw");
  ASSERT_TRUE(streams_.Ack({streams_.Read("tips", {{7, 1}}, 1)->at(0)}));
  EXPECT_EQ(Call({}), 0) << out_ << err_;
  const Json out = Json::parse(out_);
  EXPECT_EQ(out["taken"], 2);
  EXPECT_EQ(out["appended"], (Json{{"raw", 1}, {"status", 1}}));
  EXPECT_EQ(out["entries"], 2);
  EXPECT_EQ(out["done"], (Json{{"status", 1}}));
  EXPECT_EQ(out["waiting"], 1);
  EXPECT_EQ(out["sql_tips"], 0);
  EXPECT_TRUE(out["spooled"].is_null()) << "no gateway was ever here";
  EXPECT_EQ(out["unaccounted"], 0);
  EXPECT_EQ(out["ok"], true);
  EXPECT_EQ(Check("webhooks")["left"], 2);
  EXPECT_EQ(Call({}, false), 0);
  EXPECT_THAT(out_, HasSubstr("webhooks taken                          2\n"));
  EXPECT_THAT(out_, HasSubstr("ok    webhooks: 2 = 2; "));
  EXPECT_EQ(out_.find("sealed-words"), std::string::npos);
}

TEST_F(ReconcileCliTest, ADifferenceIsExitCode1UntilItIsAccepted) {
  StartCounting();
  Append("a", "raw");
  ASSERT_TRUE(redis_.Run({"XTRIM", store::StreamKey(store::TagOf(7), "tips"), "MAXLEN", "0"}));
  EXPECT_EQ(Call({}), 1);
  EXPECT_EQ(Json::parse(out_)["ok"], false);
  EXPECT_EQ(Json::parse(out_)["unaccounted"], 1);
  EXPECT_EQ(Check("tips_out")["ok"], false);
  EXPECT_EQ(Check("tips_out")["partitions"],
            Json::parse(R"([{"partition":7,"left":1,"right":0}])"));
  EXPECT_EQ(Call({}, false), 1);
  EXPECT_THAT(out_, HasSubstr("fail  tips_out: 1 is not 0; entries left the stream"));
  EXPECT_EQ(Call({"--accept"}), 0) << out_ << err_;
  EXPECT_EQ(Call({}), 0);
  std::string detail;
  ASSERT_TRUE(database_->Read([&](soci::session& sql) -> Status {
    sql << "SELECT detail FROM audit WHERE action = 'books_accepted' AND actor = 'cli'",
        soci::into(detail);
    return Unit{};
  }));
  EXPECT_EQ(detail, "webhooks 1 0, tips_out 1 0");
}

TEST_F(ReconcileCliTest, WaitsUntilNothingWaits) {
  StartCounting();
  Append("a", "status");
  const int64_t before = Readings(redis_);
  std::thread worker([this, before] {
    store::Redis redis(server_->options());
    EXPECT_TRUE(testing::Eventually([&] { return Readings(redis) > before; })) << "nobody looked";
    store::Streams streams(redis, 64, "worker");
    EXPECT_TRUE(streams.Ack(*streams.Read("tips", {{7, 1}})));
  });
  EXPECT_EQ(Call({"--wait", "60"}), 0) << out_ << err_;
  worker.join();
  EXPECT_EQ(Json::parse(out_)["waiting"], 0);
  EXPECT_EQ(Check("waiting")["ok"], true);
  Append("b", "status");
  EXPECT_EQ(Call({"--wait", "1"}), 1);
  EXPECT_EQ(Check("waiting")["left"], 1);
  EXPECT_EQ(Call({"--wait", "-1"}), 2);
}

TEST_F(ReconcileCliTest, WhatDoesNotAnswerIsExitCode3) {
  EXPECT_EQ(Call({}), 3) << "no database yet";
  EXPECT_THAT(err_, HasSubstr("no database yet"));
  ASSERT_TRUE(store::Database::Open("sqlite:" + (temp_ / "tipline.db")));
  EXPECT_EQ(Call({}), 3) << "no worker has loaded the functions";
  StartCounting();
  EXPECT_EQ(Call({}), 0) << out_ << err_;
  server_->Kill();
  EXPECT_EQ(Call({}), 3);
}

TEST_F(ReconcileCliTest, WhatNobodyCountsYetIsNoProof) {
  ASSERT_TRUE(store::CheckServer(redis_));
  ASSERT_TRUE(store::Database::Open("sqlite:" + (temp_ / "tipline.db")));
  Append("a", "status");
  EXPECT_EQ(Call({}), 1);
  EXPECT_EQ(Check("begun")["left"], 0);
  EXPECT_EQ(Check("begun")["right"], 65);
  EXPECT_EQ(Json::parse(out_)["unaccounted"], 0);
  EXPECT_TRUE(Json::parse(out_)["since"].is_null());
}

TEST_F(ReconcileCliTest, DamagedFilesOfTheSpoolShow) {
  StartCounting();
  temp_.Write("spool/aside-9", "x");
  EXPECT_EQ(Call({}), 1);
  EXPECT_EQ(Json::parse(out_)["spooled"], 0);
  EXPECT_EQ(Check("spool")["left"], 1);
}

}  // namespace
}  // namespace tipline::cli
