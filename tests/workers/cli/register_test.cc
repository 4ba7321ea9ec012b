#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/temp_dir.h"
#include "tests/workers/cli/call.h"

namespace tipline::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class RegisterCommandTest : public ::testing::Test {
 protected:
  Called Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", config_, "--json"});
    return cli::Call(words);
  }
  Called Import(const std::string& csv, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"register",   "import",           temp_.Write("r.csv", csv),
                                      "--register", "Example Register", "--country",
                                      "KE",         "--as-of",          "2026-01-10"};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }
  json Rows() { return json::parse(Run({"register", "list"}).out); }

  const testing::TempDir temp_;
  const std::string config_ = WriteSandbox(temp_, temp_.path() + "/nowhere.sock");
};

TEST_F(RegisterCommandTest, AFileOfASpreadsheetIsTakenWhole) {
  const Called imported = Import(
      "\xEF\xBB\xBFName;Other names;Licence;Phone;Status;Expires;Destinations;Job orders\r\n"
      "\"Zentara \"\"Z\"\" Manpower; Ltd\";ZM|Zenta;EX-1042/2025;0711 000 901;Active;2030-06-30;"
      "QA OM;Cook EX-7|Cleaner EX-9\r\n"
      "Kestovan;;;;REVOKED;;;\r\n");
  ASSERT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(Rows()[0]["rows"], 2);
  EXPECT_EQ(Rows()[0]["register"], "example_register");
  const auto found = json::parse(Run({"register", "check", "+254711000901"}).out);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["name"], "Zentara \"Z\" Manpower; Ltd");
  EXPECT_EQ(found[0]["status"], "valid");
  EXPECT_EQ(found[0]["job_orders"], json({"Cook EX-7", "Cleaner EX-9"}));
  EXPECT_EQ(json::parse(Run({"register", "check", "kestovann"}).out)[0]["status"], "cancelled");
  EXPECT_EQ(Run({"register", "check", "somebody else"}).code, 1);
}

TEST_F(RegisterCommandTest, EachBadCellIsToldAndNothingIsChanged) {
  ASSERT_EQ(Import("name,status\nOld,valid\n").code, 0);
  const Called refused = Import(
      "name,status,expires,phone,destinations\n"
      "A,fine,,,\n"
      "\"two\nlines\",valid,31.12.2026,,\n"
      ",valid,,12,Qatar\n");
  EXPECT_EQ(refused.code, 2);
  for (const char* told :
       {"r.csv: line 2: field status: found \"fine\"; allowed: valid, expired, suspended",
        "r.csv: line 3: field expires: found \"31.12.2026\"; allowed: a day like 2026-11-01",
        "r.csv: line 5: field name: found \"\"; allowed: text",
        "r.csv: line 5: field phone: found \"12\"; allowed: a phone number",
        "r.csv: line 5: field destinations: found \"Qatar\"; allowed: ISO 3166",
        "5 cells cannot be taken; nothing was changed"})
    EXPECT_THAT(refused.err, HasSubstr(told));
  EXPECT_EQ(json::parse(Run({"register", "check", "old"}).out)[0]["name"], "Old");
}

TEST_F(RegisterCommandTest, WrongUseIsToldAndChangesNothing) {
  struct Case {
    const char* csv;
    std::vector<std::string> more;
    const char* told;
  };
  const std::vector<Case> cases = {
      {"name,licence\nA,1\n", {}, "no column status"},
      {"name,status,fee\nA,valid,1\n", {}, "found column \"fee\"; allowed: name"},
      {"name,status\n", {}, "no rows"},
      {"name,status\nA\n", {}, "line 2: fewer cells than columns"},
  };
  for (const Case& one : cases) {
    const Called refused = Import(one.csv, one.more);
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, HasSubstr(one.told));
  }
  EXPECT_EQ(Import("name,status\nA,valid\n", {"--dry-run"}).code, 0);
  EXPECT_TRUE(Rows().empty());
}

TEST_F(RegisterCommandTest, OneLicenceTwiceIsRefusedWithBothLines) {
  const Called refused = Import("name,status,licence\nA,valid,EX-1/2\nB,valid,\nC,valid,ex 1 2\n");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("line 4: field licence: found \"ex 1 2\"; allowed: each one"
                                     " once; line 2 has it"));
}

TEST_F(RegisterCommandTest, ARegisterIsRemovedWithItsRows) {
  ASSERT_EQ(Import("name,status\nKestovan,valid\n").code, 0);
  EXPECT_EQ(Run({"register", "remove", "other"}).code, 2);
  EXPECT_EQ(Rows().size(), 1U);
  const Called removed = Run({"register", "remove", "example_register"});
  ASSERT_EQ(removed.code, 0) << removed.err;
  EXPECT_TRUE(Rows().empty());
  EXPECT_EQ(Run({"register", "check", "kestovan"}).code, 1);
}

TEST_F(RegisterCommandTest, DataPublishSaysWhatItWouldPublish) {
  const Called file =
      Run({"data", "publish", "register", "--dry-run", "--dir", TIPLINE_SOURCE_DIR "/config/data"});
  ASSERT_EQ(file.code, 0) << file.err;
  EXPECT_THAT(json::parse(file.out)[0]["from"], HasSubstr("config/data/register.json"));
  ASSERT_EQ(Import("name,status\nA,valid\nB,expired\n").code, 0);
  const Called records = Run({"data", "publish", "register", "--dry-run"});
  ASSERT_EQ(records.code, 0) << records.err;
  EXPECT_EQ(json::parse(records.out)[0]["from"], "records");
  EXPECT_EQ(json::parse(records.out)[0]["rows"], 2);
  EXPECT_THAT(Run({"data", "publish", "nothing"}).err, HasSubstr("allowed: cards"));
}

TEST_F(RegisterCommandTest, EmployersAreImportedAndPublishedFromTheRecords) {
  const std::string good =
      temp_.Write("e.csv",
                  "name,verified by,verified,expires,country,jobs\n"
                  "Hotel Estrelva,Example Labour Office,2026-01-02,2027-01-01,QA,Cook|Cleaner\n");
  ASSERT_EQ(Run({"employers", "import", good, "--as-of", "2026-01-10"}).code, 0);
  EXPECT_EQ(json::parse(Run({"employers", "list"}).out)[0]["jobs"], json({"Cook", "Cleaner"}));
  const auto out = json::parse(Run({"data", "publish", "employers", "--dry-run"}).out);
  EXPECT_EQ(out[0]["from"], "records");
  EXPECT_EQ(out[0]["rows"], 1);
  const std::string bad = temp_.Write("b.csv",
                                      "name,verified by,verified,expires\n"
                                      "A,,2026-01-02,2025-01-01\n");
  const Called refused = Run({"employers", "import", bad, "--as-of", "2026-01-10"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("line 2: field verified by: found \"\"; allowed: text"));
  EXPECT_THAT(refused.err, HasSubstr("line 2: field expires: found \"2025-01-01\""));
  const std::string none = temp_.Write("n.csv", "name,verified by,verified,expires\n");
  EXPECT_EQ(Run({"employers", "import", none, "--as-of", "2026-01-10"}).code, 2);
  EXPECT_EQ(Run({"employers", "import", good, "--as-of", "2999-01-10"}).code, 2);
  EXPECT_EQ(json::parse(Run({"employers", "list"}).out).size(), 1U);
  EXPECT_EQ(Run({"employers", "import", none, "--as-of", "2026-01-10", "--empty"}).code, 0);
  EXPECT_TRUE(json::parse(Run({"employers", "list"}).out).empty());
}

}  // namespace
}  // namespace tipline::cli
