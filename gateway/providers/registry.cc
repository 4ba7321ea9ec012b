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

// Kannel and Africa's Talking keep an SMS that was answered 503 and try again. Twilio does so only
// if the configured URL says it (`#rc=3&rp=all`, see config/production.example.json), or falls back
// to the second URL.
http::Response Provider::RenderUnavailable(InboundKind /*event*/, std::string_view /*text*/) const {
  return http::Response::Error(503);
}

}  // namespace tipline::gateway
