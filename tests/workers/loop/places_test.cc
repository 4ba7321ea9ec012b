// The gazetteer in the worker: read when it is there, and anew when it changed.
#include "workers/loop/places.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace tipline::workers {
namespace {

class SetClock final : public Clock {
 public:
  TimePoint Now() const override { return now; }
  TimePoint now = FromMillis(1'764'000'000'000);
};

class PlacesTest : public ::testing::Test {
 protected:
  void Write(const std::string& places) {
    const auto file = std::filesystem::path(dir_.path()) / "data" / "places.json";
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << R"({"source":"places","as_of":"2025-11-01","licence":["test"],)"
                        << R"("words":{},"countries":[{"code":"KE","names":["Kenya"],)"
                        << R"("regions":[["17","Kisumu"],["04","Busia"]],"places":")" << places
                        << R"("},{"code":"UG","names":["Uganda"],"regions":[["202","Busia"]],)"
                        << R"("places":"Busia|202|55000|tx"}]})";
    std::filesystem::last_write_time(
        file, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(++writes_));
  }
  std::string CodeOf(const std::string& typed, const std::string& number = "+254711000001") {
    Tip tip;
    tip.channel = "c";
    tip.number = Secret(number);
    return places_->CodeOf(typed, tip);
  }
  void SetUp() override {
    settings_.home = dir_.path();
    settings_.channels["c"].region = "KE";
    places_ = std::make_unique<Places>(settings_, clock_);
  }

  testing::TempDir dir_;
  Settings settings_;
  SetClock clock_;
  std::unique_ptr<Places> places_;
  int writes_ = 0;
};

TEST_F(PlacesTest, WithoutAFileThereIsNoCode) {
  EXPECT_EQ(CodeOf("Kisumu"), "");
}

TEST_F(PlacesTest, OnlyWhatIsSurelyMeantHasACode) {
  Write("Kisumu|17|400000|t\\nBusia|04|60000|tx");
  EXPECT_EQ(CodeOf("Kisumu"), "KE-17");
  EXPECT_EQ(CodeOf("kisummu"), "KE-17");
  EXPECT_EQ(CodeOf("Busia"), "") << "two of one name";
  EXPECT_EQ(CodeOf("behind the blue mill"), "");
  EXPECT_EQ(CodeOf("Kisumu", ""), "KE-17") << "no number: the channel's country";
}

TEST_F(PlacesTest, ANewFileIsReadAfterAWhileAndABrokenOneIsNot) {
  EXPECT_EQ(CodeOf("Kisumu"), "");
  Write("Kisumu|17|400000|t");
  EXPECT_EQ(CodeOf("Kisumu"), "") << "it was looked for just now";
  clock_.now += kPlacesAge;
  EXPECT_EQ(CodeOf("Kisumu"), "KE-17");
  Write("x|99|1|?");
  clock_.now += kPlacesAge;
  EXPECT_EQ(CodeOf("Kisumu"), "KE-17") << "the one before stays";
}

}  // namespace
}  // namespace tipline::workers
