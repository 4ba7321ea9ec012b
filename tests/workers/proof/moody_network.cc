#include "tests/workers/proof/moody_network.h"

#include <functional>

#include "gateway/http/message.h"
#include "gateway/providers/common.h"
#include "workers/loop/sender.h"

namespace tipline::proof {
namespace {

using testing::FakeAnswer;

uint64_t ChanceOf(const std::string& text) {  // FNV-1a: the same in every run
  uint64_t hash = 1469598103934665603ULL;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash ^ (hash >> 32);
}

class Moody final : public gateway::Provider {
 public:
  gateway::ProviderInfo Info() const override { return {}; }
  std::vector<gateway::SecretName> Secrets() const override { return {}; }
  Status Authenticate(const http::Request&, InboundKind, std::string_view, const ChannelSettings&,
                      const Settings&) const override {
    return Unit{};
  }
  Result<Inbound> Parse(const http::Request&, InboundKind, const ChannelSettings&) const override {
    return NotFound("nothing");
  }
  http::Response Render(const Inbound&, const gateway::Reply&) const override { return {}; }
  bool CarriesSmsReply() const override { return false; }
  Result<gateway::SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                         const gateway::SendContext&) const override {
    gateway::SendRequest request;
    request.url = channel.api_url;
    request.body = message.id + " " + message.to.Reveal();
    return request;
  }
  gateway::SendResult ReadSend(const gateway::SendReply& reply) const override {
    if (reply.status == 409) return gateway::ResultOf(gateway::SendClass::kOptOut, "opt_out");
    gateway::SendResult result = gateway::ResultOfHttp(reply);
    if (result.outcome == gateway::SendClass::kSent && reply.body != "taken")
      return gateway::ResultOf(gateway::SendClass::kUnsure, "unreadable answer");
    result.provider_id = "p";
    return result;
  }
};

FakeAnswer Status(int status) {
  FakeAnswer answer;
  answer.status = status;
  return answer;
}

}  // namespace

void RegisterMoody() {
  static const gateway::RegisterProvider kMoody("moody", std::make_unique<Moody>());
}

MoodyNetwork::MoodyNetwork() {
  api_.Script([this](const testing::FakeRequest& request) { return Decide(request); });
}

bool MoodyNetwork::IsRefused(const std::string& reference) {
  return ChanceOf(reference + "|refused") % 100 == 0;
}

bool MoodyNetwork::IsOptedOut(const std::string& number) {
  return ChanceOf(number + "|opt") % 200 == 0;
}

void MoodyNetwork::Break(const std::string& channel, bool broken) {
  const std::scoped_lock lock(mutex_);
  if (broken)
    broken_.insert(channel);
  else
    broken_.erase(channel);
}

MoodyNetwork::Seen MoodyNetwork::seen() const {
  const std::scoped_lock lock(mutex_);
  return seen_;
}

int64_t MoodyNetwork::requests() const {
  const std::scoped_lock lock(mutex_);
  return seen_.requests;
}

void MoodyNetwork::Take(const std::string& reference) {
  int& times = seen_.taken[reference];
  if (times++ > 0) ++seen_.repeats;
}

FakeAnswer MoodyNetwork::Decide(const testing::FakeRequest& request) {
  const std::scoped_lock lock(mutex_);
  const std::string channel = request.target.substr(1);
  const size_t space = request.body.find(' ');
  const std::string reference = request.body.substr(0, space);
  ++seen_.requests;
  seen_.came[channel].push_back(request.at);
  const auto say = [&](const char* what) { ++seen_.trouble[what]; };
  if (broken_.contains(channel)) return say("401, heals"), Status(401);
  if (IsOptedOut(request.body.substr(space + 1))) return say("opt-out"), Status(409);
  if (IsRefused(reference)) return say("400"), Status(400);
  const uint64_t chance = ChanceOf(reference + "|" + std::to_string(asked_[reference]++));
  if (chance % 100 < 20) return Moody(channel, reference, chance / 100);
  Take(reference);
  FakeAnswer answer;
  answer.body = "taken";
  answer.delay = std::chrono::milliseconds(5 + chance / 100 % 20);
  return answer;
}

FakeAnswer MoodyNetwork::Moody(const std::string& channel, const std::string& reference,
                               uint64_t chance) {
  const auto say = [&](const char* what) { ++seen_.trouble[what]; };
  FakeAnswer answer;
  // Seldom: each makes the whole channel wait.
  if (chance % 200 < 2) {
    answer.status = 429;
    const bool told = chance % 200 == 0;
    if (told) answer.headers = {{"Retry-After", "3"}};
    if (told)
      seen_.pauses[channel].emplace_back(Clock::now(), Clock::now() + std::chrono::seconds(3));
    say(told ? "429 with Retry-After" : "429 without");
    return answer;
  }
  const uint64_t way = chance / 200 % 9;
  if (way == 0) return say("500"), Status(500);
  if (way == 1) return say("503"), Status(503);
  if (way == 2) return say("502"), Status(502);
  if (way == 3) return say("408"), Status(408);
  // A provider that never says whether it took a message, and never takes it, delivers nothing: so
  // often that the sender may believe it, but not more often.
  const bool once_more = unsure_[reference]++ < workers::kMaxUnsureRetries;
  if (once_more && way == 4) {
    say("cut before taking it");
    answer.drop = true;
    return answer;
  }
  if (once_more && way == 5) return say("504"), Status(504);
  Take(reference);
  answer.body = "taken";
  if (way == 6) {
    say("half an answer");
    answer.half = true;
  } else if (way == 7) {
    say("time-out after taking it");
    answer.hang = true;
  } else {
    say("cut after taking it");
    answer.drop = true;
  }
  return answer;
}

}  // namespace tipline::proof
