#include "tests/workers/cli/call.h"

#include <cstdio>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/base/crypto.h"
#include "workers/cli/run.h"

namespace tipline::cli {

Called Call(const std::vector<std::string>& words) {
  std::vector<const char*> argv = {"tipline"};
  for (const std::string& word : words)
    argv.push_back(word.c_str());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Called called;
  called.code = Run(static_cast<int>(argv.size()), argv.data());
  std::fflush(stdout);
  called.out = ::testing::internal::GetCapturedStdout();
  called.err = ::testing::internal::GetCapturedStderr();
  return called;
}

std::string WriteSandbox(const testing::TempDir& folder, const std::string& redis_socket,
                         const std::string& flows_dir) {
  nlohmann::json config = {
      {"sandbox", true},
      {"home", folder.path()},
      {"redis", {{"socket", redis_socket}}},
      {"channels", {{"generic", {{"provider", "generic"}, {"require_auth", false}}}}}};
  if (!flows_dir.empty()) config["flows_dir"] = flows_dir;
  EXPECT_TRUE(GenerateKeys(folder / "keys"));
  return folder.Write("config.json", config.dump());
}

}  // namespace tipline::cli
