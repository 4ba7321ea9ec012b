// The directory from a table to a phone: import, publish, ask by USSD; what is not there is
// counted, who is handed on too, and what is private is in no file of Redis, no screen and no log.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/e2e/phone.h"
#include "tests/e2e/places.h"
#include "tests/support/temp_dir.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kHidden = "12 Hidden Lane behind the mill";
constexpr const char* kTable =
    "id,name,needs,areas,languages,hours,zone,cost,phone,verified,verified by,private address\n"
    "law,Example Law Help,legal,KE,en,24/7,Africa/Nairobi,free,'+254711000601,2026-11-20,Example,"
    "12 Hidden Lane behind the mill\n"
    "ear,Example Night Ear,line_low,KE,en,24/7,Africa/Nairobi,free,1190,2026-11-20,Example,\n";

class Content : public ::testing::Test {
 protected:
  void Start(const char* flow) {
    SystemOptions options;
    options.config = {{"channels", {{"generic", {{"flow", flow}}}}}};
    system_ = System::Start(options);
    ASSERT_NE(system_, nullptr);
    Tipline({"services", "import", files_.Write("services.csv", Fresh()), "--needs",
             std::string(TIPLINE_SOURCE_DIR) + "/config/data/needs.json"});
    Tipline({"data", "publish", "services"});
  }
  // Verified today: an old entry would be hidden.
  static std::string Fresh() {
    std::string table = kTable;
    const std::string today =
        FormatTime(std::chrono::floor<Millis>(std::chrono::system_clock::now())).substr(0, 10);
    for (size_t at = table.find("2026-11-20"); at != std::string::npos;
         at = table.find("2026-11-20", at + 1))
      table.replace(at, today.size(), today);
    return table;
  }
  std::string Tipline(std::vector<std::string> words) const {
    words.insert(words.begin(), "--json");
    const Finished done = system_->Tipline(words);
    EXPECT_EQ(done.code, 0) << done.out << done.err;
    return done.out;
  }
  // One USSD session of a phone of its own, so that none goes on from the one before; all screens.
  std::string Ussd(const std::vector<std::string>& inputs) {
    const Phone phone(*system_, "+2547110" + std::to_string(10000 + ++phones_));
    std::string all;
    for (const std::string& screen : phone.Screens(inputs))
      all += screen + "\n";
    return all;
  }
  json Gaps(const char* what) {
    return json::parse(Tipline(
        {"gaps", what, "--needs", std::string(TIPLINE_SOURCE_DIR) + "/config/data/needs.json"}));
  }

  TempDir files_;
  std::unique_ptr<System> system_;
  int phones_ = 0;
};

TEST_F(Content, FromATableToAPhoneAndWhatIsMissingIsCounted) {
  Start("main/services");
  ASSERT_TRUE(Eventually([&] { return Shows(Ussd({"3", "1", "1"}), "Example Law Help"); }));
  EXPECT_TRUE(Shows(Ussd({"3", "1", "1", "2"}), "Checked:"));
  EXPECT_TRUE(Shows(Ussd({"5", "2", "1"}), "We know nobody for this there"));
  // Before the gateway had read what was published, more was missing.
  json gap;
  ASSERT_TRUE(Eventually([&] {
    for (const json& one : Gaps("list"))
      if (one.at("need") == "debt") gap = one;
    return !gap.is_null();
  }));
  EXPECT_EQ(gap.at("place"), "KE");
  EXPECT_GE(gap.at("asked").get<int>(), 1);
  EXPECT_EQ(system_->CaseCount(), 0U) << "who looks something up makes no case";
  EXPECT_FALSE(Shows(Ussd({"3", "1", "1", "2"}), "Hidden"));
  const Needle hidden = NeedleOf("the private address", kHidden);
  EXPECT_TRUE(Find({hidden}, RedisOf(*system_)).empty());
  EXPECT_TRUE(Find({hidden}, FilesOf(*system_)).empty()) << "sealed on disk, in no log";
}

TEST_F(Content, AnotherLineIsOneReplyAndCountedAsHandedOn) {
  Start("main/sister");
  ASSERT_TRUE(Eventually([&] { return Shows(Ussd({"2"}), "1190"); }));
  ASSERT_TRUE(Eventually([&] { return !Gaps("handed-on").empty(); }));
  const json handed_on = Gaps("handed-on");
  EXPECT_EQ(handed_on[0].at("need"), "line_low");
  EXPECT_EQ(handed_on[0].at("outcome"), "referred_out_of_scope");
}

}  // namespace
}  // namespace tipline::testing
