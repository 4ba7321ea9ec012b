// Where the client goes and where not (stack.md §7.1), with real connections.
#include <gtest/gtest.h>

#include "gateway/http/client.h"
#include "tests/support/fake_provider.h"

namespace tipline::http {
namespace {

using testing::FakeProvider;

ClientRequest To(const std::string& url, const Reach& reach = {}) {
  ClientRequest request;
  request.url = url;
  request.body = "a=b";
  request.timeout = Millis(2000);
  request.reach = reach;
  return request;
}

const Reach kSandbox = {true, false, false};
const Reach kPrivate = {false, true, false};
const Reach kPlain = {false, false, true};

// Of Send and of Start.
ClientError ErrorOf(HttpClient& client, const ClientRequest& request) {
  const ClientError at_once = client.Send(request).error;
  ClientError later = ClientError::kNone;
  client.Start(request, [&](const ClientReply& reply) { later = reply.error; });
  while (client.under_way() > 0)
    client.Poll(Millis(1000));
  EXPECT_EQ(at_once, later);
  return at_once;
}

TEST(ClientReach, LoopbackOnlyWhereItIsAllowed) {
  FakeProvider provider;
  const auto client = MakeHttpClient();
  EXPECT_EQ(ErrorOf(*client, To(provider.url())), ClientError::kForbidden);
  EXPECT_EQ(ErrorOf(*client, To(provider.url(), kPlain)), ClientError::kForbidden);
  EXPECT_EQ(provider.count(), 0U);
  EXPECT_EQ(ErrorOf(*client, To(provider.url(), kSandbox)), ClientError::kNone);
  EXPECT_EQ(ErrorOf(*client, To(provider.url(), kPrivate)), ClientError::kNone);
  EXPECT_EQ(provider.count(), 4U);
}

TEST(ClientReach, ANameOrAnOddSpellingOfAnAddressIsNoWayRound) {
  FakeProvider provider;
  const std::string port = provider.url().substr(provider.url().rfind(':'));
  const auto client = MakeHttpClient();
  for (const std::string host : {"localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1",
                                 "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "0", "[::]"})
    EXPECT_EQ(ErrorOf(*client, To("http://" + host + port)), ClientError::kForbidden) << host;
  EXPECT_EQ(provider.count(), 0U);
  EXPECT_EQ(ErrorOf(*client, To("http://localhost" + port, kSandbox)), ClientError::kNone);
}

// Nothing is sent: the address is refused before a connection is opened.
TEST(ClientReach, AddressesThatNoGatewayHasAreRefusedWhateverIsAllowed) {
  const auto client = MakeHttpClient();
  for (const std::string host : {"169.254.169.254", "168.63.129.16", "0.0.0.0", "224.0.0.1",
                                 "[fe80::1]", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"})
    for (const char* scheme : {"http://", "https://"})
      EXPECT_EQ(ErrorOf(*client, To(scheme + host + "/latest/meta-data", {true, true, true})),
                ClientError::kForbidden)
          << host;
}

TEST(ClientReach, PublicAddressesOnlyByTls) {
  const auto client = MakeHttpClient();
  EXPECT_EQ(ErrorOf(*client, To("http://8.8.8.8/")), ClientError::kForbidden);
  EXPECT_EQ(ErrorOf(*client, To("http://8.8.8.8/", kSandbox)), ClientError::kForbidden);
  EXPECT_EQ(ErrorOf(*client, To("http://8.8.8.8/", kPrivate)), ClientError::kForbidden);
  EXPECT_EQ(ErrorOf(*client, To("https://10.0.0.1/")), ClientError::kForbidden);
}

// The connection of a channel that may is no door for one that may not.
TEST(ClientReach, AConnectionThatIsOpenAlreadyIsCheckedAgain) {
  FakeProvider provider;
  const auto client = MakeHttpClient();
  EXPECT_EQ(client->Send(To(provider.url(), kSandbox)).error, ClientError::kNone);
  EXPECT_EQ(client->Send(To(provider.url())).error, ClientError::kForbidden);
  int refused = 0, taken = 0;
  client->Start(To(provider.url(), kSandbox), [&](const ClientReply& reply) {
    taken += reply.error == ClientError::kNone ? 1 : 0;
    client->Start(To(provider.url()), [&](const ClientReply& next) {
      refused += next.error == ClientError::kForbidden ? 1 : 0;
    });
  });
  while (client->under_way() > 0)
    client->Poll(Millis(1000));
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(provider.count(), 2U);
}

}  // namespace
}  // namespace tipline::http
