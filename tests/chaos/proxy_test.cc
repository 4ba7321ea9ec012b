#include "tests/chaos/proxy.h"

#include <atomic>
#include <cstring>
#include <thread>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace tipline::chaos {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return address;
}

int Socket() {
  return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

int ConnectTo(const std::string& path) {
  const int fd = Socket();
  const sockaddr_un address = AddressOf(path);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

// Sends back what comes, until the connection ends.
class Echo {
 public:
  explicit Echo(const std::string& path) : listen_(Socket()) {
    const sockaddr_un address = AddressOf(path);
    EXPECT_EQ(::bind(listen_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listen_, 8), 0);
    thread_ = std::thread([this] { Run(); });
  }
  ~Echo() {
    stop_ = true;
    thread_.join();
    ::close(listen_);
  }
  size_t received() const { return received_; }

 private:
  void Run() {
    while (!stop_) {
      pollfd waiting{listen_, POLLIN, 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      const int fd = ::accept4(listen_, nullptr, nullptr, SOCK_CLOEXEC);
      char bytes[4096];
      ssize_t n = 0;
      while ((n = ::recv(fd, bytes, sizeof bytes, 0)) > 0) {
        received_ += static_cast<size_t>(n);
        if (::send(fd, bytes, static_cast<size_t>(n), MSG_NOSIGNAL) != n) break;
      }
      ::close(fd);
    }
  }
  const int listen_;
  std::atomic<bool> stop_{false};
  std::atomic<size_t> received_{0};
  std::thread thread_;
};

class ChaosProxy : public ::testing::Test {
 protected:
  ChaosProxy() : echo_(dir_ / "echo"), proxy_(dir_ / "proxy", dir_ / "echo") {
    client_ = ConnectTo(dir_ / "proxy");
    const timeval limit{10, 0};
    ::setsockopt(client_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~ChaosProxy() override { ::close(client_); }

  void Send(const std::string& bytes) const {
    ASSERT_EQ(::send(client_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  // Up to `size` bytes; fewer only at the end of the connection.
  std::string Read(size_t size) const {
    std::string out;
    while (out.size() < size) {
      char bytes[4096];
      const ssize_t n = ::recv(client_, bytes, std::min(sizeof bytes, size - out.size()), 0);
      if (n <= 0) break;
      out.append(bytes, static_cast<size_t>(n));
    }
    return out;
  }
  bool Quiet(milliseconds time) const {
    pollfd fd{client_, POLLIN, 0};
    return ::poll(&fd, 1, static_cast<int>(time.count())) == 0;
  }

  testing::TempDir dir_;
  Echo echo_;
  Proxy proxy_;
  int client_ = -1;
};

TEST_F(ChaosProxy, PassesEverythingOnBothWays) {
  const std::string much(3'000'000, 'x');
  std::thread sender([&] { Send(much); });
  EXPECT_EQ(Read(much.size()).size(), much.size());
  sender.join();
}

TEST_F(ChaosProxy, DelaysEachWay) {
  proxy_.Delay(milliseconds(100));
  const auto begin = steady_clock::now();
  Send("hello");
  EXPECT_EQ(Read(5), "hello");
  EXPECT_GE(steady_clock::now() - begin, milliseconds(200));
  proxy_.Delay(milliseconds(0));
  const auto again = steady_clock::now();
  Send("hello");
  EXPECT_EQ(Read(5), "hello");
  EXPECT_LT(steady_clock::now() - again, milliseconds(200));
}

TEST_F(ChaosProxy, HoldsAndLosesNothing) {
  Send("one");
  EXPECT_EQ(Read(3), "one");
  proxy_.Hold();
  Send("two");
  EXPECT_TRUE(Quiet(milliseconds(150)));
  EXPECT_EQ(echo_.received(), 3U);
  proxy_.Release();
  EXPECT_EQ(Read(3), "two");
}

TEST_F(ChaosProxy, CutsInTheMiddleOnTheWayToTheServer) {
  proxy_.CutAfter(7, Way::kToServer);
  Send("hello world");
  EXPECT_EQ(Read(100), "");
  EXPECT_TRUE(testing::Eventually([&] { return echo_.received() == 7; }));
  EXPECT_EQ(proxy_.cuts(), 1U);
}

TEST_F(ChaosProxy, CutsInTheMiddleOfAnAnswer) {
  proxy_.CutAfter(4, Way::kToClient);
  Send("hello world");
  EXPECT_EQ(Read(100), "hell");
  EXPECT_EQ(echo_.received(), 11U);
}

TEST_F(ChaosProxy, CutsTheNextConnectionsTooUntilItIsOver) {
  proxy_.CutAfter(0, Way::kToServer);
  Send("x");
  EXPECT_EQ(Read(1), "");
  for (int i = 0; i < 3; ++i) {
    ::close(client_);
    client_ = ConnectTo(dir_ / "proxy");
    Send("y");
    EXPECT_EQ(Read(1), "");
  }
  EXPECT_EQ(proxy_.cuts(), 4U);
  EXPECT_EQ(echo_.received(), 0U);
  proxy_.CutNoMore();
  ::close(client_);
  client_ = ConnectTo(dir_ / "proxy");
  Send("z");
  EXPECT_EQ(Read(1), "z");
}

TEST_F(ChaosProxy, EndsBothSidesWhenOneEnds) {
  Send("x");
  EXPECT_EQ(Read(1), "x");
  EXPECT_EQ(proxy_.connections(), 1U);
  ::close(client_);
  client_ = -1;
  EXPECT_TRUE(testing::Eventually([&] { return proxy_.connections() == 0; }));
}

TEST(ChaosProxyAlone, AServerThatIsNotThereEndsTheConnection) {
  const testing::TempDir dir;
  const Proxy proxy(dir / "proxy", dir / "nobody");
  const int fd = ConnectTo(dir / "proxy");
  ASSERT_GE(fd, 0);
  char byte = 0;
  EXPECT_LE(::recv(fd, &byte, 1, 0), 0);
  ::close(fd);
}

}  // namespace
}  // namespace tipline::chaos
