// The providers' own SDKs (npm, exact versions in package.json) against the running gateway and
// worker: what they sign is taken, what they would not have signed is refused and changes nothing,
// what we answer they read, and what we send is what they send. run.mjs plays the providers on
// loopback ports; here are the system around it, and what must be in the stores after all.
// Needs `npm ci` in this folder (ops/test does it).
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/system/metrics.h"
#include "tests/system/system.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr std::chrono::minutes kPatience{1};
const std::string kHere = std::string(TIPLINE_SOURCE_DIR) + "/tests/sdk";

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Of an application at Vonage, made anew: a repository is no place for a private key.
std::string RsaKey() {
  return RunProgram({"node", "-e",
                     "console.log(require('crypto').generateKeyPairSync('rsa', {modulusLength: "
                     "2048}).privateKey.export({type: 'pkcs8', format: 'pem'}))"})
      .out;
}

class Sdk : public ::testing::Test {
 protected:
  // channels.json, and a port on which run.mjs plays the API of each channel's provider.
  void SetUp() override {
    json setup = json::parse(ReadFile(kHere + "/channels.json"));
    setup["secrets"]["vonage-messages"]["private_key"] = RsaKey();
    SystemOptions options;
    options.config = setup.at("config");
    options.secrets = setup.at("secrets");
    options.directory = kHere + "/directory.json";
    for (const auto& [id, channel] : setup.at("config").at("channels").items()) {
      if (channel.is_null()) continue;
      const int port = FreePort();
      options.api_urls[id] = "http://127.0.0.1:" + std::to_string(port);
      task_["channels"][id] = channel;
      task_["channels"][id]["port"] = port;
      task_["channels"][id]["secrets"] = setup.at("secrets").value(id, json::object());
    }
    task_["public_url"] = options.config.at("public_url");
    system_ = System::Start(options);
    ASSERT_NE(system_, nullptr);
    task_["port"] = system_->gateway_port();
  }

  size_t Delivered() const {
    const Finished done = system_->Tipline({"--json", "stats"});
    const json stats = json::parse(done.out, nullptr, false);
    if (done.code != 0 || !stats.is_object()) return 0;
    return stats.value("outbound", json::object()).value("delivered", size_t{0});
  }

  json task_;
  std::unique_ptr<System> system_;
};

TEST_F(Sdk, SignsWhatWeTakeReadsWhatWeAnswerAndSendsWhatWeSend) {
  const Finished run =
      RunProgram({"node", kHere + "/run.mjs"}, task_.dump(), {}, std::chrono::minutes(3));
  std::cout << run.out;
  ASSERT_EQ(run.code, 0) << run.err << system_->Log("gateway") << system_->Log("worker");
  const size_t last = run.out.rfind('\n', run.out.size() - 2) + 1;
  const json sums = json::parse(run.out.substr(last), nullptr, false);
  ASSERT_TRUE(sums.is_object()) << run.out.substr(last);

  // The forged ones came from phones and in sessions of their own: none of them is there.
  EXPECT_TRUE(Eventually([&] { return SessionCount(*system_) == sums.at("phones"); }))
      << SessionCount(*system_) << " instead of " << sums.at("phones");
  EXPECT_TRUE(Eventually([&] { return system_->CaseCount() == sums.at("tips"); }))
      << system_->CaseCount() << " instead of " << sums.at("tips");
  // A report may come before the worker has noted the id of its message; it is looked at again.
  EXPECT_TRUE(Eventually([&] { return Delivered() == sums.at("delivered"); }, kPatience))
      << Delivered() << " instead of " << sums.at("delivered");
}

}  // namespace
}  // namespace tipline::testing
