#include "tests/workers/emulate/providers_world.h"

#include <algorithm>

#include "gateway/providers/dialect.h"
#include "gateway/webhooks/route.h"

namespace tipline::emulate {
namespace {

std::string Root() {
  return TIPLINE_SOURCE_DIR;
}

const Settings& Sandbox() {
  static const Settings settings = [] {
    auto loaded = LoadSettings(Root() + "/config/sandbox.json");
    EXPECT_TRUE(loaded) << loaded.error().message;
    if (!loaded) return Settings();
    loaded->dialects_dir = Root() + "/config/dialects";
    const Status prepared = gateway::PrepareChannels(*loaded, gateway::Webhooks::kTaken);
    EXPECT_TRUE(prepared) << prepared.error().message;
    return *loaded;
  }();
  return settings;
}

// The sandbox's channel, with what only sending needs.
ChannelSettings ChannelOf(const std::string& name) {
  const auto found = std::find_if(Sandbox().channels.begin(), Sandbox().channels.end(),
                                  [&name](const auto& one) { return one.second.provider == name; });
  EXPECT_NE(found, Sandbox().channels.end()) << name;
  if (found == Sandbox().channels.end()) return {};
  ChannelSettings channel = found->second;
  channel.api_url = "http://127.0.0.1:9";
  const auto dialects = gateway::DialectNames();
  if (std::find(dialects.begin(), dialects.end(), name) != dialects.end())
    for (const auto& option : gateway::FindProvider(name)->Options())
      if (option.right("1")) channel.options.emplace(option.name, "1");
  return channel;
}

}  // namespace

Result<Profile> ProfileOf(const std::string& provider) {
  return FindProfile(provider, Root() + "/config/emulator", Root() + "/config/dialects");
}

std::vector<std::string> ProvidersWith(bool (*has)(const Profile& profile)) {
  if (!gateway::LoadDialects(Root() + "/config/dialects")) return {};
  std::vector<std::string> names;
  for (const auto& [name, provider] : gateway::Providers()) {
    const auto profile = ProfileOf(name);
    if (profile && has(*profile)) names.push_back(name);
  }
  return names;
}

void ProvidersWorld::SetUp() {
  auto found = ProfileOf(GetParam());
  ASSERT_TRUE(found) << found.error().message;
  profile_ = *std::move(found);
  channel_ = ChannelOf(GetParam());
  settings_ = Sandbox();
}

Result<std::vector<Inbound>> ProvidersWorld::Take(http::Request request, InboundKind event) const {
  request.received_at = kNow;
  const gateway::Route route = gateway::FindRoute(request);
  if (route.kind != gateway::Route::Kind::kHook || route.channel != channel_.id ||
      route.event != event)
    return Invalid("the gateway has no such URL");
  if (channel_.require_auth)
    TRY(Adapter().Authenticate(request, event, route.token, channel_, settings_));
  return Adapter().ParseAll(request, event, channel_);
}

Inbound ProvidersWorld::TakeOne(const Result<http::Request>& request, InboundKind event) const {
  EXPECT_TRUE(request) << request.error().message;
  if (!request) return {};
  const auto all = Take(*request, event);
  EXPECT_TRUE(all) << all.error().message;
  if (!all) return {};
  EXPECT_EQ(all->size(), 1U);
  return all->empty() ? Inbound() : all->front();
}

Answer ProvidersWorld::AnswerOf(const http::Response& response) {
  Answer answer{response.status, response.headers, response.body};
  answer.headers.emplace_back("Content-Type", response.content_type);
  return answer;
}

}  // namespace tipline::emulate
