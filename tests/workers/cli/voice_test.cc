// tipline sites and voice: what is taken, what is shown, whom the company hears of.
#include "gateway/store/records/voice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/base/ids.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/directory.h"
#include "tests/support/temp_dir.h"
#include "tests/workers/cli/call.h"
#include "workers/cli/case_store.h"

namespace tipline::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class VoiceCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    context_.config_file = WriteSandbox(temp_, temp_.path() + "/nowhere.sock");
    auto opened = OpenCaseStore(context_);
    ASSERT_TRUE(opened) << opened.error().message;
    opened_ = *std::move(opened);
    Directory directory;
    for (const char* name : {"Workers Line", "Example Farms"}) {
      Organisation organisation;
      organisation.id = "o" + std::to_string(directory.organisations.size() + 1);
      organisation.name = name;
      organisation.agreement_until = "2099-01-01";
      Responder responder;
      responder.id = "r" + std::to_string(directory.organisations.size() + 1);
      responder.organisation_id = organisation.id;
      responder.number = Secret<std::string>("+50255000" + responder.id.substr(1) + "01");
      responder.pseudonym = responder.id;
      responder.channel = "generic";
      directory.organisations.push_back(organisation);
      directory.responders.push_back(responder);
    }
    ASSERT_TRUE(store::DirectoryRecords(*opened_->database, opened_->keys)
                    .Import(directory, "tester", now_));
  }
  Called Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", context_.config_file, "--json"});
    return cli::Call(words);
  }
  std::string Add(const std::string& name, const std::string& region = "GT-13") {
    const Called added =
        Run({"sites", "add", "--name", name, "--brand", "Example Farms", "--country", "GT",
             "--region", region, "--responder", "r1", "--contact", "+50255000099"});
    EXPECT_EQ(added.code, 0) << added.err;
    return added.code == 0 ? json::parse(added.out)[0]["code"] : json("");
  }
  void Answer(const std::string& site, int workers, const std::string& answer) {
    for (int i = 0; i < workers; ++i) {
      store::Voice voice{
          NewUlid(now_), site, "checkin", *ParseTime("2026-01-10T10:00:00Z"), {{"pay", answer}}};
      const auto counted = store::VoiceRecords(*opened_->database).Count(voice, voice.at);
      ASSERT_TRUE(counted && *counted);
    }
  }
  json Figures(const char* what, const std::string& site, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"voice", what, "--from", "2026-01", "--to", "2026-01"};
    if (!site.empty()) words.insert(words.end(), {"--site", site});
    words.insert(words.end(), more.begin(), more.end());
    const Called called = Run(words);
    EXPECT_EQ(called.code, 0) << called.err;
    return json::parse(called.out, nullptr, false);
  }
  // A case about that workplace, offered to r1.
  std::string CaseAbout(const std::string& site, const std::string& tell) {
    store::Intake intake;
    intake.tip.id = NewUlid(now_);
    intake.tip.conversation = intake.tip.id;
    intake.tip.channel = "generic";
    intake.tip.received_at = now_;
    intake.tip.text = Secret<std::string>("the scales are wrong");
    intake.tip.answers = {{"tell_company", tell}};
    if (!site.empty()) intake.tip.answers["site"] = site;
    intake.box = SealToCase(opened_->keys, EncodeTip(intake.tip));
    intake.offer = store::Offer{"r1", "o1", now_ + std::chrono::hours(1)};
    store::CaseRecords cases(*opened_->database, opened_->keys);
    const auto taken = cases.TakeIn({intake}, now_);
    EXPECT_TRUE(taken);
    referral_ = (*taken)[0].offers.at(0).id;
    return (*taken)[0].item.id;
  }
  void Accept() {
    ASSERT_TRUE(store::CaseRecords(*opened_->database, opened_->keys).Accept(referral_, now_));
  }

  const testing::TempDir temp_;
  const TimePoint now_ = *ParseTime("2026-02-10T10:00:00Z");
  Context context_;
  std::unique_ptr<CaseStore> opened_;
  std::string referral_;
};

TEST_F(VoiceCommandTest, ATableOfWorkplacesIsTakenAndComesBackTheSame) {
  const std::string csv =
      temp_.Write("s.csv",
                  "name;brand;country;region;season;responder;contact\n"
                  "Example Farm, north;Example Farms;GT;GT-13;10-03;r1;+50255000099\n"
                  "Example Farm, south;Example Farms;GT;;;r1;\n");
  ASSERT_EQ(Run({"sites", "import", csv}).code, 0);
  const json sites = json::parse(Run({"sites", "list"}).out);
  ASSERT_EQ(sites.size(), 2U);
  EXPECT_EQ(sites[0]["code"].get<std::string>().size(), 6U);
  const std::string first = Run({"sites", "export", "-"}).out;
  ASSERT_EQ(Run({"sites", "import", temp_.Write("again.csv", first)}).code, 0);
  EXPECT_EQ(Run({"sites", "export", "-"}).out, first);
  const Called published = Run({"data", "publish", "sites", "--dry-run"});
  ASSERT_EQ(published.code, 0) << published.err;
  EXPECT_EQ(json::parse(published.out)[0]["rows"], 2);
}

// Who keeps the list in a sheet for others leaves the contacts out of it.
TEST_F(VoiceCommandTest, WhatATableHasNoColumnForStays) {
  const std::string code = Add("North");
  const auto import = [&](const std::string& columns, const std::string& cells) {
    return Run({"sites", "import",
                temp_.Write("s.csv", "code,name,brand,country,responder" + columns + "\n" + code +
                                         ",Farm north,Example Farms,GT,r1" + cells + "\n")})
        .code;
  };
  const auto kept = [&] { return json::parse(Run({"sites", "list"}).out)[0]; };
  ASSERT_EQ(import("", ""), 0);
  EXPECT_EQ(kept()["name"], "Farm north");
  EXPECT_EQ(kept()["contact"], "+50255000099");
  EXPECT_EQ(kept()["region"], "GT-13");
  ASSERT_EQ(import(",season,active", ",10-03,no"), 0);
  ASSERT_EQ(import(",region", ",GT-13"), 0);
  EXPECT_EQ(kept()["season"], "10-03");
  EXPECT_EQ(kept()["active"], false);
  EXPECT_EQ(kept()["contact"], "+50255000099");
  ASSERT_EQ(import(",contact,active", ",,yes"), 0);
  EXPECT_EQ(kept()["contact"], "") << "an empty cell says that there is none";
  EXPECT_EQ(kept()["active"], true);
}

TEST_F(VoiceCommandTest, EachBadCellIsToldAndNothingIsChanged) {
  const Called refused = Run({"sites", "import",
                              temp_.Write("s.csv",
                                          "code,name,brand,country,region,season,responder,active\n"
                                          "482136,North,Example Farms,GT,GT-13,10-03,r1,yes\n"
                                          ",South,Example Farms,GT,KE-30,13-03,r9,maybe\n"
                                          ",,Example Farms,Guatemala,,,r2,\n")});
  EXPECT_EQ(refused.code, 2);
  for (const char* told :
       {"line 2: field code: found \"482136\"; allowed: six digits with their check digit",
        "line 3: field region: found \"KE-30\"", "line 3: field season: found \"13-03\"",
        "line 3: field responder: found \"r9\"; allowed: the id of a responder",
        "line 3: field active: found \"maybe\"", "line 4: field name: found \"\"",
        "line 4: field country: found \"Guatemala\"",
        "line 4: field responder: found \"r2\"; allowed: a responder who is independent"})
    EXPECT_THAT(refused.err, HasSubstr(told));
  EXPECT_TRUE(json::parse(Run({"sites", "list"}).out).empty());
}

TEST_F(VoiceCommandTest, AReportShowsManyWorkersOrNothing) {
  const std::string many = Add("North"), few = Add("South");
  Answer(many, 6, "yes");
  Answer(many, 5, "no");
  Answer(few, 10, "no");
  const json shown = Figures("report", many);
  EXPECT_EQ(shown["min"], 11);
  const json told = shown["periods"][0];
  EXPECT_EQ(told["within"], 7);
  EXPECT_GE(told["workers"], 11);
  EXPECT_EQ(told["questions"]["pay"].size(), 3U);
  EXPECT_EQ(Figures("report", many), shown) << "the same noise each time";
  const json hidden = Figures("report", few)["periods"][0];
  EXPECT_EQ(hidden, json({{"month", "2026-01"}, {"survey", "checkin"}, {"suppressed", true}}));
  // The region minus the workplace that is shown is nothing.
  const json trend = Figures("trend", "")["seasons"];
  EXPECT_EQ(trend[0]["region"], "GT-13");
  EXPECT_EQ(trend[0]["questions"], told["questions"]);
  EXPECT_TRUE(Figures("trend", "", {"--region", "GT-16"})["seasons"].empty());
}

// Of many workers the figures say what they said.
TEST_F(VoiceCommandTest, TheNoiseIsSmallBesideMany) {
  const std::string site = Add("North");
  Answer(site, 150, "yes");
  Answer(site, 60, "no");
  const json pay = Figures("report", site)["periods"][0]["questions"]["pay"];
  EXPECT_NEAR(pay["yes"].get<double>(), 150, 40);
  EXPECT_NEAR(pay["no"].get<double>(), 60, 40);
  EXPECT_TRUE(pay["skip"].is_null() || pay["skip"] < 40);
}

TEST_F(VoiceCommandTest, TheLimitIsTheInstallations) {
  const std::string site = Add("North");
  Answer(site, 11, "yes");
  temp_.Write("voice.json", R"({"min_workers": 12})");
  EXPECT_EQ(Figures("report", site)["periods"][0]["suppressed"], true);
  EXPECT_EQ(Figures("report", site)["min"], 12);
  for (const char* wrong : {R"({"min_workers": 4})", R"({"workers": 12})", "[]", "{"}) {
    temp_.Write("voice.json", wrong);
    EXPECT_EQ(Run({"voice", "report", "--site", site, "--from", "2026-01", "--to", "2026-01"}).code,
              2)
        << wrong;
  }
}

TEST_F(VoiceCommandTest, WrongUseIsTold) {
  const std::string site = Add("North");
  struct Row {
    std::vector<std::string> words;
    const char* told;
  };
  for (const Row& row : std::vector<Row>{
           {{"--site", site, "--from", "2026", "--to", "2026-01"}, "allowed: a month like 2026-10"},
           {{"--site", site, "--from", "2026-02", "--to", "2026-01"}, "--to: before --from"},
           {{"--site", site, "--from", "2999-01", "--to", "2999-02"}, "is not over"},
           {{"--site", "482136", "--from", "2026-01", "--to", "2026-01"}, "no such site"}}) {
    std::vector<std::string> words = {"voice", "report"};
    words.insert(words.end(), row.words.begin(), row.words.end());
    const Called refused = Run(words);
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, HasSubstr(row.told));
  }
}

TEST_F(VoiceCommandTest, TheCompanyIsToldOnlyWithTheWorkersYesAndAfterTheIndependentResponder) {
  const std::string site = Add("North");
  const std::string no = CaseAbout(site, "no");
  Accept();
  EXPECT_THAT(Run({"voice", "told", no}).err, HasSubstr("did not agree"));
  const std::string nowhere = CaseAbout("", "yes");
  Accept();
  EXPECT_THAT(Run({"voice", "told", nowhere}).err, HasSubstr("no workplace"));
  const std::string yes = CaseAbout(site, "yes");
  EXPECT_THAT(Run({"voice", "told", yes}).err, HasSubstr("responder comes first"));
  EXPECT_THAT(Run({"voice", "answered", yes}).err, HasSubstr("was not told"));
  Accept();
  const Called told = Run({"voice", "told", yes});
  ASSERT_EQ(told.code, 0) << told.err;
  EXPECT_EQ(json::parse(told.out)["contact"], "+50255000099");
  EXPECT_THAT(Run({"voice", "told", yes}).err, HasSubstr("before"));
  EXPECT_EQ(Run({"voice", "answered", yes}).code, 0);
  EXPECT_THAT(Run({"voice", "answered", yes}).err, HasSubstr("before"));
}

TEST_F(VoiceCommandTest, HowLongTheCompanyTookIsTold) {
  const std::string site = Add("North");
  store::VoiceRecords records(*opened_->database);
  const TimePoint at = *ParseTime("2026-01-05T10:00:00Z");
  for (const int hours : {10, 30, 400, -1}) {
    const std::string item = CaseAbout(site, "yes");
    Accept();
    ASSERT_TRUE(records.Tell({item, site, at, {}}, "tester"));
    if (hours >= 0) {
      ASSERT_TRUE(records.Answered(item, "tester", at + std::chrono::hours(hours)));
    }
  }
  const std::string later = CaseAbout(site, "yes");
  Accept();
  ASSERT_TRUE(records.Tell({later, site, now_, {}}, "tester"));
  EXPECT_EQ(Figures("report", site)["responses"],
            json({{"told", 4}, {"answered", 3}, {"median_hours", 30}}));
}

}  // namespace
}  // namespace tipline::cli
