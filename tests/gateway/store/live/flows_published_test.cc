#include "gateway/store/live/flows_published.h"

#include <set>
#include <thread>

#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

class FlowsPublishedTest : public LiveTest {
 protected:
  Result<Published> Publish(const std::string& hash) {
    return PublishedFlows::Publish(
        redis(), "main", hash,
        [&](int64_t version) { return hash + " as " + std::to_string(version); }, now_);
  }
  std::string Get(int64_t version) {
    const auto reply = redis().Run(PublishedFlows::GetCommand("main", version));
    const auto text = PublishedFlows::ReadGet(reply->view());
    return text ? *text : CodeName(text.error().code);
  }
  const TimePoint now_ = FromMillis(1'790'000'000'000);
};

TEST_F(FlowsPublishedTest, NothingIsThereAtFirst) {
  const auto reply = redis().Run(PublishedFlows::LatestCommand("main"));
  EXPECT_EQ(PublishedFlows::ReadLatest(reply->view()).error().code, Code::kNotFound);
  EXPECT_EQ(Get(1), "not_found");
  const auto versions = redis().Run(PublishedFlows::VersionsCommand("main"));
  EXPECT_TRUE(PublishedFlows::ReadVersions(versions->view())->empty());
}

TEST_F(FlowsPublishedTest, OlderVersionsStay) {
  EXPECT_EQ(Publish("aaaa")->version, 1);
  EXPECT_EQ(Publish("bbbb")->version, 2);
  EXPECT_EQ(Get(1), "aaaa as 1");
  EXPECT_EQ(Get(2), "bbbb as 2");
  const auto latest = redis().Run(PublishedFlows::LatestCommand("main"));
  EXPECT_EQ(*PublishedFlows::ReadLatest(latest->view()), 2);
  const auto reply = redis().Run(PublishedFlows::VersionsCommand("main"));
  const auto versions = PublishedFlows::ReadVersions(reply->view());
  ASSERT_EQ(versions->size(), 2U);
  EXPECT_EQ(versions->at(0).hash + versions->at(1).hash, "aaaabbbb");
  EXPECT_EQ(versions->at(1).version, 2);
  EXPECT_EQ(versions->at(1).published_at, now_);
}

TEST_F(FlowsPublishedTest, TheSameContentMakesNoNewVersion) {
  EXPECT_TRUE(Publish("aaaa")->fresh);
  const auto again = Publish("aaaa");
  EXPECT_FALSE(again->fresh);
  EXPECT_EQ(again->version, 1);
  EXPECT_EQ(Publish("bbbb")->version, 2);
  EXPECT_EQ(Publish("aaaa")->version, 3);  // going back is a new version
}

TEST_F(FlowsPublishedTest, AVersionThatIsTakenIsAConflict) {
  ASSERT_TRUE(Publish("aaaa").has_value());
  const auto reply = redis().Run(PublishedFlows::PublishCommand("main", 1, "bbbb", "text", now_));
  EXPECT_EQ(PublishedFlows::ReadPublish(reply->view()).error().code, Code::kConflict);
  EXPECT_EQ(Get(1), "aaaa as 1");
}

TEST_F(FlowsPublishedTest, TwoAtOnceGetTwoVersions) {
  std::vector<int64_t> versions(4);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < versions.size(); ++i)
    threads.emplace_back([&, i] {
      Redis own(server().options());
      const auto published = PublishedFlows::Publish(
          own, "main", "hash" + std::to_string(i), [](int64_t v) { return std::to_string(v); },
          now_);
      if (published) versions[i] = published->version;
    });
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(std::set<int64_t>(versions.begin(), versions.end()), (std::set<int64_t>{1, 2, 3, 4}));
  for (const int64_t version : versions)
    EXPECT_EQ(Get(version), std::to_string(version));
}

}  // namespace
}  // namespace tipline::store
