#include "gateway/store/live/gate.h"

#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

struct Unsafe {
  const char* line;   // of redis.conf
  const char* found;  // in the refusal
};

class GateSettingsTest : public ::testing::TestWithParam<Unsafe> {};

TEST_P(GateSettingsTest, RefusesAServerThatCouldForgetAndSaysWhy) {
  const auto server = testing::RedisServer::Start({{GetParam().line}, false});
  Redis redis(server->options());
  const Status checked = CheckServer(redis);
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().code, Code::kInvalid);
  EXPECT_NE(checked.error().message.find(GetParam().found), std::string::npos)
      << checked.error().message;
  EXPECT_NE(checked.error().message.find("allowed"), std::string::npos);
  EXPECT_TRUE(CheckServer(redis, true).has_value());
}

INSTANTIATE_TEST_SUITE_P(Gate, GateSettingsTest,
                         ::testing::Values(Unsafe{"appendonly no", "appendonly is \"no\""},
                                           Unsafe{"appendfsync everysec",
                                                  "appendfsync is \"everysec\""},
                                           Unsafe{"no-appendfsync-on-rewrite yes",
                                                  "no-appendfsync-on-rewrite is \"yes\""},
                                           Unsafe{"maxmemory-policy allkeys-lru",
                                                  "maxmemory-policy is \"allkeys-lru\""}));

class GateTest : public ::testing::Test {
 protected:
  std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start();
  Redis redis_{server_->options()};
};

TEST_F(GateTest, LoadsTheFunctionsOnceAndReplacesOlderOnes) {
  ASSERT_TRUE(CheckServer(redis_).has_value());
  ASSERT_TRUE(CheckServer(redis_).has_value());
  const auto stats = redis_.Run({"INFO", "commandstats"});
  const auto libraries = redis_.Run({"FUNCTION", "LIST"});
  EXPECT_NE((*stats)->text().find(
                "cmdstat_function|load:calls=" + std::to_string((*libraries)->size()) + ","),
            std::string_view::npos)
      << "each once";
  ASSERT_TRUE(redis_
                  .Run({"FUNCTION", "LOAD", "REPLACE",
                        "#!lua name=tipline_timers_v1\nredis.register_function('tl_timers_due', "
                        "function() end)"})
                  .has_value());
  EXPECT_FALSE(redis_.Run({"FCALL", "tl_timer_done", "1", "k", "m", "1"}).has_value());
  ASSERT_TRUE(CheckServer(redis_).has_value());
  EXPECT_TRUE(redis_.Run({"FCALL", "tl_timer_done", "1", "k", "m", "1"}).has_value());
}

TEST_F(GateTest, FunctionsSurviveACrash) {
  ASSERT_TRUE(CheckServer(redis_).has_value());
  server_->Kill();
  server_->StartAgain();
  EXPECT_TRUE(redis_.Run({"FCALL", "tl_timer_done", "1", "k", "m", "1"}).has_value());
}

TEST_F(GateTest, WithoutAServerItIsUnavailable) {
  server_->Kill();
  EXPECT_EQ(CheckServer(redis_).error().code, Code::kUnavailable);
}

}  // namespace
}  // namespace tipline::store
