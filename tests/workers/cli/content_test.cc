// tipline services, cards, gaps, content: what is imported, refused, exported, published.
#include <fstream>
#include <sstream>

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

constexpr const char* kServices =
    "id,name,needs,areas,languages,who,hours,zone,cost,phone,place,closed,verified,verified by,"
    "note,note sw,private address,contact\r\n"
    "law,\"=Example \"\"Law\"\", Help\",legal|identity,KE-30|KE,en|sw,,"
    "\"Mo-Fr 08:00-17:00; Sa 09:00-12:00\",Africa/Nairobi,free,'+254711000601,Example Street,"
    "2026-12-25|2026-12-28..2027-01-01,2026-11-01,Example Network,\"Ask, please.\",Uliza.,,\r\n"
    "night,Example Night Line,emergency_shelter,KE,,,24/7,Africa/Nairobi,,116,,,2026-06-01,"
    "Example Network,,,12 Hidden Lane,'=Ann\r\n";

constexpr const char* kCards =
    "id,topic,stage,place,origin,sector,label,text,source,reviewed,review by,label sw,text sw\r\n"
    "pay,rights,work,,,,Pay,Your pay is yours.,ILO C095,2026-11-01,2027-03-01,Mshahara,"
    "Mshahara ni wako.\r\n"
    "ke,rights,work,KE,,domestic,Kenya,\"- Ask, in Kenya.\",Example,2026-11-01,2026-11-15,,\r\n";

class ContentCommandTest : public ::testing::Test {
 protected:
  Called Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", config_, "--json"});
    return cli::Call(words);
  }
  Called Import(const std::string& what, const std::string& csv,
                const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {what, "import", temp_.Write("in.csv", csv), "--needs",
                                      std::string(TIPLINE_SOURCE_DIR) + "/config/data/needs.json"};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }
  std::string Export(const std::string& what, const std::vector<std::string>& more = {}) {
    const std::string file = temp_.path() + "/out.csv";
    std::vector<std::string> words = {what, "export", file};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(Run(words).code, 0);
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

  const testing::TempDir temp_;
  const std::string config_ = WriteSandbox(temp_, temp_.path() + "/nowhere.sock",
                                           std::string(TIPLINE_SOURCE_DIR) + "/config/flows");
};

TEST_F(ContentCommandTest, ServicesGoOutAsTheyCameIn) {
  const Called imported = Import("services", kServices);
  ASSERT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(json::parse(imported.out)["rows"], 2);
  const std::string whole = Export("services", {"--private"});
  ASSERT_EQ(Import("services", whole).code, 0);
  EXPECT_EQ(Export("services", {"--private"}), whole);
  EXPECT_THAT(whole, HasSubstr("12 Hidden Lane"));
  EXPECT_THAT(whole, HasSubstr("\"'=Example \"\"Law\"\", Help\"")) << "no formula runs";
  EXPECT_THAT(whole, HasSubstr("'+254711000601"));
  EXPECT_THAT(whole, HasSubstr("'=Ann"));
}

TEST_F(ContentCommandTest, WhatIsPrivateIsNeitherExportedNorPublished) {
  ASSERT_EQ(Import("services", kServices).code, 0);
  const std::string open = Export("services");
  EXPECT_THAT(open, Not(HasSubstr("Hidden")));
  EXPECT_THAT(open, Not(HasSubstr("private")));
  EXPECT_THAT(open, Not(HasSubstr("Ann")));
  // A public table in between does not lose it.
  ASSERT_EQ(Import("services", open).code, 0);
  EXPECT_THAT(Export("services", {"--private"}), HasSubstr("12 Hidden Lane"));
  const Called publish = Run({"data", "publish", "services", "--dry-run"});
  ASSERT_EQ(publish.code, 0) << publish.err;
  EXPECT_EQ(json::parse(publish.out)[0]["from"], "records");
  EXPECT_EQ(json::parse(publish.out)[0]["rows"], 2);
}

TEST_F(ContentCommandTest, EachBadCellIsToldAndNothingIsChanged) {
  ASSERT_EQ(Import("services", kServices).code, 0);
  const std::string before = Export("services", {"--private"});
  const Called refused =
      Import("services",
             "id,name,needs,areas,hours,zone,cost,phone,place,closed,verified,verified by\n"
             "a b,A,rescue,Kenya,always,Nairobi,cheap,call,,soon,1.2.2026,\n"
             "s,S,emergency_shelter,KE,24/7,Africa/Nairobi,free,116,12 Hidden Lane,,2026-11-01,X\n"
             "s,S,legal,KE,24/7,Africa/Nairobi,free,116,,,2026-11-01,X\n");
  EXPECT_EQ(refused.code, 2);
  for (const char* told :
       {"in.csv: line 2: field id: found \"a b\"; allowed: letters, digits",
        "line 2: field needs: found \"rescue\"; allowed: child_protection, consulate",
        "line 2: field areas: found \"Kenya\"; allowed: ISO 3166",
        "line 2: field hours: found \"always\"; allowed: 24/7",
        "line 2: field zone: found \"Nairobi\"; allowed: a time zone",
        "line 2: field cost: found \"cheap\"; allowed: free, low, paid",
        "line 2: field phone: found \"call\"; allowed: a number like",
        "line 2: field closed: found \"soon\"; allowed: days like",
        "line 2: field verified: found \"1.2.2026\"; allowed: a day like",
        "line 2: field verified by: found \"\"; allowed: text",
        "line 3: field id: found \"s\"; allowed: no place and no note with such needs",
        "line 4: field id: found \"s\"; allowed: each one once"})
    EXPECT_THAT(refused.err, HasSubstr(told));
  EXPECT_THAT(refused.err, Not(HasSubstr("Hidden"))) << "a hidden place is not quoted";
  EXPECT_EQ(Export("services", {"--private"}), before);
  EXPECT_THAT(Import("services", "id,name,street\nx,X,Y\n").err, HasSubstr("no column"));
}

TEST_F(ContentCommandTest, APrivateColumnReplacesItselfAndNoOther) {
  ASSERT_EQ(Import("services", kServices).code, 0);
  const std::string one_column =
      "id,name,needs,hours,zone,phone,verified,verified by,contact\n"
      "law,Example Law,legal,24/7,Africa/Nairobi,+254711000601,2026-11-01,Example,Mary\n"
      "night,Example Night Line,emergency_shelter,24/7,Africa/Nairobi,116,2026-06-01,Example,\n";
  const Called imported = Import("services", one_column);
  ASSERT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(json::parse(imported.out)["with_private"], 1);
  const std::string whole = Export("services", {"--private"});
  EXPECT_THAT(whole, HasSubstr("12 Hidden Lane")) << "the file says nothing of it";
  EXPECT_THAT(whole, HasSubstr("Mary"));
  EXPECT_THAT(whole, Not(HasSubstr("=Ann"))) << "the file says that there is none";
}

// What nobody could see, or nobody can have done yet.
TEST_F(ContentCommandTest, WhatNoFlowShowsAndDaysToComeAreRefused) {
  const std::string head = "id,name,needs,who,hours,zone,phone,verified,verified by,note\n";
  const struct {
    const char* what;
    std::string csv, told;
  } cases[] = {
      {"services", head + "a,A,legal,women,24/7,UTC,116,2026-11-01,X,\n",
       "field who: found \"women\"; allowed: nothing: no flow asks"},
      {"services", head + "a,A,legal,,24/7,UTC,116,2999-01-01,X,\n",
       "field verified: found \"2999-01-01\"; allowed: a day that has come"},
      {"services", head + "a,A,child_protection,,24/7,UTC,116,2026-11-01,X,Behind the mill\n",
       "field id: found \"a\"; allowed: no place and no note"},
      {"cards",
       "id,topic,origin,label,text,source,reviewed,review by\n"
       "a,rights,NP,A,A,S,2026-11-01,2027-01-01\n",
       "field origin: found \"NP\"; allowed: nothing: no flow asks"},
      {"cards",
       "id,topic,label,text,source,reviewed,review by\na,rights,A,A,S,2999-01-01,2999-02-01\n",
       "field reviewed: found \"2999-01-01\"; allowed: a day that has come"},
  };
  for (const auto& one : cases) {
    const Called refused = Import(one.what, one.csv);
    EXPECT_EQ(refused.code, 2) << one.csv;
    EXPECT_THAT(refused.err, HasSubstr(one.told));
    EXPECT_THAT(refused.err, Not(HasSubstr("Behind"))) << "not quoted";
  }
}

TEST_F(ContentCommandTest, AFileWithoutRowsEmptiesOnlyWhereThatIsSaid) {
  ASSERT_EQ(Import("services", kServices).code, 0);
  ASSERT_EQ(Import("cards", kCards).code, 0);
  for (const auto& [what, text] : {std::pair("services", kServices), std::pair("cards", kCards)}) {
    const std::string head(text, std::string(text).find('\n') + 1);
    const std::string before = Export(what);
    EXPECT_THAT(Import(what, head).err, HasSubstr("--empty takes such a file"));
    EXPECT_EQ(Export(what), before);
    EXPECT_EQ(Import(what, head, {"--empty"}).code, 0);
    EXPECT_THAT(Export(what), Not(HasSubstr("Example")));
  }
}

// A list of needs can learn that a place is to be hidden after the table was imported.
TEST_F(ContentCommandTest, WhatNeedsHideIsHiddenWhenItIsPublishedToo) {
  ASSERT_EQ(Import("services", kServices).code, 0);
  const std::string needs =
      temp_.Write("needs.json", R"({"needs":[{"id":"legal","hidden_place":true}],"who":[]})");
  const Called refused = Run({"data", "publish", "services", "--dry-run", "--needs", needs});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("service law: no place and no note"));
  EXPECT_THAT(refused.err, Not(HasSubstr("Example Street")));
}

TEST_F(ContentCommandTest, CardsGoOutAsTheyCameInAndAreRefusedCellByCell) {
  ASSERT_EQ(Import("cards", kCards, {"--dry-run"}).code, 0);
  EXPECT_THAT(Export("cards"), Not(HasSubstr("pay")));
  const Called imported = Import("cards", kCards);
  ASSERT_EQ(imported.code, 0) << imported.err;
  const std::string whole = Export("cards");
  EXPECT_THAT(whole, HasSubstr("\"'- Ask, in Kenya.\""));
  EXPECT_THAT(whole, HasSubstr("Mshahara ni wako."));
  ASSERT_EQ(Import("cards", whole).code, 0);
  EXPECT_EQ(Export("cards"), whole);
  const Called refused = Import("cards",
                                "id,topic,label,text,source,reviewed,review by\n"
                                "a,rights,A,Call the police.,,2026-11-01,2026-10-01\n"
                                "b,rights,B," +
                                    std::string(480, 'x') + ",S,2026-11-01,2027-01-01\n");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("line 2: field text: found"));
  EXPECT_THAT(refused.err, HasSubstr("line 2: field source: found \"\"; allowed: text"));
  EXPECT_THAT(refused.err, HasSubstr("line 2: field review by: found \"2026-10-01\"; allowed"));
  EXPECT_THAT(refused.err, HasSubstr("allowed: at most three parts of an SMS"));
}

TEST_F(ContentCommandTest, WhatMustBeLookedAtIsListedTheMostUrgentFirst) {
  ASSERT_EQ(Import("services", kServices).code, 0);
  ASSERT_EQ(Import("cards", kCards).code, 0);
  const json due =
      json::parse(Run({"content", "review", "--on", "2026-11-20", "--within", "30"}).out);
  ASSERT_EQ(due.size(), 2U) << due.dump();
  EXPECT_EQ(due[0]["id"], "ke");
  EXPECT_EQ(due[0]["state"], "hidden");
  EXPECT_EQ(due[0]["shown_until"], "2026-11-15");
  EXPECT_EQ(due[1]["id"], "night");
  EXPECT_EQ(due[1]["state"], "old");
  const json later = json::parse(Run({"content", "review", "--on", "2027-01-25"}).out);
  EXPECT_EQ(later.size(), 3U) << later.dump();
}

TEST_F(ContentCommandTest, WithoutGapsTheListIsEmpty) {
  const Called list =
      Run({"gaps", "list", "--needs", std::string(TIPLINE_SOURCE_DIR) + "/config/data/needs.json"});
  ASSERT_EQ(list.code, 0) << list.err;
  EXPECT_TRUE(json::parse(list.out).empty());
  EXPECT_EQ(Run({"gaps", "list", "--since", "yesterday"}).code, 2);
}

}  // namespace
}  // namespace tipline::cli
