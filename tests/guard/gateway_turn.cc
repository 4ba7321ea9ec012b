#include "tests/guard/gateway_turn.h"

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/base/ids.h"
#include "gateway/http/request_parser.h"
#include "gateway/http/response_writer.h"
#include "gateway/webhooks/route.h"
#include "tests/guard/fixed_chance.h"
#include "tests/guard/walk_texts.h"

namespace tipline::guard {
namespace {

constexpr int64_t kFirstTurnMs = 1'764'000'000'000;
constexpr const char* kToken = "walk-path-token";

}  // namespace

KeyRing GatewayTurn::FixedKeys() {
  FixChance();
  Must(InitCrypto());
  const auto key = [](uint8_t fill) {
    KeyBytes bytes{};
    bytes.fill(fill);
    return bytes;
  };
  KeyRing keys;
  keys.session = std::make_unique<Key>(key(1));
  keys.pseudonym = std::make_unique<Key>(key(2));
  keys.case_public = std::make_unique<Key>(PublicHalf(key(3)));
  return keys;
}

GatewayTurn::GatewayTurn(flows::Bundle bundle)
    : bundle_(std::move(bundle)),
      keys_(FixedKeys()),
      conversations_(keys_, settings_.partitions),
      decider_(keys_) {
  ChannelSettings& channel = settings_.channels["africastalking"];
  channel.id = channel.provider = "africastalking";
  channel.codes = {"*384*123#"};
  channel.secrets["path_token"] = Secret<std::string>(kToken);
  StartAgain();
}

void GatewayTurn::StartAgain() {
  now_ = FromMillis(kFirstTurnMs);
}

gateway::Arrival GatewayTurn::Take(std::string_view wire) const {
  http::RequestParser parser;
  Must(parser.Feed(wire) == wire.size() && parser.state() == http::RequestParser::State::kDone,
       "the recorded request is none");
  http::Request request = parser.Take();
  request.peer = "127.0.0.1";
  request.received_at = now_;
  const gateway::Route route = gateway::FindRoute(request);
  const auto channel = settings_.channels.find(route.channel);
  Must(channel != settings_.channels.end(), "the recorded request is for no channel");
  const gateway::Provider* provider = gateway::FindProvider(channel->second.provider);
  Must(provider != nullptr, "the provider of the recorded request is gone");
  Must(provider->Authenticate(request, route.event, route.token, channel->second, settings_));
  Inbound inbound =
      std::move(Must(provider->ParseAll(request, route.event, channel->second)).front());
  Must(gateway::WhyIgnored(inbound).empty() && !gateway::IsForHands(inbound) &&
           !gateway::IsToUnlistedCode(inbound, channel->second),
       "the recorded request is no turn");
  return gateway::Arrive(std::move(inbound), channel->second, *provider, now_, keys_,
                         RandomToken(12));
}

gateway::Decision GatewayTurn::Decide(const gateway::Arrival& arrival,
                                      const store::Loaded& loaded) const {
  return decider_.Decide(arrival, loaded, bundle_, now_, FreshEntropy());
}

void GatewayTurn::Write(const gateway::Arrival& arrival, const gateway::Reply& reply,
                        std::string& out) const {
  http::AppendResponse(arrival.provider->Render(arrival.inbound, reply), {}, http::HttpDate(now_),
                       out);
}

bool GatewayTurn::Answer(std::string_view request, RecordedRedis& redis, std::string& out) {
  now_ += Millis(5000);
  const gateway::Arrival arrival = Take(request);
  const auto loaded = Must(
      conversations_.ReadLoad(arrival.who, redis.Run(conversations_.LoadCommand(arrival.who))));
  const gateway::Decision decision = Decide(arrival, loaded);
  Must(decision.kind == gateway::Decision::Kind::kCommit,
       "a turn of the walk has nothing to store");
  const auto committed = Must(conversations_.ReadCommit(
      arrival.who, redis.Run(conversations_.CommitCommand(decision.commit))));
  Must(committed.outcome == store::Committed::Outcome::kDone, "a turn was not stored");
  Write(arrival, decision.reply, out);
  const auto& entries = decision.commit.entries;
  return std::any_of(entries.begin(), entries.end(),
                     [](const store::StreamEntry& entry) { return entry.stream == "tips"; });
}

std::vector<std::string> GatewayTurn::Requests() {
  std::vector<std::string> requests;
  for (const std::string& text : AccumulatedTexts()) {
    std::string body =
        "sessionId=ATUid_walk_1&phoneNumber=%2B254711000001&networkCode=63902&"
        "serviceCode=%2A384%2A123%23&text=";
    body += http::UrlEncode(text);
    std::string request = "POST /hooks/africastalking/ussd/";
    request += kToken;
    request +=
        " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: at-ussd-api/1.0.0\r\nAccept: */*\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ";
    request += std::to_string(body.size());
    request += "\r\n\r\n";
    request += body;
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace tipline::guard
