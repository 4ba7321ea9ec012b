// The end of a server: nothing that was accepted may be lost, and clients that wait for nothing may
// not hold it up.
#include <atomic>
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

Millis Drain(Server& server, Millis limit = kDrainLimit) {
  const auto start = steady_clock::now();
  server.Drain(limit);
  return std::chrono::floor<Millis>(steady_clock::now() - start);
}

TEST(HttpDrain, AnIdleServerEndsSoon) {
  TestServer server;
  EXPECT_LT(Drain(*server), Millis(6000));
  EXPECT_TRUE(server->draining());
  EXPECT_EQ(server.log().ended, 2);
  EXPECT_FALSE(RawClient(server.port(), Millis(3000)).connected());
}

ServerOptions OneWorker() {  // so that /release meets what /deadline holds
  ServerOptions options;
  options.threads = 1;
  return options;
}

// A request half sent, so that its connection is not idle, whose other half comes when the test
// wants.
class Releaser {
 public:
  explicit Releaser(const TestServer& server) : client_(server.Connect()) {
    client_.Send(request_.substr(0, 9));
  }
  void Release() {
    const auto answer = client_.Ask(request_.substr(9));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    client_.Close();
  }

 private:
  const std::string request_ = MakeRequest("GET", "/release");
  RawClient client_;
};

TEST(HttpDrain, AnswersWhatIsInFlightAndSaysClose) {
  TestServer server(OneWorker());
  Releaser releaser(server);
  RawClient client = server.Connect();
  ASSERT_TRUE(client.Send(MakeRequest("GET", "/deadline?ms=60000")));
  ASSERT_TRUE(Eventually([&] { return server->counts().in_flight == 1; }));
  std::jthread drain([&] { Drain(*server); });
  EXPECT_TRUE(Eventually([&] { return server->draining(); }));
  EXPECT_TRUE(client.StaysQuiet(Millis(50)));
  releaser.Release();
  const auto answer = client.Read();
  EXPECT_TRUE(answer && answer->body == "released" && answer->Header("connection") == "close");
  EXPECT_TRUE(client.EndsCleanly());
  client.Close();
  drain.join();
}

TEST(HttpDrain, StillTakesRequestsOfOpenConnections) {
  TestServer server;
  RawClient begun = server.Connect();
  const std::string request = Numbered("POST", "/echo", 2, "body");
  ASSERT_TRUE(begun.Send(request.substr(0, 20)));
  RawClient idle = server.Connect();
  ASSERT_EQ(Nonce(*idle.Ask(Numbered("GET", "/echo", 1))), 1);
  RawClient silent = server.Connect();  // connected, has not said anything yet
  std::jthread drain([&] { Drain(*server); });
  ASSERT_TRUE(Eventually([&] { return server->draining(); }));
  EXPECT_TRUE(
      idle.StaysQuiet(Millis(300)));  // a request may be on its way, so it is not closed at once
  for (RawClient* client : {&begun, &idle, &silent}) {
    const auto answer =
        client->Ask(client == &begun ? request.substr(20) : Numbered("GET", "/later?ms=5", 2));
    ASSERT_TRUE(answer);
    EXPECT_EQ(Nonce(*answer), 2);
    EXPECT_EQ(answer->Header("connection"), "close");
    EXPECT_TRUE(client->EndsCleanly());
  }
  drain.join();
}

TEST(HttpDrain, PipelinedRequestsAreAllAnsweredAndOnlyTheLastSaysClose) {
  TestServer server(OneWorker());
  Releaser releaser(server);
  RawClient client = server.Connect();
  std::string all = MakeRequest("GET", "/deadline?ms=60000");
  for (int i = 1; i < 100; ++i)
    all += Numbered("GET", "/echo", i);
  ASSERT_TRUE(client.Send(all));
  ASSERT_TRUE(Eventually([&] { return server.log().handled > 1; }));
  std::jthread drain([&] { Drain(*server); });
  EXPECT_TRUE(Eventually([&] { return server->draining(); }));
  releaser.Release();
  for (int i = 0; i < 100; ++i) {
    const auto answer = client.Read();
    EXPECT_TRUE(answer) << i;
    if (!answer) break;
    EXPECT_EQ(Nonce(*answer), i == 0 ? -1 : i);
    EXPECT_EQ(answer->Header("connection"), i == 99 ? "close" : "");
  }
  EXPECT_TRUE(client.EndsCleanly());
  client.Close();
  drain.join();
}

TEST(HttpDrain, IdleAndHalfStartedConnectionsDoNotHoldItUp) {
  TestServer server;
  std::vector<RawClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(server.Connect());
    if (i % 2 == 0) {
      ASSERT_EQ(clients.back().Ask(MakeRequest("GET", "/echo"))->status, 200);
    }
  }
  EXPECT_LT(Drain(*server), Millis(8000));
  for (auto& client : clients)
    EXPECT_TRUE(client.EndsCleanly());
}

TEST(HttpDrain, GivesUpAtItsLimit) {
  TestServer server;
  RawClient client = server.Connect();
  ASSERT_TRUE(client.Send(MakeRequest("GET", "/deadline?ms=60000")));
  ASSERT_TRUE(Eventually([&] { return server->counts().in_flight == 1; }));
  const Millis took = Drain(*server, Millis(700));
  EXPECT_GE(took, Millis(400));
  EXPECT_LE(took, Millis(4000));
  EXPECT_EQ(client.Read()->status, 500);  // the handler went without an answer
  EXPECT_TRUE(client.EndsCleanly());
}

// Clients that connect, ask and are answered as fast as they can while the server ends: whoever was
// let in is served.
TEST(HttpDrain, UnderLoadEveryConnectionIsServedOrRefusedButNeverCut) {
  TestServer server;
  std::atomic<bool> stop{false};
  std::atomic<int> served{0};
  std::atomic<int> cut{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t i = 0; !stop; ++i) {
        RawClient client(server.port(), Millis(3000));
        if (!client.connected()) return;  // refused: a clean end
        for (int64_t k = 0; k < 3; ++k) {
          const auto answer =
              client.Ask(Numbered("POST", t % 2 == 0 ? "/echo" : "/later?ms=2", i + k, "b"));
          if (!answer || answer->status != 200 || Nonce(*answer) != i + k) {
            ++cut;
            return;
          }
          ++served;
          if (answer->Header("connection") == "close") break;
        }
      }
    });
  }
  ASSERT_TRUE(Eventually([&] { return served > 2000; }));
  Drain(*server);
  EXPECT_TRUE(Eventually([&] { return server->counts().connections == 0; }));
  stop = true;
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(cut, 0);
}

// One server takes over the port from another, as in an update, while requests keep coming through
// nginx.
TEST(HttpDrain, ATakeOverUnderLoadThroughNginxLosesNothing) {
  ServerOptions options;
  options.share_port = true;
  TestServer old_server(options);
  options.port = static_cast<uint16_t>(old_server.port());
  const auto nginx = Nginx::Start(old_server.port());
  std::atomic<bool> stop{false};
  std::atomic<int> good{0};
  std::atomic<int> bad{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 12; ++t) {
    threads.emplace_back([&, t] {
      RawClient client(nginx->port());
      for (int64_t i = 0; !stop; ++i) {
        const auto answer = client.Ask(
            Numbered("POST", t % 3 == 0 ? "/hooks/later/sms" : "/hooks/x/sms", i, "text=1"));
        if (!answer || answer->status != 200 || Nonce(*answer) != i) {
          ++bad;
          return;
        }
        ++good;
      }
    });
  }
  ASSERT_TRUE(Eventually([&] { return good > 1000; }));
  TestServer new_server(options);
  old_server->Drain();
  const int at_the_end = good;
  EXPECT_TRUE(Eventually([&] { return good > at_the_end + 1000; }));
  stop = true;
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(bad, 0) << nginx->error_log();
  EXPECT_EQ(old_server->counts().aborted, 0U);
  EXPECT_GT(new_server->counts().requests, 1000U);
  EXPECT_EQ(static_cast<int>(old_server->counts().requests + new_server->counts().requests),
            good.load());
}

}  // namespace
}  // namespace tipline::http
