// tipline flow simulate: flows that ask the records are played to that screen.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/temp_dir.h"
#include "tests/workers/cli/call.h"

namespace tipline::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(SimulateTest, WhatIsAskedOfTheRecordsIsToldByKindAndFieldsOnly) {
  const testing::TempDir temp;
  const std::string config =
      WriteSandbox(temp, temp.path() + "/nowhere.sock", TIPLINE_SOURCE_DIR "/config/flows");
  const std::vector<std::string> words = {"--config", config,    "flow",           "simulate",
                                          "return",   "--input", "0412345678,2749"};
  const Called plain = Call(words);
  ASSERT_EQ(plain.code, 0) << plain.err;
  EXPECT_THAT(plain.out, HasSubstr("ask case_open code pin (waits for the records)"));
  EXPECT_THAT(plain.out, HasSubstr("One moment"));
  std::vector<std::string> as_json = words;
  as_json.insert(as_json.begin(), "--json");
  const json shown = json::parse(Call(as_json).out);
  const auto& effects = shown["effects"];
  const auto ask = std::find_if(effects.begin(), effects.end(),
                                [](const json& one) { return one["effect"] == "ask"; });
  ASSERT_NE(ask, effects.end());
  EXPECT_EQ((*ask)["fields"], json({"code", "pin"}));
  EXPECT_THAT(ask->dump(), Not(HasSubstr("2749")));
}

}  // namespace
}  // namespace tipline::cli
