// A national register from a file of a spreadsheet to the screen of a basic phone, and three
// complaints about one recruiter, through the running gateway and worker.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/e2e/phone.h"
#include "tests/support/temp_dir.h"
#include "tests/system/metrics.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

class RecruiterLookUp : public ::testing::Test {
 protected:
  void SetUp() override {
    const json channel = {{"provider", "generic"}, {"require_auth", false}};
    SystemOptions options;
    options.config = {{"channels", {{"offers", channel}, {"wrongs", channel}}}};
    options.config["channels"]["offers"].update({{"flow", "main/offer"}, {"codes", {"*384*124#"}}});
    options.config["channels"]["wrongs"].update(
        {{"flow", "main/complaint"}, {"codes", {"*384*125#"}}});
    system_ = System::Start(options);
    ASSERT_NE(system_, nullptr);
  }

  std::string Check(int phone, const std::string& name) const {
    return Phone(*system_, "+2547110009" + std::to_string(phone), "offers", "*384*124#")
        .Dial({"1", "1", "1", "2", "1", "1", "1", name});
  }
  void ImportAndPublish() {
    const std::string csv = dir_.Write("register.csv",
                                       "name;licence;status;expires\n"
                                       "Zentara Manpower Ltd;EX-1042/2025;valid;2090-06-30\n"
                                       "Noorika Overseas;EX-1045/2025;suspended;\n");
    ASSERT_EQ(system_
                  ->Tipline({"register", "import", csv, "--register", "Example Register",
                             "--country", "KE", "--as-of", "2026-01-10"})
                  .code,
              0);
    ASSERT_EQ(system_->Tipline({"data", "publish", "register"}).code, 0);
  }

  const TempDir dir_;
  std::unique_ptr<System> system_;
};

TEST_F(RecruiterLookUp, AnImportedRegisterAnswersAMisspeltNameOnAPhone) {
  ImportAndPublish();
  int asked = 0;
  std::string screen;
  ASSERT_TRUE(Eventually([&] {
    screen = Check(110 + ++asked, "zentera manpwer");
    return screen.find("Do you mean Zentara Manpower Ltd, Example Register?") != std::string::npos;
  })) << screen;
  screen = Check(201, "NOORIKA overseas agency");
  EXPECT_NE(screen.find("suspended"), std::string::npos) << screen;
  EXPECT_NE(screen.find("2026-01-10"), std::string::npos) << screen;
  EXPECT_EQ(screen.find("safe"), std::string::npos) << screen;
}

TEST_F(RecruiterLookUp, ThreeComplaintsAboutOneRecruiterAlert) {
  ImportAndPublish();
  const std::vector<std::string> spelt = {"Zentara Manpower", "zentera manpower", "EX 1042/2025"};
  for (size_t i = 0; i < spelt.size(); ++i) {
    const std::string last =
        Phone(*system_, "+25471100080" + std::to_string(i), "wrongs", "*384*125#")
            .Dial({"2", spelt[i], "3", "Qatar", "1"});
    ASSERT_NE(last.find("Your number"), std::string::npos) << last;
  }
  json counts;
  ASSERT_TRUE(Eventually([&] {
    counts =
        json::parse(system_->Tipline({"--json", "register", "complaints"}).out, nullptr, false);
    return counts.is_array() && !counts.empty() && counts[0].value("complaints", 0) == 3;
  })) << counts;
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0]["name"], "Zentara Manpower Ltd");
  EXPECT_EQ(counts[0]["phones"], 3);
  EXPECT_NE(counts[0]["alerted_at"], "");
  EXPECT_NE(system_->Log("worker").find("recruiter_alert"), std::string::npos);
  ASSERT_TRUE(AllTakenIn(*system_));
  EXPECT_EQ(BacklogOf(*system_).dead, 0U);
  EXPECT_EQ(system_->CaseCount(), 3U);
}

}  // namespace
}  // namespace tipline::testing
