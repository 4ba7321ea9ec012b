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

// Every provider keeps an SMS that was answered 503 and tries again, or falls back to the
// operator's second URL.
http::Response Provider::RenderUnavailable(InboundKind /*event*/, std::string_view /*text*/) const {
  return http::Response::Error(503);
}

}  // namespace tipline::gateway
