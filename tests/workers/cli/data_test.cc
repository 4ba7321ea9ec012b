// tipline data publish: what goes to people where the records are empty, and how it is taken back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/base/crypto.h"
#include "gateway/store/live/knowledge_published.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"
#include "tests/workers/cli/call.h"

namespace tipline::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kFiles = TIPLINE_SOURCE_DIR "/config/data";

class DataCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(server_, nullptr);
    ASSERT_TRUE(GenerateKeys(temp_ / "keys"));
  }
  // Outside the sandbox.
  std::string Config() {
    const std::string secrets =
        temp_.Write("secrets.json", R"({"generic":{"token":"a-long-one"}})");
    return temp_.Write("config.json", json{{"home", temp_.path()},
                                           {"secrets_file", secrets},
                                           {"redis", {{"socket", server_->socket()}}},
                                           {"flows_dir", TIPLINE_SOURCE_DIR "/config/flows"},
                                           {"channels", {{"generic", {{"provider", "generic"}}}}}}
                                          .dump());
  }
  Called Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", config_, "--json"});
    return cli::Call(words);
  }
  std::string HashOf(const char* source) {
    store::Redis redis(server_->options());
    const auto reply = redis.Run(store::PublishedKnowledge::HeadCommand(source));
    if (!reply) return reply.error().message;
    const auto head = store::PublishedKnowledge::ReadHead(reply->view());
    return head && *head ? (*head)->hash : std::string();
  }

  const testing::TempDir temp_;
  const std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start();
  const std::string config_ = Config();
};

TEST_F(DataCommandTest, InventedExamplesGoToNobodyOutsideTheSandbox) {
  const Called all = Run({"data", "publish"});
  ASSERT_EQ(all.code, 0) << all.err;
  for (const json& one : json::parse(all.out))
    EXPECT_FALSE(one["published"].get<bool>()) << one.dump();
  EXPECT_EQ(HashOf("services"), "");
  const Called named = Run({"data", "publish", "services"});
  EXPECT_EQ(named.code, 2);
  EXPECT_THAT(named.err, HasSubstr("what is published stays"));
}

TEST_F(DataCommandTest, AnEmptyStoreLeavesWhatIsPublishedUntilItIsTakenBack) {
  const Called put = Run({"data", "publish", "services", "--dir", kFiles});
  ASSERT_EQ(put.code, 0) << put.err;
  const std::string hash = HashOf("services");
  EXPECT_EQ(hash, json::parse(put.out)[0]["hash"]);
  ASSERT_EQ(Run({"data", "publish"}).code, 0);
  EXPECT_EQ(HashOf("services"), hash);
  ASSERT_EQ(Run({"data", "publish", "--empty", "services"}).code, 0);
  EXPECT_EQ(HashOf("services"), store::kNothingPublished);
  EXPECT_EQ(HashOf("cards"), "") << "only that one";
  EXPECT_EQ(Run({"data", "publish", "--empty", "nothing"}).code, 2);
}

}  // namespace
}  // namespace tipline::cli
