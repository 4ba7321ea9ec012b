#include "gateway/store/redis_group.h"

#include <set>

#include <gtest/gtest.h>
#include <poll.h>

#include "tests/support/redis_server.h"

namespace tipline::store {
namespace {

constexpr size_t kConnections = 3;

class RedisGroupTest : public ::testing::Test {
 protected:
  bool Loop(RedisGroup& group, const std::function<bool()>& until) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!until()) {
      if (std::chrono::steady_clock::now() > end) return false;
      group.Flush();
      pollfd fd{group.fd(), POLLIN, 0};
      if (::poll(&fd, 1, 10) > 0) group.OnReady();
      group.OnTick();
    }
    return true;
  }
  RedisOptions Options() {
    RedisOptions options = server_->options();
    options.on_change = [this](bool up) { up_ += up ? 1 : -1; };
    return options;
  }
  std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start();
  int up_ = 0;
};

TEST_F(RedisGroupTest, CommandsGoToAllConnectionsInTurn) {
  RedisGroup group(Options(), kConnections);
  ASSERT_TRUE(Loop(group, [&] { return up_ == static_cast<int>(kConnections); }));
  std::multiset<int64_t> clients;
  for (size_t i = 0; i < 2 * kConnections; ++i)
    group.Run({"CLIENT", "ID"}, [&](Result<Reply> reply) {
      ASSERT_TRUE(reply);
      clients.insert(reply->integer());
    });
  ASSERT_TRUE(Loop(group, [&] { return clients.size() == 2 * kConnections; }));
  for (const int64_t client : clients)
    EXPECT_EQ(clients.count(client), 2U);
}

TEST_F(RedisGroupTest, AConnectionThatIsLostIsPassedOverUntilItIsBack) {
  RedisGroup group(Options(), kConnections);
  ASSERT_TRUE(Loop(group, [&] { return up_ == static_cast<int>(kConnections); }));
  Redis other(server_->options());
  std::string id;
  group.Run({"CLIENT", "ID"},
            [&](Result<Reply> reply) { id = std::to_string(reply ? reply->integer() : -1); });
  ASSERT_TRUE(Loop(group, [&] { return !id.empty(); }));
  ASSERT_TRUE(other.Run({"CLIENT", "KILL", "ID", id}));
  ASSERT_TRUE(Loop(group, [&] { return up_ == static_cast<int>(kConnections) - 1; }));
  int answered = 0;
  for (int i = 0; i < 10; ++i)
    group.Run({"PING"}, [&](Result<Reply> reply) { answered += reply ? 1 : 0; });
  ASSERT_TRUE(Loop(group, [&] { return answered == 10; })) << "none is lost to the dead connection";
  EXPECT_TRUE(Loop(group, [&] { return up_ == static_cast<int>(kConnections); }));
}

TEST_F(RedisGroupTest, WithoutAServerEveryCallIsAnsweredOnce) {
  RedisGroup group(Options(), kConnections);
  ASSERT_TRUE(Loop(group, [&] { return up_ == static_cast<int>(kConnections); }));
  server_->Kill();
  int refused = 0;
  for (int i = 0; i < 20; ++i)
    group.Run({"PING"}, [&](Result<Reply> reply) { refused += reply ? 0 : 1; });
  EXPECT_TRUE(Loop(group, [&] { return refused == 20; }));
  EXPECT_EQ(up_, 0);
}

}  // namespace
}  // namespace tipline::store
