#include "gateway/http/server.h"

#include <random>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/gateway/http/request_cases.h"
#include "tests/gateway/http/test_server.h"
#include "tests/support/process.h"

namespace tipline::http {
namespace {

struct NotFoundHandler final : Handler {
  void OnRequest(Request, Answer answer) override { answer.Send(Response::Error(404)); }
};

using testing::Eventually;
using testing::MakeRequest;
using testing::RawClient;

TEST(HttpServer, AnswersOneAfterTheOtherOnAKeptConnection) {
  TestServer server;
  RawClient client = server.Connect();
  for (int i = 0; i < 5; ++i) {
    const auto answer =
        client.Ask(Numbered("POST", i % 2 == 0 ? "/echo" : "/later?ms=3", i, "body"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(Nonce(*answer), i);
    EXPECT_EQ(answer->body, "body");
    EXPECT_EQ(answer->Header("connection"), "");
    EXPECT_FALSE(answer->Header("date").empty());
  }
  EXPECT_EQ(server->counts().requests, 5U);
  EXPECT_EQ(server->counts().connections, 1U);
  EXPECT_TRUE(Eventually([&] { return server->counts().in_flight == 0; }));
}

TEST(HttpServer, HandsOverExactlyWhatWasSent) {
  TestServer server;
  RawClient client = server.Connect();
  const std::string body("a\0\r\n\r\nb", 7);
  const auto answer = client.Ask(MakeRequest("PUT", "/seen?x=%20+%2B&&x", body));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "PUT /seen?x=%20+%2B&&x 127.0.0.1 " + body);
}

class HttpServerTable : public ::testing::TestWithParam<RequestCase> {
 protected:
  static void SetUpTestSuite() { server_ = new TestServer; }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  static TestServer* server_;
};
TestServer* HttpServerTable::server_ = nullptr;
INSTANTIATE_TEST_SUITE_P(Data, HttpServerTable, ::testing::ValuesIn(RequestCases()),
                         [](const auto& param) { return param.param.name; });

TEST_P(HttpServerTable, AnswersWhatIsGoodRefusesWhatIsNotAndThenCloses) {
  const RequestCase& c = GetParam();
  RawClient client = server_->Connect();
  ASSERT_TRUE(client.Send(c.wire));
  for (size_t i = 0; i < c.requests.size(); ++i) {
    const auto answer = client.Read();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 404);  // taken; the test handler does not know the path
  }
  if (c.refused == 0) {
    EXPECT_EQ(client.Ask(MakeRequest("GET", "/echo"))->status, 200);
    return;
  }
  const auto refusal = client.Read();
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, c.refused);
  EXPECT_EQ(refusal->Header("connection"), "close");
  EXPECT_TRUE(client.EndsCleanly());
}

TEST(HttpServer, Http10EndsUnlessAskedToStay) {
  TestServer server;
  RawClient stays = server.Connect();
  for (int i = 0; i < 2; ++i) {
    const auto answer = stays.Ask("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->Header("connection"), "keep-alive");
  }
  RawClient ends = server.Connect();
  const auto answer = ends.Ask("GET /echo HTTP/1.0\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->Header("connection"), "close");
  EXPECT_TRUE(ends.EndsCleanly());
}

TEST(HttpServer, ClosesAfterTheAnswerWhenAsked) {
  TestServer server;
  for (const std::string path : {"/echo", "/later?ms=5"}) {
    RawClient client = server.Connect();
    // What follows a "close" is not taken, and does not reset the connection under the answer.
    const auto answer = client.Ask(MakeRequest("GET", path, "", {{"Connection", "close"}}) +
                                   MakeRequest("GET", "/echo"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->Header("connection"), "close");
    EXPECT_TRUE(client.EndsCleanly());
  }
}

TEST(HttpServer, HeadHasTheLengthAndNoBody) {
  TestServer server;
  RawClient client = server.Connect();
  ASSERT_TRUE(client.Send(MakeRequest("HEAD", "/big?bytes=1234")));
  const auto answer = client.Read(RawClient::kPatience, true);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->Header("content-length"), "1234");
  const auto next = client.Ask(Numbered("GET", "/echo", 7));
  ASSERT_TRUE(next);
  EXPECT_EQ(Nonce(*next), 7);
}

TEST(HttpServer, TellsAWaitingClientToContinue) {
  TestServer server;
  RawClient client = server.Connect();
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
  ASSERT_TRUE(client.Send(MakeRequest("GET", "/later?ms=30") + head));
  EXPECT_EQ(client.Read()->status, 200);  // the one before comes first
  EXPECT_EQ(client.Read()->status, 100);
  const auto answer = client.Ask("body");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "body");
  // The body came along: nothing to wait for.
  EXPECT_EQ(client.Ask(head + "body")->status, 200);
}

TEST(HttpServer, AnswersPipelinedRequestsInOrderHoweverLongEachTakes) {
  TestServer server;
  RawClient client = server.Connect();
  constexpr int kRequests = 500;  // far more than are read ahead
  std::string all;
  for (int i = 0; i < kRequests; ++i) {
    const std::string target = i % 7 == 0 ? "/later?ms=" + std::to_string(i % 5) : "/echo";
    all += Numbered("POST", target, i, std::string(static_cast<size_t>(i % 11), 'x'));
  }
  ASSERT_TRUE(client.Send(all));
  for (int i = 0; i < kRequests; ++i) {
    const auto answer = client.Read();
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(Nonce(*answer), i);
  }
  EXPECT_TRUE(client.StaysQuiet(Millis(20)));
}

TEST(HttpServer, AnswersLargerThanTheSocketWaitForASlowClient) {
  TestServer server;
  RawClient client(server.port(), RawClient::kPatience, 8192);
  constexpr int kRequests = 60;
  std::string all;
  for (int i = 0; i < kRequests; ++i)
    all += Numbered("GET", "/big?bytes=" + std::to_string(i * 5000), i);
  ASSERT_TRUE(client.Send(all));
  for (int i = 0; i < kRequests; ++i) {
    const auto answer = client.Read();
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(Nonce(*answer), i);
    EXPECT_EQ(answer->body, std::string(static_cast<size_t>(i) * 5000, 'b'));
  }
}

// Requests of many kinds in packets cut anywhere, read in pieces: the answers are those of one
// request after the other.
TEST(HttpServer, RandomPacketsGiveTheSameAnswersInTheSameOrder) {
  TestServer server;
  std::mt19937 chance(11);
  for (int round = 0; round < 8; ++round) {
    RawClient client = server.Connect();
    std::string all;
    std::vector<std::string> bodies;
    for (int i = 0; i < 120; ++i) {
      bodies.emplace_back(chance() % 3 == 0 ? chance() % 20000 : chance() % 20,
                          static_cast<char>('a' + i % 26));
      const std::string later = "/later?ms=" + std::to_string(chance() % 3);
      all += Numbered("POST", chance() % 4 == 0 ? later : "/echo", i, bodies.back());
    }
    std::thread writer([&, seed = chance()] {
      std::mt19937 cuts(seed);
      std::string_view rest = all;
      while (!rest.empty()) {
        const size_t size =
            std::min<size_t>(rest.size(), cuts() % 2 == 0 ? 1 + cuts() % 50 : 1 + cuts() % 60000);
        if (!client.Send(rest.substr(0, size))) return;
        rest.remove_prefix(size);
      }
    });
    for (size_t i = 0; i < bodies.size(); ++i) {
      const auto answer = client.Read();
      EXPECT_TRUE(answer);
      if (!answer) break;
      EXPECT_EQ(Nonce(*answer), static_cast<int64_t>(i));
      EXPECT_EQ(answer->body, bodies[i]);
    }
    writer.join();
  }
}

TEST(HttpServer, AHalfClosedClientGetsItsAnswers) {
  TestServer server;
  RawClient client = server.Connect();
  ASSERT_TRUE(client.Send(Numbered("GET", "/later?ms=30", 1) + Numbered("GET", "/later?ms=1", 2)));
  client.EndSending();
  for (int i = 1; i <= 2; ++i) {
    const auto answer = client.Read();
    ASSERT_TRUE(answer);
    EXPECT_EQ(Nonce(*answer), i);
    EXPECT_EQ(answer->Header("connection"), i == 2 ? "close" : "");
  }
  EXPECT_TRUE(client.EndsCleanly());
  EXPECT_TRUE(Eventually([&] { return server->counts().connections == 0; }));
}

TEST(HttpServer, AHalfRequestBeforeTheEndIsNotAnswered) {
  TestServer server;
  RawClient client = server.Connect();
  ASSERT_TRUE(client.Send("GET /echo HT"));
  client.EndSending();
  EXPECT_TRUE(client.EndsCleanly());
  EXPECT_EQ(server.log().handled, 0);
}

TEST(HttpServer, OneRequestGetsOneAnswerWhateverTheHandlerDoes) {
  TestServer server;
  RawClient client = server.Connect();
  EXPECT_EQ(client.Ask(Numbered("GET", "/twice", 1))->status, 200);
  const auto dropped = client.Ask(Numbered("GET", "/drop", 2));
  ASSERT_TRUE(dropped);
  EXPECT_EQ(dropped->status, 500);
  EXPECT_EQ(dropped->body, "internal server error\n");
  EXPECT_EQ(Nonce(*client.Ask(Numbered("GET", "/echo", 3))), 3);
}

TEST(HttpServer, AFirstServerKeepsItsPort) {
  TestServer first;
  ServerOptions options;
  options.port = static_cast<uint16_t>(first.port());
  const auto make = [](int) { return std::make_unique<NotFoundHandler>(); };
  const auto second = Server::Start(options, make);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::kUnavailable);
  options.host = "256.1.1.1";
  EXPECT_EQ(Server::Start(options, make).error().code, Code::kInvalid);
  options.threads = 0;
  EXPECT_EQ(Server::Start(options, make).error().code, Code::kInvalid);
}

TEST(HttpServer, AHandlerThatCannotBeMadeIsAnErrorOfStart) {
  const auto server = Server::Start({}, [](int worker) -> std::unique_ptr<Handler> {
    if (worker == 1) throw std::runtime_error(kSecretText);
    return std::make_unique<NotFoundHandler>();
  });
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, Code::kInternal);
  EXPECT_EQ(server.error().message.find(kSecretText), std::string::npos);
}

TEST(HttpServer, ListensOnIpv6WhereThereIsOne) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  const int fd = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool there =
      fd >= 0 && ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  if (fd >= 0) ::close(fd);
  ServerOptions options;
  options.host = "::1";
  const auto server =
      Server::Start(options, [](int) { return std::make_unique<NotFoundHandler>(); });
  EXPECT_EQ(static_cast<bool>(server), there);
}

TEST(HttpServer, AnAnswerMayOutliveTheServer) {
  TestServer server;
  RawClient client = server.Connect();
  ASSERT_TRUE(client.Send(MakeRequest("GET", "/escape")));
  ASSERT_TRUE(Eventually([&] { return server.log().handled == 1; }));
  server.End();
  EXPECT_EQ(server.log().ended, 2);
  const std::lock_guard lock(server.log().mutex);
  ASSERT_EQ(server.log().escaped.size(), 1U);
  EXPECT_FALSE(server.log().escaped[0].open());
  server.log().escaped[0].Send(Response::Text("too late"));
  server.log().escaped.clear();
}

}  // namespace
}  // namespace tipline::http
