// tipline flow po on a folder of its own.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/temp_dir.h"
#include "tests/workers/cli/call.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

const char* const kFlow = R"({"flow":"main","start":"a","languages":["en","sw"],"steps":[
  {"id":"a","kind":"say","text":"Hello.","next":"e"},
  {"id":"e","kind":"end","text":"Bye {code}."}]})";

class PoCommand : public ::testing::Test {
 protected:
  PoCommand() {
    std::filesystem::create_directory(folder_ / "flows");
    Write("flows/main.json", kFlow);
    Write("flows/words.json",
          R"({"en":{"stop":["stop"],"sensitive":["police"],"name":"English"}})");
    Write("config.json",
          Json({{"sandbox", true},
                {"home", folder_.path()},
                {"flows_dir", folder_ / "flows"},
                {"redis", {{"socket", folder_ / "none.sock"}}},
                {"channels", {{"generic", {{"provider", "generic"}, {"require_auth", false}}}}}})
              .dump());
  }

  void Write(const std::string& name, const std::string& text) { folder_.Write(name, text); }
  std::string Read(const std::string& name) {
    std::ifstream in(folder_ / name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  Called Po(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", folder_ / "config.json", "--json", "flow", "po"});
    return Call(words);
  }
  // The exported catalog with one text filled in.
  std::string Filled(const std::string& context, const std::string& text) {
    std::string po = Read("flows/sw.po");
    const size_t at = po.find("msgstr", po.find("msgctxt \"" + context + "\""));
    return po.replace(at, po.find('\n', at) - at, "msgstr \"" + text + "\"");
  }

  testing::TempDir folder_;
};

TEST_F(PoCommand, ExportMakesACatalogOnlyWhenAsked) {
  EXPECT_EQ(Po({"export", "sw"}).code, 2);
  const Called made = Po({"export", "sw", "--new"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(Json::parse(made.out).at("missing"), 19);
  EXPECT_EQ(Po({"export", "sw", "--new"}).code, 2);
  EXPECT_EQ(Po({"export", "../x"}).code, 2);
}

// Cover wordings and check-ins: else an export would make them obsolete, and English went out.
TEST_F(PoCommand, WhatGoesOutOfNoFlowIsAmongTheTexts) {
  std::filesystem::create_directory(folder_ / "flows/cover");
  Write("flows/cover/en.json", R"({"$comment": "no text", "order": "About your order."})");
  const Called made = Po({"export", "sw", "--new"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(Json::parse(made.out).at("missing"), 20);
  Write("back.po", Filled("cover:order", "Kuhusu oda yako."));
  ASSERT_EQ(Po({"import", folder_ / "back.po"}).code, 0);
  ASSERT_EQ(Po({"export", "sw"}).code, 0);
  EXPECT_NE(Read("flows/sw.po").find("\nmsgstr \"Kuhusu oda yako.\""), std::string::npos);

  Write("back.po", Filled("cover:order", std::string(200, 'a')));
  const Called refused = Po({"import", folder_ / "back.po"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("2 SMS; allowed: one"), std::string::npos) << refused.err;
}

TEST_F(PoCommand, ImportMergesWhatIsRightAndRefusesTheRest) {
  ASSERT_EQ(Po({"export", "sw", "--new"}).code, 0);
  Write("back.po", Filled("main:a:text", "Habari."));
  const Called merged = Po({"import", folder_ / "back.po"});
  ASSERT_EQ(merged.code, 0) << merged.err;
  EXPECT_EQ(Json::parse(merged.out).at("translated"), 1);
  const std::string before = Read("flows/sw.po");
  EXPECT_NE(before.find("Habari."), std::string::npos);

  Write("back.po", Filled("main:e:text", "Kwaheri, bila namba."));
  const Called refused = Po({"import", folder_ / "back.po"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("placeholder"), std::string::npos) << refused.err;
  EXPECT_EQ(Read("flows/sw.po"), before);
}

TEST_F(PoCommand, AChangedSourceIsFuzzyAndStatusCountsIt) {
  ASSERT_EQ(Po({"export", "sw", "--new"}).code, 0);
  Write("flows/sw.po", Filled("main:a:text", "Habari."));
  std::string flow = kFlow;
  Write("flows/main.json", flow.replace(flow.find("Hello."), 6, "Welcome."));
  ASSERT_EQ(Po({"export", "sw"}).code, 0);
  EXPECT_NE(Read("flows/sw.po").find("#, fuzzy\n#| msgid \"Hello.\""), std::string::npos);
  const Called status = Po({"status"});
  ASSERT_EQ(status.code, 0) << status.err;
  const Json row = Json::parse(status.out).at(0);
  EXPECT_EQ(row.at("language"), "sw");
  EXPECT_EQ(row.at("fuzzy"), 1);
  EXPECT_EQ(row.at("translated"), 0);
  EXPECT_EQ(row.at("review"), "needs native review");
}

}  // namespace
}  // namespace tipline::cli
