// tipline retention next: on the store of a worker's world.
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "gateway/store/records/checkins.h"
#include "tests/workers/cli/case_world.h"

namespace tipline::cli {
namespace {

using std::chrono::days;

class RetentionCommandTest : public CaseWorld {
 protected:
  void SetUp() override {
    CaseWorld::SetUp();
    if (HasFatalFailure()) return;
    std::ofstream(dir_ / "retention.json") << "{}";
    Beat(clock_.Now());
  }
  void Beat(TimePoint at) {
    const auto kept = store::Checkins(*database_, keys_).ChangeWatch([&](flows::Watch watch) {
      watch.beat_at = at;
      return watch;
    });
    ASSERT_TRUE(kept.has_value()) << kept.error().message;
  }
  Case TakeOne() {
    Tip tip = MakeTip("tip1", "they keep my passport");
    tip.received_at -= days(100);
    return CaseWorld::TakeOne(tip);
  }
  void Close(const Case& item, Millis ago) {
    const auto closed =
        services_->cases.Close({item.id, 0, "amina", clock_.Now() - ago}, "service_received", {});
    ASSERT_TRUE(closed.has_value()) << closed.error().message;
  }
};

TEST_P(RetentionCommandTest, ShowsTheRulesAndWhoseWordsGoNext) {
  const Case item = TakeOne();
  auto shown = Run({"retention", "next"}).json();
  EXPECT_EQ(shown["rules"], nlohmann::json({{"words_days", 90},
                                            {"non_case_days", 30},
                                            {"numbers_days", 30},
                                            {"words_days_in", nlohmann::json::object()}}));
  EXPECT_TRUE(shown["cases"].empty()) << "it is open";
  EXPECT_EQ(shown["waits"], false);
  Beat(clock_.Now() - days(1));
  EXPECT_EQ(Run({"retention", "next"}).json()["waits"], true);
  Close(item, days(88));
  shown = Run({"retention", "next"}).json();
  ASSERT_EQ(shown["cases"].size(), 1U);
  EXPECT_EQ(shown["cases"][0]["id"], item.id);
  EXPECT_EQ(shown["cases"][0]["status"], "closed");
  EXPECT_EQ(shown["cases"][0]["forget_at"],
            FormatTime(*ParseTime(shown["cases"][0]["closed_at"].get<std::string>()) + days(90)));
  EXPECT_TRUE(Run({"retention", "next", "--within", "0"}).json()["cases"].empty());
  const Printed table = Run({"retention", "next"}, false);
  EXPECT_EQ(table.code, 0);
  EXPECT_NE(table.out.find(item.reference), std::string::npos);
  EXPECT_EQ(table.out.find("passport"), std::string::npos);
  EXPECT_EQ(Run({"retention", "next", "--within", "400"}).code, 2);
}

TEST_P(RetentionCommandTest, RulesBesideTheConfigurationCount) {
  const Case item = TakeOne();
  Close(item, days(10));
  std::ofstream(dir_ / "retention.json") << R"({"words_days":9})";
  EXPECT_EQ(Run({"retention", "next", "--within", "0"}).json()["cases"].size(), 1U);
  std::ofstream(dir_ / "retention.json") << R"({"words_days":0})";
  EXPECT_EQ(Run({"retention", "next"}).code, 2);
  std::filesystem::remove(dir_ / "retention.json");
  EXPECT_EQ(Run({"retention", "next"}).code, 2) << "nothing is forgotten";
}

TIPLINE_ON_BOTH_ENGINES(RetentionCommandTest);

}  // namespace
}  // namespace tipline::cli
