#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "gateway/base/files.h"
#include "tests/support/temp_dir.h"
#include "tests/workers/cli/call.h"

namespace tipline::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class KeysCommandTest : public ::testing::Test {
 protected:
  int Keys(const char* what, bool json) {
    std::vector<std::string> words = {"--config", config_, "keys", what};
    if (json) words.emplace_back("--json");
    const Called called = cli::Call(words);
    out_ = called.out;
    err_ = called.err;
    return called.code;
  }

  const testing::TempDir temp_;
  const std::string config_ = temp_.Write(
      "config.json",
      R"({"sandbox": true, "home": ")" + temp_.path() +
          R"(", "channels": {"generic": {"provider": "generic", "require_auth": false}}})");
  std::string out_, err_;
};

TEST_F(KeysCommandTest, MakesKeysOnceAndShowsThemWithoutTheirContent) {
  EXPECT_EQ(Keys("show", false), 1) << "there are none yet";
  ASSERT_EQ(Keys("generate", false), 0) << err_;
  EXPECT_EQ(Keys("show", false), 0);
  for (const char* name : {"case.pub", "case.key", "session.key", "pseudonym.key", "store.key"}) {
    EXPECT_THAT(out_, HasSubstr(name));
    std::string key = *ReadFile(temp_ / (std::string("keys/") + name), 256);
    key.pop_back();
    EXPECT_THAT(out_, Not(HasSubstr(key)));
  }
  EXPECT_EQ(Keys("generate", false), 2);
  EXPECT_THAT(err_, HasSubstr("tipline: conflict: "));
}

TEST_F(KeysCommandTest, JsonNamesStateModeAndFingerprint) {
  ASSERT_EQ(Keys("generate", true), 0);
  ASSERT_EQ(chmod((temp_ / "keys/store.key").c_str(), 0644), 0);
  EXPECT_EQ(Keys("show", true), 1);
  const auto json = nlohmann::json::parse(out_);
  ASSERT_EQ(json["keys"].size(), 5U);
  EXPECT_EQ(json["keys"][0]["state"], "ok");
  EXPECT_EQ(json["keys"][0]["mode"], "0600");
  EXPECT_EQ(json["keys"][4]["name"], "store.key");
  EXPECT_EQ(json["keys"][4]["state"], "readable by others");
}

}  // namespace
}  // namespace tipline::cli
