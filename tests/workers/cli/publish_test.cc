// tipline flow publish: which flows it takes.
#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/temp_dir.h"
#include "tests/workers/cli/call.h"

namespace tipline::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class PublishTest : public ::testing::Test {
 protected:
  Called PublishWith(const std::map<std::string, std::string>& flows) {
    const std::string file =
        WriteSandbox(temp_, temp_.path() + "/nowhere.sock", TIPLINE_SOURCE_DIR "/config/flows");
    std::ifstream in(file);
    json config = json::parse(in);
    for (const auto& [channel, flow] : flows)
      config["channels"][channel] = {
          {"provider", "generic"}, {"require_auth", false}, {"flow", flow}};
    return Call({"--config", temp_.Write("more.json", config.dump()), "--json", "flow", "publish",
                 "--dry-run"});
  }

  const testing::TempDir temp_;
};

TEST_F(PublishTest, WhatChannelsBeginWithIsPublishedThoughAnotherFlowCallsIt) {
  const Called called = PublishWith({{"a", "voice"}, {"b", "main/return"}, {"c", "voice/sector"}});
  ASSERT_EQ(called.code, 0) << called.err;
  std::multiset<std::string> names;
  for (const json& one : json::parse(called.out))
    names.insert(one["flow"].get<std::string>());
  EXPECT_EQ(names, (std::multiset<std::string>{"main", "voice"}));
}

TEST_F(PublishTest, AFlowThatThereIsNotIsNamed) {
  const Called called = PublishWith({{"a", "nothing_here"}});
  EXPECT_EQ(called.code, 2);
  EXPECT_THAT(called.err, HasSubstr("nothing_here"));
}

}  // namespace
}  // namespace tipline::cli
