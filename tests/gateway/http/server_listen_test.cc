#include "gateway/http/server_listen.h"

#include <thread>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include "flows/base/time.h"
#include "tests/support/http_client.h"

namespace tipline::http {
namespace {

using testing::RawClient;

Fd Accept(const Fd& listener, Millis limit) {
  pollfd waits{listener.get(), POLLIN, 0};
  ::poll(&waits, 1, static_cast<int>(limit.count()));
  return Fd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
}

TEST(Listen, GivesEachWorkerASocketOfTheSamePort) {
  auto listeners = Listen("127.0.0.1", 0, 3, false);
  ASSERT_TRUE(listeners);
  EXPECT_EQ(listeners->fds.size(), 3U);
  EXPECT_GT(listeners->port, 0);
  EXPECT_TRUE(RawClient(listeners->port).connected());
}

TEST(Listen, APortInUseIsTakenOnlyByThoseWhoShareIt) {
  auto mine = Listen("127.0.0.1", 0, 2, false);
  ASSERT_TRUE(mine);
  const auto other = Listen("127.0.0.1", mine->port, 1, false);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::kUnavailable);
  auto shared = Listen("127.0.0.1", 0, 1, true);
  ASSERT_TRUE(shared);
  EXPECT_TRUE(Listen("127.0.0.1", shared->port, 1, true));
}

TEST(StopNewConnections, KeepsWhatIsInTheQueueAndLetsNobodyElseIn) {
  auto listeners = Listen("127.0.0.1", 0, 1, false);
  ASSERT_TRUE(listeners);
  Fd& listener = listeners->fds[0];
  RawClient queued(listeners->port);
  ASSERT_TRUE(queued.connected());
  StopNewConnections(listener.get());
  EXPECT_FALSE(RawClient(listeners->port, Millis(300)).connected());
  const Fd accepted = Accept(listener, Millis(0));
  ASSERT_TRUE(accepted.open());
  EXPECT_TRUE(queued.Send("x"));
  char byte = 0;
  EXPECT_EQ(::recv(accepted.get(), &byte, 1, 0), 1);
  EXPECT_FALSE(Accept(listener, Millis(50)).open());
}

TEST(StopNewConnections, WhoComesMeanwhileReachesTheOneThatTookOver) {
  auto old_one = Listen("127.0.0.1", 0, 1, true);
  ASSERT_TRUE(old_one);
  StopNewConnections(old_one->fds[0].get());
  bool connected = false;
  std::thread client([&] { connected = RawClient(old_one->port).connected(); });
  EXPECT_FALSE(Accept(old_one->fds[0], Millis(100)).open());  // its first attempt is dropped
  auto new_one = Listen("127.0.0.1", old_one->port, 1, true);
  old_one->fds[0].Close();
  ASSERT_TRUE(new_one);
  EXPECT_TRUE(Accept(new_one->fds[0], RawClient::kPatience).open());
  client.join();
  EXPECT_TRUE(connected);
}

}  // namespace
}  // namespace tipline::http
