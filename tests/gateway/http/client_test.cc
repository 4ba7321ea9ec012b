#include "gateway/http/client.h"

#include <atomic>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/fake_provider.h"
#include "tests/support/process.h"

namespace tipline::http {
namespace {

using std::chrono::steady_clock;
using testing::FakeAnswer;
using testing::FakeProvider;

ClientRequest Post(const std::string& url, const std::string& body = "a=b") {
  ClientRequest request;
  request.url = url;
  request.body = body;
  request.reach.loopback = true;  // FakeProvider
  return request;
}

Millis Since(steady_clock::time_point start) {
  return std::chrono::floor<Millis>(steady_clock::now() - start);
}

// Until nothing is under way.
void Finish(HttpClient& client) {
  while (client.under_way() > 0)
    client.Poll(Millis(1000));
}

TEST(HttpClient, SendsWhatItIsGivenAndReadsTheAnswer) {
  FakeProvider provider;
  provider.Next({FakeAnswer{201, "created", {{"X-Id", " 7 "}, {"X-Id", "8"}}}});
  const auto client = MakeHttpClient();
  ClientRequest request = Post(provider.url() + "/send?x=%20+y", std::string("a\0b\r\nc", 6));
  request.headers = {
      {"Authorization", "Bearer k"}, {"Content-Type", "application/x-thing"}, {"X-Empty", ""}};
  const ClientReply reply = client->Send(request);
  EXPECT_EQ(reply.error, ClientError::kNone);
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body, "created");
  std::vector<std::string> ids;
  for (const auto& [name, value] : reply.headers)
    if (name == "X-Id") ids.push_back(value);
  EXPECT_EQ(ids, (std::vector<std::string>{"7", "8"}));

  ASSERT_EQ(provider.count(), 1U);
  const auto seen = provider.requests()[0];
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/send?x=%20+y");
  EXPECT_EQ(seen.body, request.body);
  for (const std::string line :
       {"Authorization: Bearer k\r\n", "Content-Type: application/x-thing\r\n", "X-Empty:"})
    EXPECT_NE(seen.head.find(line), std::string::npos) << line;
  EXPECT_EQ(seen.head.find("Expect"), std::string::npos);
}

TEST(HttpClient, KnowsTheUsualMethods) {
  FakeProvider provider;
  const auto client = MakeHttpClient();
  for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
    ClientRequest request = Post(provider.url(), method == "GET" ? "" : "x");
    request.method = method;
    EXPECT_EQ(client->Send(request).status, 200);
    EXPECT_EQ(provider.requests().back().method, method);
    EXPECT_EQ(provider.requests().back().body, request.body);
  }
}

TEST(HttpClient, AnErrorStatusIsAnAnswer) {
  FakeProvider provider;
  provider.Next({FakeAnswer{503, "busy", {{"Retry-After", "5"}}}});
  const ClientReply reply = MakeHttpClient()->Send(Post(provider.url()));
  EXPECT_EQ(reply.error, ClientError::kNone);
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.body, "busy");
}

TEST(HttpClient, FollowsNoRedirectAndUsesNoProxy) {
  FakeProvider provider;
  FakeProvider elsewhere;
  ::setenv("http_proxy", elsewhere.url().c_str(), 1);
  provider.Next({FakeAnswer{302, "", {{"Location", elsewhere.url()}}}});
  const ClientReply reply = MakeHttpClient()->Send(Post(provider.url()));
  ::unsetenv("http_proxy");
  EXPECT_EQ(reply.status, 302);
  EXPECT_EQ(provider.count(), 1U);
  EXPECT_EQ(elsewhere.count(), 0U);
}

TEST(HttpClient, TellsWhatWasNeverSentFromWhatMayHaveBeenTaken) {
  const auto client = MakeHttpClient();
  EXPECT_EQ(client->Send(Post("http://127.0.0.1:" + std::to_string(testing::FreePort()))).error,
            ClientError::kUnreached);
  FakeProvider provider;
  FakeAnswer drop;
  drop.drop = true;
  provider.Next({drop});
  EXPECT_EQ(client->Send(Post(provider.url())).error, ClientError::kBroken);
  FakeAnswer hang;
  hang.hang = true;
  provider.Script([hang](const auto&) { return hang; });
  ClientRequest request = Post(provider.url());
  request.timeout = Millis(200);
  const auto start = steady_clock::now();
  const ClientReply reply = client->Send(request);
  EXPECT_EQ(reply.error, ClientError::kTimeout);
  EXPECT_EQ(reply.status, 0);
  EXPECT_GE(Since(start), Millis(190));
  EXPECT_LT(Since(start), Millis(1500));
}

TEST(HttpClient, RefusesWhatMustNotBeSent) {
  const auto client = MakeHttpClient();
  FakeProvider provider;
  std::vector<ClientRequest> bad;
  for (const std::string url :
       {"file:///etc/hostname", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "", "http://",
        "nonsense:", "//127.0.0.1/", "127.0.0.1/", "http://me:key@127.0.0.1/",
        "http://me@127.0.0.1/", "http://@127.0.0.1/", "http://127.0.0.1:1@127.0.0.1/",
        "http://a b/"})
    bad.push_back(Post(url));
  bad.push_back(Post(provider.url()));
  bad.back().headers = {{"X-A", "1\r\nX-Evil: 2"}};
  bad.push_back(Post(provider.url()));
  bad.back().headers = {{"X-A\n", "1"}};
  bad.push_back(Post(provider.url()));
  bad.back().method = "GET /evil HTTP/1.1\r\n";
  for (const auto& request : bad) {
    EXPECT_EQ(client->Send(request).error, ClientError::kInvalid) << request.url;
    ClientError error = ClientError::kNone;
    client->Start(request, [&](const ClientReply& reply) { error = reply.error; });
    Finish(*client);
    EXPECT_EQ(error, ClientError::kInvalid) << request.url;
  }
  EXPECT_EQ(provider.count(), 0U);
}

TEST(HttpClient, CapsTheAnswer) {
  FakeProvider provider;
  ClientOptions options;
  options.max_reply_bytes = 1000;
  const auto client = MakeHttpClient(options);
  provider.Next({FakeAnswer{200, std::string(1000, 'a'), {}},
                 FakeAnswer{200, std::string(1001, 'a'), {}},
                 FakeAnswer{200, "", {{"X-Long", std::string(1001, 'a')}}}});
  EXPECT_EQ(client->Send(Post(provider.url())).body.size(), 1000U);
  for (int i = 0; i < 2; ++i) {
    const ClientReply reply = client->Send(Post(provider.url()));
    EXPECT_EQ(reply.error, ClientError::kTooLarge);
    EXPECT_EQ(reply.status, 0);
    EXPECT_EQ(reply.body, "");
  }
}

TEST(HttpClient, HasManyUnderWayOnOneThread) {
  FakeProvider provider;
  provider.Script([](const auto& request) { return FakeAnswer{200, request.body, {}}; });
  const auto client = MakeHttpClient();
  constexpr int kRequests = 200;
  std::vector<int> done(kRequests, 0);
  for (int i = 0; i < kRequests; ++i) {
    client->Start(Post(provider.url(), std::to_string(i)), [&done, i](const ClientReply& reply) {
      EXPECT_EQ(reply.body, std::to_string(i));
      ++done[static_cast<size_t>(i)];
    });
  }
  EXPECT_EQ(client->under_way(), static_cast<size_t>(kRequests));
  Finish(*client);
  EXPECT_EQ(done, std::vector<int>(kRequests, 1));
  EXPECT_EQ(provider.count(), static_cast<size_t>(kRequests));
}

TEST(HttpClient, ASlowOneHoldsUpNoOther) {
  FakeProvider slow;
  FakeProvider fast;
  FakeAnswer hang;
  hang.hang = true;
  slow.Script([hang](const auto&) { return hang; });
  const auto client = MakeHttpClient();
  ClientRequest never = Post(slow.url());
  never.timeout = Millis(600);
  std::vector<ClientError> slow_errors;
  for (int i = 0; i < 5; ++i)
    client->Start(never, [&](const ClientReply& r) { slow_errors.push_back(r.error); });
  int fast_done = 0;
  for (int i = 0; i < 20; ++i)
    client->Start(Post(fast.url()), [&](const ClientReply& r) { fast_done += r.status == 200; });
  while (fast_done < 20)
    client->Poll(Millis(100));
  EXPECT_TRUE(slow_errors.empty());
  Finish(*client);
  EXPECT_EQ(slow_errors, std::vector<ClientError>(5, ClientError::kTimeout));
}

TEST(HttpClient, ACallbackMayStartTheNext) {
  FakeProvider provider;
  const auto client = MakeHttpClient();
  int left = 5;
  std::function<void(ClientReply)> again = [&](const ClientReply& reply) {
    EXPECT_EQ(reply.status, 200);
    if (--left > 0) client->Start(Post(provider.url()), again);
  };
  client->Start(Post(provider.url()), again);
  Finish(*client);
  EXPECT_EQ(left, 0);
  EXPECT_EQ(client->Poll(Millis(1000)), 0U);
}

TEST(HttpClient, SendRunsNoCallbackOfStart) {
  FakeProvider provider;
  const auto client = MakeHttpClient();
  bool called = false;
  client->Start(Post(provider.url()), [&](const ClientReply&) { called = true; });
  EXPECT_EQ(client->Send(Post(provider.url())).status, 200);
  EXPECT_FALSE(called);
  Finish(*client);
  EXPECT_TRUE(called);
}

TEST(HttpClient, WakeEndsAWait) {
  FakeProvider provider;
  FakeAnswer hang;
  hang.hang = true;
  provider.Script([hang](const auto&) { return hang; });
  const auto client = MakeHttpClient();
  client->Start(Post(provider.url()), [](const ClientReply&) {});
  ASSERT_TRUE(
      testing::Eventually([&] { return client->Poll(Millis(20)) == 0 && provider.count() == 1; }));
  const auto start = steady_clock::now();
  std::thread waker([&] { client->Wake(); });
  client->Poll(Millis(9000));
  waker.join();
  EXPECT_LT(Since(start), Millis(5000));
}  // and the client goes with one under way

TEST(HttpClient, NamesItsErrors) {
  EXPECT_STREQ(ClientErrorName(ClientError::kUnreached), "unreached");
  EXPECT_STREQ(ClientErrorName(ClientError::kTooLarge), "too_large");
}

}  // namespace
}  // namespace tipline::http
