// Time-outs, deadlines, overload: what a server does when clients, handlers or descriptors are slow
// or too many.
#include <atomic>
#include <cerrno>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/gateway/http/test_server.h"
#include "tests/support/process.h"

namespace tipline::http {
namespace {
// No real shortage: the sanitizers of the test builds need descriptors themselves.
std::atomic<bool> no_descriptors{false};
}  // namespace
}  // namespace tipline::http

// In place of the C library's, for the whole test program.
extern "C" int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
  if (tipline::http::no_descriptors) {
    errno = EMFILE;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_accept4, fd, address, size, flags));
}

namespace tipline::http {
namespace {

using std::chrono::steady_clock;
using testing::Eventually;
using testing::MakeRequest;
using testing::RawClient;

// Short ones for tests, and room for a busy machine that is still far from the real ones.
constexpr Millis kShort{300};
constexpr Millis kRoom{5000};

ServerOptions Impatient() {
  ServerOptions options;
  options.header_timeout = kShort;
  options.body_timeout = kShort;
  options.idle_timeout = kShort;
  return options;
}

Millis Since(steady_clock::time_point start) {
  return std::chrono::floor<Millis>(steady_clock::now() - start);
}

struct SlowCase {
  const char* name;
  std::string first;
  std::string then;  // sent byte by byte, one each 20 ms
  int status;        // 0: closed without a word
};
std::ostream& operator<<(std::ostream& out, const SlowCase& c) {
  return out << c.name;
}

class HttpServerTimeouts : public ::testing::TestWithParam<SlowCase> {};
INSTANTIATE_TEST_SUITE_P(
    Data, HttpServerTimeouts,
    ::testing::Values(
        SlowCase{"NothingAtAll", "", "", 0}, SlowCase{"StopsInTheRequestLine", "GET /ec", "", 408},
        SlowCase{"StopsInTheHeaders", "GET /echo HTTP/1.1\r\nHost: h\r\n", "", 408},
        SlowCase{"DripsHeaders", "GET /echo HTTP/1.1\r\nX: ", std::string(500, 'x'), 408},
        SlowCase{"StopsInTheBody", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc",
                 "", 408},
        SlowCase{"DripsTheBody", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 999\r\n\r\n",
                 std::string(500, 'x'), 408}),
    [](const auto& param) { return param.param.name; });

TEST_P(HttpServerTimeouts, EndTheConnection) {
  const SlowCase& c = GetParam();
  TestServer server(Impatient());
  RawClient client = server.Connect();
  const auto start = steady_clock::now();
  ASSERT_TRUE(client.Send(c.first));
  for (const char byte : c.then) {
    if (!client.StaysQuiet(Millis(20)) || !client.Send({&byte, 1})) break;
  }
  if (c.status != 0) {
    const auto answer = client.Read();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, c.status);
    EXPECT_EQ(server->counts().timed_out, 1U);
  }
  EXPECT_TRUE(client.EndsCleanly());
  EXPECT_GE(Since(start), kShort);
  EXPECT_LT(Since(start), kShort + kRoom);
}

TEST(HttpServerTimeouts, EachRequestOfAConnectionHasItsOwnTime) {
  TestServer server(Impatient());
  RawClient client = server.Connect();
  const std::string request = Numbered("GET", "/echo", 1);
  const auto start = steady_clock::now();
  while (Since(start) < 3 * kShort) {  // in all longer than the limit, each one shorter
    ASSERT_TRUE(client.Send(request.substr(0, 10)));
    ASSERT_TRUE(client.StaysQuiet(kShort / 3));
    ASSERT_EQ(client.Ask(request.substr(10))->status, 200);
  }
}

TEST(HttpServerTimeouts, AHandlerAtWorkIsNoIdleConnection) {
  TestServer server(Impatient());
  RawClient client = server.Connect();
  EXPECT_EQ(client.Ask(MakeRequest("GET", "/later?ms=900"))->status, 200);
}

TEST(HttpServerTimeouts, AClientThatTakesNothingIsGivenUp) {
  TestServer server(Impatient());
  RawClient client(server.port(), RawClient::kPatience, 4096);
  ASSERT_TRUE(client.Send(MakeRequest("GET", "/big?bytes=8000000")));
  ASSERT_TRUE(Eventually([&] { return server.log().handled == 1; }));
  EXPECT_TRUE(Eventually([&] { return server->counts().connections == 0; }, 2 * kShort + kRoom));
}

TEST(HttpServerDeadline, TheFallbackIsSentAndALateAnswerDoesNothing) {
  ServerOptions options;
  options.threads = 1;  // /release must meet the handler that holds
  TestServer server(options);
  RawClient client = server.Connect();
  const auto start = steady_clock::now();
  const auto answer = client.Ask(MakeRequest("GET", "/deadline?ms=150"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 202);
  EXPECT_EQ(answer->body, "late");
  EXPECT_GE(Since(start), Millis(150));
  EXPECT_LT(Since(start), Millis(150) + kRoom);
  RawClient other = server.Connect();
  EXPECT_EQ(other.Ask(MakeRequest("GET", "/release"))->status, 200);
  EXPECT_EQ(server.log().late_sends, 1);
  EXPECT_TRUE(client.StaysQuiet(Millis(50)));
  EXPECT_EQ(Nonce(*client.Ask(Numbered("GET", "/echo", 5))), 5);
  EXPECT_EQ(server->counts().timed_out, 1U);
  EXPECT_EQ(server->counts().in_flight, 0U);
}

TEST(HttpServerDeadline, WithoutOneTheDefaultHolds) {
  TestServer server;
  RawClient client = server.Connect();
  const auto start = steady_clock::now();
  const auto answer = client.Ask(MakeRequest("GET", "/hold"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->Header("retry-after"), "1");
  EXPECT_GE(Since(start), kDefaultDeadline);
  EXPECT_LT(Since(start), kDefaultDeadline + kRoom);
}

TEST(HttpServerOverload, MoreThanAllowedInFlightGet503AndLeaveTheOthersAlone) {
  ServerOptions options;
  options.threads = 1;
  options.max_in_flight = 3;
  TestServer server(options);
  std::vector<RawClient> held;
  for (int i = 0; i < 3; ++i) {
    held.push_back(server.Connect());
    ASSERT_TRUE(held.back().Send(MakeRequest("GET", "/deadline?ms=10000")));
  }
  ASSERT_TRUE(Eventually([&] { return server->counts().in_flight == 3; }));
  RawClient client = server.Connect();
  for (int i = 0; i < 4; ++i) {
    const auto answer = client.Ask(MakeRequest("GET", "/echo"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503);
    EXPECT_EQ(answer->Header("retry-after"), "1");
    EXPECT_EQ(answer->Header("connection"), "");
  }
  EXPECT_EQ(server->counts().overloaded, 4U);
  // A client that gives up does not free its place: its work still goes on.
  held[0].Abort();
  EXPECT_TRUE(Eventually([&] { return server->counts().aborted == 1; }));
  EXPECT_EQ(client.Ask(MakeRequest("GET", "/release"))->status, 503);
  EXPECT_TRUE(held[1].StaysQuiet(Millis(20)));
}

TEST(HttpServerOverload, ConnectionsOverTheLimitAreClosedAtOnce) {
  ServerOptions options;
  options.threads = 1;
  options.max_connections = 5;
  TestServer server(options);
  std::vector<RawClient> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(server.Connect());
    ASSERT_EQ(clients.back().Ask(MakeRequest("GET", "/echo"))->status, 200);
  }
  RawClient sixth = server.Connect();
  EXPECT_TRUE(sixth.EndsCleanly());
  clients.pop_back();
  EXPECT_TRUE(Eventually([&] {
    RawClient next = server.Connect();
    const auto answer = next.Ask(MakeRequest("GET", "/echo"));
    return answer && answer->status == 200;
  }));
}

TEST(HttpServerOverload, WithoutDescriptorsItWaitsInsteadOfSpinningAndLosesNobody) {
  TestServer server;
  RawClient first = server.Connect();
  ASSERT_EQ(first.Ask(MakeRequest("GET", "/echo"))->status, 200);
  no_descriptors = true;
  RawClient second = server.Connect();  // in the kernel's queue
  ASSERT_TRUE(second.Send(MakeRequest("GET", "/echo")));
  EXPECT_LT(CpuWhileWaiting(Millis(400)), 200);
  EXPECT_EQ(server->counts().connections, 1U);
  EXPECT_EQ(first.Ask(MakeRequest("GET", "/echo"))->status, 200);  // the others go on meanwhile
  EXPECT_TRUE(second.StaysQuiet(Millis(0)));
  no_descriptors = false;
  const auto answer = second.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
}

}  // namespace
}  // namespace tipline::http
