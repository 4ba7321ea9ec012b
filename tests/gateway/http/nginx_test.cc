// ops/nginx/tipline.conf with a real nginx.
#include "tests/support/nginx.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/gateway/http/test_server.h"
#include "tests/support/process.h"

namespace tipline::http {
namespace {

using testing::Eventually;
using testing::MakeRequest;
using testing::Nginx;
using testing::RawClient;
using testing::RunProgram;

TEST(NginxConf, IsValidWithItsTlsPart) {
  const testing::TempDir dir;
  const auto made = RunProgram({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
                                "2", "-subj", "/CN=tipline.example.org", "-keyout",
                                dir / "privkey.pem", "-out", dir / "fullchain.pem"});
  ASSERT_EQ(made.code, 0) << made.err;
  std::ifstream in(TIPLINE_SOURCE_DIR "/ops/nginx/tipline-listen.conf");
  std::ostringstream listen;
  listen << in.rdbuf();
  std::string text = listen.str();
  for (size_t at = 0; (at = text.find("/etc/ssl/tipline", at)) != std::string::npos;)
    text.replace(at, std::string("/etc/ssl/tipline").size(), dir.path());
  ASSERT_NE(text.find(dir.path()), std::string::npos);
  // Port 443 may be taken or forbidden here; the rest is tested as it is.
  const std::string port = std::to_string(testing::FreePort());
  for (size_t at = 0; (at = text.find("443", at)) != std::string::npos; at += port.size())
    text.replace(at, 3, port);
  const std::string conf = testing::WriteNginxConfig(dir, 0, 8080, testing::kNoLimit, text);
  const auto checked = RunProgram(
      {"/usr/sbin/nginx", "-t", "-q", "-p", dir.path(), "-e", dir / "main-error.log", "-c", conf});
  EXPECT_EQ(checked.code, 0) << checked.err;
}

TEST(NginxConf, PassesTheTargetOnExactlyAsSent) {
  TestServer server;
  const auto nginx = Nginx::Start(server.port());
  RawClient client(nginx->port());
  const std::string target = "/hooks/seen//%2e/x%2Fy?b=%20+1&a=&a&text=%C3%A9";
  const auto answer = client.Ask(MakeRequest("POST", target, "body"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "POST " + target + " 127.0.0.1 body");
}

TEST(NginxConf, KeepsItsConnectionsToTheGateway) {
  TestServer server;
  const auto nginx = Nginx::Start(server.port());
  RawClient client(nginx->port());
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(Nonce(*client.Ask(Numbered("POST", "/hooks/x/sms", i, "b"))), i);
  EXPECT_EQ(server->counts().requests, 50U);
  EXPECT_LE(server->counts().connections, 2U);
}

TEST(NginxConf, ChunkedUploadsArriveWithALength) {
  TestServer server;
  const auto nginx = Nginx::Start(server.port());
  RawClient client(nginx->port());
  const auto answer = client.Ask(
      "POST /hooks/x/sms HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "abcde");
}

TEST(NginxConf, LogsNeitherQueryNorSecretPathNorBody) {
  TestServer server;
  const auto nginx = Nginx::Start(server.port());
  RawClient client(nginx->port());
  for (const std::string target :
       {"/hooks/kannel/sms/s3cr3t-token?from=254711000001&text=help", "/hooks/kannel/sms?text=help",
        "/hooks/kannel/../kannel/sms/s3cr3t-token", "/nonsense/254711000001", "/hooks/kannel"})
    ASSERT_TRUE(client.Ask(
        MakeRequest("POST", target, "text=help", {{"Referer", "help"}, {"User-Agent", "help"}})));
  server.End();  // 502: the error log gets its chance
  ASSERT_TRUE(client.Ask(MakeRequest(
      "POST", "/hooks/kannel/sms/s3cr3t-token?from=254711000001&text=help", "text=help")));
  const auto lines = [&] {
    const std::string log = nginx->access_log();
    return std::count(log.begin(), log.end(), '\n');
  };
  ASSERT_TRUE(Eventually([&] { return lines() == 6; }));
  EXPECT_NE(nginx->access_log().find("/hooks/kannel/sms/- "), std::string::npos);
  EXPECT_NE(nginx->access_log().find(" 502 "), std::string::npos);
  for (const std::string secret : {"254711000001", "help", "s3cr3t"}) {
    EXPECT_EQ(nginx->access_log().find(secret), std::string::npos) << secret;
    EXPECT_EQ(nginx->error_log().find(secret), std::string::npos) << secret;
  }
}

TEST(NginxConf, AWebhookIsTriedOnce) {
  TestServer server;
  const auto nginx = Nginx::Start(server.port());
  RawClient client(nginx->port());
  const auto answer = client.Ask(MakeRequest("POST", "/hooks/drop/sms", "b"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(server.log().handled, 1);
}

TEST(NginxConf, HidesProbesAndMetricsAndCapsBodies) {
  TestServer server;
  const auto nginx = Nginx::Start(server.port());
  for (const std::string target :
       {"/metrics", "/readyz", "/", "/echo", "/hooks/../metrics", "/%6detrics"}) {
    RawClient client(nginx->port());
    const auto answer = client.Ask(MakeRequest("GET", target));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 404) << target;
  }
  EXPECT_EQ(server.log().handled, 0);
  RawClient client(nginx->port());
  EXPECT_EQ(
      client.Ask(MakeRequest("POST", "/hooks/x/sms", std::string(kMaxBodyBytes, 'x')))->status,
      200);
  EXPECT_EQ(
      client.Ask(MakeRequest("POST", "/hooks/x/sms", std::string(kMaxBodyBytes + 1, 'x')))->status,
      413);
  EXPECT_EQ(server.log().handled, 1);
  EXPECT_EQ(
      client.Ask(MakeRequest("POST", "/hooks/x/sms", std::string(kMostBodyBytes + 1, 'x')))->status,
      413);
}

TEST(NginxConf, TooManyRequestsAreToldWhenToComeBack) {
  TestServer server;
  const auto nginx = Nginx::Start(server.port(), "1r/s");
  RawClient client(nginx->port());
  int status = 200;
  std::string again;
  for (int i = 0; i < 2500 && status == 200; ++i) {  // the burst that is let through, and more
    const auto answer = client.Ask(MakeRequest("POST", "/hooks/x/sms", "b"));
    ASSERT_TRUE(answer);
    status = answer->status;
    again = answer->Header("retry-after");
  }
  EXPECT_EQ(status, 429);
  EXPECT_EQ(again, "1");
  EXPECT_GE(server.log().handled, 2000);
}

}  // namespace
}  // namespace tipline::http
