// Every provider has an emulation. What it does is held against the adapter, without a process, in
// providers_ussd_test.cc, providers_sms_test.cc and providers_api_test.cc.
#include <filesystem>
#include <string>

#include "tests/workers/emulate/providers_world.h"

namespace tipline::emulate {
namespace {

TEST(EmulatorFiles, EveryProviderIsEmulated) {
  for (const auto& [name, provider] : gateway::Providers()) {
    const auto profile = ProfileOf(name);
    ASSERT_TRUE(profile) << profile.error().message;
    EXPECT_TRUE(profile->ussd || profile->sms || profile->send) << name;
  }
}

TEST(EmulatorFiles, AreAllOfProvidersThatThereAre) {
  for (const auto& entry :
       std::filesystem::directory_iterator(TIPLINE_SOURCE_DIR "/config/emulator")) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = entry.path().stem().string();
    EXPECT_NE(gateway::FindProvider(name), nullptr) << name;
    const auto profile = ReadProfile(name, entry.path().string());
    EXPECT_TRUE(profile) << profile.error().message;
  }
}

}  // namespace
}  // namespace tipline::emulate
