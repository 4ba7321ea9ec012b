// The pipelined client of the gateway's workers.
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "gateway/store/redis.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"

namespace tipline::store {
namespace {

using testing::Eventually;

class AsyncRedisTest : public ::testing::Test {
 protected:
  RedisOptions Options(Millis command_timeout = Millis(20'000)) const {
    RedisOptions options = server_->options();
    options.command_timeout = command_timeout;
    return options;
  }
  // The worker loop in small: waits for the fd, ticks.
  static bool Loop(AsyncRedis& redis, const std::function<bool()>& until,
                   Millis limit = Millis(30'000)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!until()) {
      if (std::chrono::steady_clock::now() > end) return false;
      redis.Flush();
      pollfd fd{redis.fd(), POLLIN, 0};
      if (::poll(&fd, 1, 10) > 0) redis.OnReady();
      redis.OnTick();
    }
    return true;
  }
  struct Tally {
    int calls = 0, answers = 0, unavailable = 0;
    AsyncRedis::Callback Callback() {
      return [this](Result<Reply> reply) {
        ++calls;
        if (reply) ++answers;
        if (!reply && reply.error().code == Code::kUnavailable) ++unavailable;
      };
    }
  };
  std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start();
};

TEST_F(AsyncRedisTest, AnswersInOrderWithWhatBelongsToEach) {
  AsyncRedis redis(Options());
  std::vector<std::string> got;
  for (int i = 0; i < 2000; ++i)
    redis.Run({"ECHO", std::to_string(i)},
              [&](Result<Reply> reply) { got.emplace_back(reply ? reply->text() : "lost"); });
  EXPECT_TRUE(got.empty());  // never inside Run
  EXPECT_EQ(redis.pending(), 2000U);
  ASSERT_TRUE(Loop(redis, [&] { return got.size() == 2000; }));
  for (size_t i = 0; i < got.size(); ++i)
    EXPECT_EQ(got[i], std::to_string(i));
  EXPECT_TRUE(redis.connected());
  EXPECT_EQ(redis.pending(), 0U);
}

TEST_F(AsyncRedisTest, AnErrorReplyIsAReply) {
  AsyncRedis redis(Options());
  bool error = false;
  redis.Run({"NOSUCHCOMMAND"}, [&](Result<Reply> reply) { error = reply && reply->is_error(); });
  EXPECT_TRUE(Loop(redis, [&] { return error; }));
}

TEST_F(AsyncRedisTest, ACallbackMayAskOn) {
  AsyncRedis redis(Options());
  std::string got;
  redis.Run({"INCR", "n"}, [&](Result<Reply>) {
    redis.Run({"GET", "n"}, [&](Result<Reply> reply) { got = reply ? reply->text() : "lost"; });
  });
  EXPECT_TRUE(Loop(redis, [&] { return got == "1"; }));
}

TEST_F(AsyncRedisTest, EveryCallbackRunsOnceWhenTheServerIsKilledMidFlight) {
  AsyncRedis redis(Options());
  ASSERT_TRUE(Loop(redis, [&] { return redis.connected(); }));
  Tally tally;
  server_->Pause();  // so that nothing is answered any more
  for (int i = 0; i < 500; ++i)
    redis.Run({"INCR", "n"}, tally.Callback());
  redis.Flush();
  server_->Kill();
  ASSERT_TRUE(Loop(redis, [&] { return tally.calls >= 500; }));
  for (int i = 0; i < 10; ++i)
    redis.Run({"INCR", "n"}, tally.Callback());  // while it is away
  ASSERT_TRUE(Loop(redis, [&] { return tally.calls >= 510; }));
  EXPECT_FALSE(redis.connected());
  EXPECT_EQ(tally.calls, 510);
  EXPECT_EQ(tally.unavailable, 510);

  server_->StartAgain();
  ASSERT_TRUE(Loop(redis, [&] { return redis.connected(); }));
  std::string name;
  redis.Run({"CLIENT", "GETNAME"},
            [&](Result<Reply> reply) { name = reply ? reply->text() : "lost"; });
  ASSERT_TRUE(Loop(redis, [&] { return !name.empty(); }));
  EXPECT_EQ(name, "test");
  EXPECT_EQ(tally.calls, 510);
}

TEST_F(AsyncRedisTest, CallbacksThatAskAgainWhileTheConnectionDiesAreAnsweredToo) {
  AsyncRedis redis(Options());
  ASSERT_TRUE(Loop(redis, [&] { return redis.connected(); }));
  Tally again;
  server_->Pause();
  for (int i = 0; i < 50; ++i)
    redis.Run({"INCR", "n"}, [&](Result<Reply>) { redis.Run({"INCR", "n"}, again.Callback()); });
  redis.Flush();
  server_->Kill();
  ASSERT_TRUE(Loop(redis, [&] { return again.calls >= 50; }));
  EXPECT_EQ(again.calls, 50);
  EXPECT_EQ(again.unavailable, 50);
}

TEST_F(AsyncRedisTest, ASilentServerIsGivenUpInTime) {
  AsyncRedis redis(Options(Millis(700)));
  ASSERT_TRUE(Loop(redis, [&] { return redis.connected(); }));
  server_->Pause();
  Tally tally;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i)
    redis.Run({"INCR", "n"}, tally.Callback());
  EXPECT_TRUE(Loop(redis, [&] { return tally.calls == 20; }));
  const auto took = std::chrono::steady_clock::now() - begun;
  EXPECT_GE(took, Millis(700));
  EXPECT_LT(took, Millis(10'000));
  EXPECT_EQ(tally.unavailable, 20);
  server_->Resume();
  ASSERT_TRUE(Loop(redis, [&] { return redis.connected(); }));
  redis.Run({"PING"}, tally.Callback());
  EXPECT_TRUE(Loop(redis, [&] { return tally.answers == 1; }));
}

// The loop was too busy to look, not Redis too slow to answer.
TEST_F(AsyncRedisTest, WhatWasAnsweredIsReadBeforeItIsGivenUp) {
  AsyncRedis redis(Options(Millis(200)));
  ASSERT_TRUE(Loop(redis, [&] { return redis.connected(); }));
  Tally tally;
  for (int i = 0; i < 20; ++i)
    redis.Run({"INCR", "n"}, tally.Callback());
  redis.Flush();
  const Command ask = {"GET", "n"};
  Redis other(server_->options());
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_TRUE(Eventually([&] {
    return (*other.Run(ask))->integer() == 20 &&
           std::chrono::steady_clock::now() - begun > Millis(300);
  }));
  redis.OnTick();
  EXPECT_EQ(tally.answers, 20);
  EXPECT_EQ(tally.unavailable, 0);
}

TEST_F(AsyncRedisTest, WithoutAServerCallsAreAnsweredAtOnce) {
  server_->Kill();
  RedisOptions options = Options();
  std::filesystem::remove(options.socket);
  AsyncRedis redis(options);
  Tally tally;
  redis.Run({"PING"}, tally.Callback());
  EXPECT_EQ(tally.calls, 0);  // never inside Run
  redis.OnReady();            // no tick is waited for
  EXPECT_EQ(tally.unavailable, 1);
  EXPECT_FALSE(redis.connected());
}

TEST_F(AsyncRedisTest, AServerThatAcceptsButNeverGreetsIsLeft) {
  const testing::TempDir dir;
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = dir / "mute";
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const auto* raw = reinterpret_cast<const sockaddr*>(
      &address);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
  ASSERT_EQ(::bind(fd, raw, sizeof address), 0);
  ASSERT_EQ(::listen(fd, 4), 0);
  RedisOptions options;
  options.socket = path;
  options.connect_timeout = Millis(150);
  options.command_timeout = Millis(60'000);
  AsyncRedis redis(options);
  Tally tally;
  redis.Run({"PING"}, tally.Callback());
  EXPECT_TRUE(Loop(redis, [&] { return tally.unavailable == 1; }));
  ::close(fd);
}

TEST_F(AsyncRedisTest, AWrongPasswordNeverCountsAsConnected) {
  const auto server = testing::RedisServer::Start({{}, true});
  RedisOptions options = server->options("tl-gateway");
  options.password = "wrong";
  AsyncRedis redis(options);
  std::string why;
  redis.Run({"PING"},
            [&](Result<Reply> reply) { why = reply ? "answered" : reply.error().message; });
  ASSERT_TRUE(Loop(redis, [&] { return !why.empty(); }));
  EXPECT_NE(why.find("WRONGPASS"), std::string::npos) << why;
  EXPECT_FALSE(redis.connected());
}

TEST_F(AsyncRedisTest, TooManyWaitingAreRefused) {
  AsyncRedis redis(Options());
  ASSERT_TRUE(Loop(redis, [&] { return redis.connected(); }));
  server_->Pause();
  Tally tally;
  for (size_t i = 0; i < kMaxPending + 7; ++i)
    redis.Run({"PING"}, tally.Callback());
  redis.OnReady();
  EXPECT_EQ(tally.unavailable, 7);
  server_->Resume();
  EXPECT_TRUE(Loop(redis, [&] { return tally.calls == static_cast<int>(kMaxPending) + 7; }));
  EXPECT_EQ(tally.answers, static_cast<int>(kMaxPending));
}

TEST_F(AsyncRedisTest, WhatWaitsIsAnsweredWhenItGoes) {
  Tally tally;
  {
    AsyncRedis redis(Options());
    ASSERT_TRUE(Loop(redis, [&] { return redis.connected(); }));
    server_->Pause();
    for (int i = 0; i < 10; ++i)
      redis.Run({"PING"}, tally.Callback());
    EXPECT_EQ(tally.calls, 0);
  }
  EXPECT_EQ(tally.unavailable, 10);
  server_->Resume();
}

TEST_F(AsyncRedisTest, AThrowingCallbackHarmsNobodyElse) {
  AsyncRedis redis(Options());
  Tally tally;
  redis.Run({"PING"}, [](Result<Reply>) { throw std::runtime_error("a handler's defect"); });
  redis.Run({"PING"}, tally.Callback());
  EXPECT_TRUE(Loop(redis, [&] { return tally.answers == 1; }));
}

}  // namespace
}  // namespace tipline::store
