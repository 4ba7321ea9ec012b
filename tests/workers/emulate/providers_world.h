// What the tests of every provider share: its emulation, the sandbox's channel of it, and its
// adapter as the gateway uses it. A suite derives from it, and TIPLINE_OF_PROVIDERS says whose turn
// it is.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/providers/provider.h"
#include "workers/emulate/answer.h"
#include "workers/emulate/calls.h"

namespace tipline::emulate {

constexpr const char* kId = "0123456789abcdef0123456789abcdef";
constexpr const char* kWords = "Two girls at the mill & cannot leave; 5 < 6, \"help\"";
constexpr const char* kUnicode = "वे घर से बाहर नहीं जा सकतीं 🙏";
inline const TimePoint kNow = FromMillis(1'767'225'600'000);

// kNotFound, or the mistake in its files.
Result<Profile> ProfileOf(const std::string& provider);
// Providers whose emulation has something. Dialects come from their folder.
std::vector<std::string> ProvidersWith(bool (*has)(const Profile& profile));

class ProvidersWorld : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;
  const gateway::Provider& Adapter() const { return *gateway::FindProvider(GetParam()); }
  Line TheLine() const { return {profile_, channel_, settings_}; }
  const Network& TheNetwork() const { return profile_.networks.front(); }

  // As the gateway takes it: routed, authenticated, parsed.
  Result<std::vector<Inbound>> Take(http::Request request, InboundKind event) const;
  Inbound TakeOne(const Result<http::Request>& request, InboundKind event) const;
  static Answer AnswerOf(const http::Response& response);

  Profile profile_;
  ChannelSettings channel_;  // with what only sending needs
  Settings settings_;
};

#define TIPLINE_OF_PROVIDERS(suite, has)                                                      \
  INSTANTIATE_TEST_SUITE_P(                                                                   \
      All, suite,                                                                             \
      ::testing::ValuesIn(ProvidersWith([](const Profile& profile) -> bool { return has; })), \
      [](const auto& param) { return param.param; })

}  // namespace tipline::emulate
