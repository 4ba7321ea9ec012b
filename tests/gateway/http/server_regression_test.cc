// The traps of Pistache 0.0.5 and of HTTP, each pinned by the observation that shows it. Names say
// what must hold.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "tests/gateway/http/test_server.h"
#include "tests/support/nginx.h"
#include "tests/support/process.h"

namespace tipline::http {
namespace {

using std::chrono::steady_clock;
using testing::Eventually;
using testing::MakeRequest;
using testing::Nginx;
using testing::RawClient;

TEST(HttpRegression, AnOversizePostGetsOne413AndItsTailIsNeverARequest) {
  TestServer server;
  RawClient client = server.Connect();
  const std::string body(kMaxBodyBytes + 5000, 'x');
  client.Send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n\r\n" + body + MakeRequest("GET", "/echo"));
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
  EXPECT_TRUE(client.EndsCleanly());
  EXPECT_EQ(server.log().handled, 0);
}

TEST(HttpRegression, AChunkedUploadIsRefusedAndCostsNoTime) {
  TestServer server;
  RawClient client = server.Connect();
  // The last CR and LF in two packets made Pistache's parser loop for good.
  for (const std::string part :
       {"POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r", "\n",
        "0\r\n\r", "\n"}) {
    client.Send(part);
    EXPECT_LT(CpuWhileWaiting(Millis(30)), 25);
  }
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 411);
  EXPECT_TRUE(client.EndsCleanly());
  EXPECT_EQ(server.log().handled, 0);
}

TEST(HttpRegression, ALineEndInTwoPacketsIsALineEnd) {
  TestServer server;
  RawClient client = server.Connect();
  for (const std::string part : {"POST /echo HTTP/1.1\r", "\nHost: h\r",
                                 "\nX-Nonce: 5\r\nContent-Length: 2\r\n\r", "\na", "b"}) {
    ASSERT_TRUE(client.Send(part));
    EXPECT_LT(CpuWhileWaiting(Millis(20)), 18);
  }
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "ab");
  EXPECT_EQ(Nonce(*answer), 5);
}

TEST(HttpRegression, TwoRequestsInOnePacketGetTwoAnswers) {
  TestServer server;
  RawClient client = server.Connect();
  ASSERT_TRUE(client.Send(Numbered("GET", "/later?ms=20", 1) + Numbered("GET", "/echo", 2)));
  EXPECT_EQ(Nonce(*client.Read()), 1);
  EXPECT_EQ(Nonce(*client.Read()), 2);
}

TEST(HttpRegression, AThrowingHandlerGivesOneAnswerWithoutItsText) {
  TestServer server;
  for (const std::string path : {"/throw-before", "/throw-int", "/throw-after", "/throw-holding"}) {
    SCOPED_TRACE(path);
    RawClient client = server.Connect();
    const auto answer = client.Ask(Numbered("GET", path, 8));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, path == "/throw-after" ? 200 : 500);
    EXPECT_EQ(answer->body, path == "/throw-after" ? "" : "internal server error\n");
    EXPECT_EQ(Nonce(*client.Ask(Numbered("GET", "/echo", 9))),
              9);  // not a second answer of the first request
  }
}

// 10,000 connections, most of them gone before their answer, so that descriptors are used again
// while answers are due.
TEST(HttpRegression, NoAnswerReachesAConnectionThatDidNotAskForIt) {
  TestServer server;
  constexpr int kThreads = 4;
  constexpr int kEach = 2500;
  std::atomic<int> wrong{0};
  std::atomic<int> missing{0};
  std::atomic<int> answered{0};
  const auto run = [&](int thread) {
    std::mt19937 chance(static_cast<unsigned>(thread) + 1);
    for (int i = 0; i < kEach; ++i) {
      const int64_t nonce = int64_t{thread} * kEach + i;
      RawClient client = server.Connect();
      client.Send(Numbered("GET", "/later?ms=" + std::to_string(chance() % 4), nonce));
      const auto choice = chance() % 10;
      if (choice < 4) {
        client.Abort();
      } else if (choice < 7) {
        client.Close();
      } else if (const auto answer = client.Read(); !answer) {
        ++missing;
      } else {
        // An answer of the server's own (a deadline on a busy machine) has no nonce.
        const int64_t got = Nonce(*answer);
        ++(got == nonce ? answered : got < 0 ? missing : wrong);
      }
    }
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back(run, t);
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(missing, 0);
  EXPECT_GT(answered, 2000);
  EXPECT_TRUE(Eventually(
      [&] { return server->counts().in_flight == 0 && server->counts().connections == 0; }));
}

// stack.md §1.12. Only the time-out for idle connections, 75 s, may end one.
TEST(HttpRegression, AnIdleConnectionHearsNothingForAMinuteAndStaysUsable) {
  TestServer server;
  RawClient later = server.Connect();
  RawClient at_once = server.Connect();
  EXPECT_EQ(Nonce(*later.Ask(Numbered("GET", "/later?ms=1", 1))), 1);
  EXPECT_EQ(Nonce(*at_once.Ask(Numbered("GET", "/echo", 2))), 2);
  EXPECT_TRUE(later.StaysQuiet(std::chrono::seconds(61)));
  EXPECT_TRUE(at_once.StaysQuiet(Millis(0)));
  EXPECT_EQ(Nonce(*later.Ask(Numbered("GET", "/echo", 3))), 3);
  EXPECT_EQ(Nonce(*at_once.Ask(Numbered("GET", "/later?ms=1", 4))), 4);
}

// p99 of requests of many fast clients, in milliseconds, while `slow` reads a large answer byte by
// byte.
double FastP99(int port, RawClient& slow) {
  std::atomic<bool> done{false};
  std::thread reader([&] {
    while (!done) {
      slow.ReadSome(1, Millis(50));
      std::this_thread::sleep_for(Millis(20));  // this slowness is the point
    }
  });
  std::vector<std::vector<double>> times(10);
  std::vector<std::thread> threads;
  for (auto& mine : times) {
    threads.emplace_back([&mine, port] {
      std::vector<RawClient> clients;
      for (int i = 0; i < 10; ++i)
        clients.emplace_back(port);
      for (int round = 0; round < 20; ++round) {
        for (auto& client : clients) {
          const auto start = steady_clock::now();
          const auto answer = client.Ask(MakeRequest("GET", "/hooks/x/sms"));
          const std::chrono::duration<double, std::milli> time = steady_clock::now() - start;
          mine.push_back(answer ? time.count() : 1e9);
        }
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  done = true;
  reader.join();
  std::vector<double> all;
  for (const auto& mine : times)
    all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end());
  return all[all.size() * 99 / 100];
}

// Far above what a loaded test machine needs; a spinning worker would not answer at all.
constexpr double kBoundMs = 2000;

TEST(HttpRegression, ASlowReaderHoldsUpNobodyThroughNginx) {
  TestServer server;
  const auto nginx = Nginx::Start(server.port());
  RawClient slow(nginx->port(), RawClient::kPatience, 4096);
  ASSERT_TRUE(slow.Send(MakeRequest("GET", "/hooks/big/sms")));
  EXPECT_LT(FastP99(nginx->port(), slow), kBoundMs);
}

TEST(HttpRegression, ASlowReaderHoldsUpNobodyWithoutNginxEither) {
  TestServer server;
  RawClient slow(server.port(), RawClient::kPatience, 4096);
  ASSERT_TRUE(slow.Send(MakeRequest("GET", "/hooks/big/sms")));
  EXPECT_LT(FastP99(server.port(), slow), kBoundMs);
  EXPECT_LT(CpuWhileWaiting(Millis(300)), 150);  // the rest of the answer waits without spinning
}

// stack.md §1.12 asks for 1000: minutes under a sanitizer, so a daily run does fewer.
int Bursts() {
  const char* given = std::getenv("TIPLINE_TEST_BURSTS");
  return given == nullptr ? 25 : std::max(1, std::atoi(given));
}

TEST(HttpRegression, ABurstOfConnectionsIsServedWhole) {
  TestServer server;
  constexpr int kBurst = 500;
  const int times = Bursts();
  Millis longest{0};
  for (int round = 0; round < times; ++round) {
    const auto start = steady_clock::now();
    std::vector<RawClient> clients;
    for (int i = 0; i < kBurst; ++i)
      clients.push_back(server.Connect());
    for (int i = 0; i < kBurst; ++i)
      ASSERT_TRUE(clients[static_cast<size_t>(i)].Send(Numbered("GET", "/echo", i)));
    for (int i = 0; i < kBurst; ++i) {
      const auto answer = clients[static_cast<size_t>(i)].Read();
      ASSERT_TRUE(answer) << "round " << round << " client " << i;
      EXPECT_EQ(Nonce(*answer), i);
    }
    longest = std::max(longest, std::chrono::floor<Millis>(steady_clock::now() - start));
  }
  // A lost wake-up shows as a wait for the next connection, which does not come within a round.
  EXPECT_LT(longest, Millis(5000));
}

TEST(HttpRegression, AllMethodsAtOnceFromManyThreads) {
  TestServer server;
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 32; ++t) {
    threads.emplace_back([&, t] {
      RawClient client = server.Connect();
      for (const std::string method :
           {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "HEAD"}) {
        const bool head = method == "HEAD";
        if (!client.Send(Numbered(method, "/echo", t))) return;
        const auto answer = client.Read(RawClient::kPatience, head);
        if (answer && answer->status == 200 && Nonce(*answer) == t) ++good;
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(good, 32 * 9);
}

}  // namespace
}  // namespace tipline::http
