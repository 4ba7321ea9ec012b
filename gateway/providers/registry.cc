#include "gateway/providers/provider.h"

namespace tipline::gateway {

std::map<std::string, std::unique_ptr<Provider>>& Providers() {
  static std::map<std::string, std::unique_ptr<Provider>> providers;
  return providers;
}

const Provider* FindProvider(std::string_view name) {
  const auto found = Providers().find(std::string(name));
  return found == Providers().end() ? nullptr : found->second.get();
}

RegisterProvider::RegisterProvider(const char* name, std::unique_ptr<Provider> provider) {
  Providers().emplace(name, std::move(provider));
}

OnceKey Provider::Once(const http::Request& /*request*/, const ChannelSettings& /*channel*/) const {
  return {};
}

Result<Inbound> Provider::Parse(const http::Request& /*request*/, InboundKind /*event*/,
                                const ChannelSettings& /*channel*/) const {
  return NotFound("no such event");
}

Result<std::vector<Inbound>> Provider::ParseAll(const http::Request& request, InboundKind event,
                                                const ChannelSettings& channel) const {
  TRY_ASSIGN(Inbound inbound, Parse(request, event, channel));
  std::vector<Inbound> all;
  all.push_back(std::move(inbound));
  return all;
}

Result<std::optional<SendRequest>> Provider::BuildToken(const ChannelSettings& /*channel*/,
                                                        TimePoint /*now*/) const {
  return std::optional<SendRequest>();
}

Result<AccessToken> Provider::ReadToken(const SendReply& /*reply*/) const {
  return NotFound("this provider lends no token");
}

SendResult Provider::ReadSendOn(const SendReply& reply, const ChannelSettings& /*channel*/) const {
  return ReadSend(reply);
}

// Kannel and Africa's Talking keep an SMS that was answered 503 and try again. Twilio does so only
// if the configured URL says it (`#rc=3&rp=all`, see config/production.example.json), or falls back
// to the second URL.
http::Response Provider::RenderUnavailable(InboundKind /*event*/, std::string_view /*text*/) const {
  return http::Response::Error(503);
}

}  // namespace tipline::gateway
