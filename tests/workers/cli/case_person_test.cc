// tipline case message, tell, contact, withdraw, erase: on the store of a worker's world, whose
// sender then does with it what it may.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "flows/delivery/permission.h"
#include "gateway/base/covers.h"
#include "gateway/store/records/own_cases.h"
#include "tests/workers/cli/case_world.h"
#include "workers/jobs/wording.h"

namespace tipline::cli {
namespace {

class CasePersonTest : public CaseWorld {
 protected:
  void SetUp() override {
    CaseWorld::SetUp();
    if (HasFatalFailure()) return;
    // Written long before now, or staff's words would go as they are.
    Tip tip = MakeTip("tip1", "they do not pay me");
    tip.received_at = clock_.Now() - std::chrono::hours(24);
    item_ = TakeOne(tip);
  }
  int Run(std::vector<std::string> words) const {
    words.insert(words.begin(), "case");
    return CaseWorld::Run(words).code;
  }
  nlohmann::json Shown() const { return CaseWorld::Run({"case", "show", item_.id}).json(); }
  std::vector<std::string> ToPerson() { return TextsTo("+254711000001"); }
  std::string Cover(const char* id) { return *CoverText(settings_.flows_dir, "en", id); }
  // What became of the newest message to the person.
  std::string Reason() {
    const auto json = Shown();
    std::string reason;
    for (const auto& one : json.at("outbound"))
      if (one.at("class") != "alert") reason = one.at("reason");
    return reason;
  }

  Case item_;
};

TEST_P(CasePersonTest, AMessageWaitsInTheCaseAndOnlyACoverGoesWhereThatIsSafe) {
  EXPECT_EQ(Run({"message", item_.reference, "We found a place"}), 0);
  RunUntilIdle();
  EXPECT_TRUE(ToPerson().empty());
  EXPECT_EQ(Reason(), "no_safe_contact");
  EXPECT_EQ(Run({"contact", item_.id, "--may-write", "yes", "--cover", "order"}), 0);
  EXPECT_EQ(Run({"message", item_.reference, "Are you well?"}), 0);
  ASSERT_TRUE(StepUntil([&] { return !ToPerson().empty(); }));
  EXPECT_EQ(ToPerson(), std::vector<std::string>{Cover("order")});
  const auto messages = Shown().at("messages");
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[1].at("text"), "Are you well?");
  EXPECT_TRUE(messages[1].at("read_at").is_null());
}

TEST_P(CasePersonTest, WhatGivesThePersonAwayIsNotEvenKept) {
  EXPECT_EQ(Run({"message", item_.id, "The police will come"}), 2);
  EXPECT_EQ(Run({"message", item_.id, "  "}), 2);
  EXPECT_EQ(Run({"message", "0000", "Hello"}), 2);
  EXPECT_TRUE(Shown().at("messages").empty());
}

TEST_P(CasePersonTest, StatusTextsGoToWhoAgreedAndEachOnce) {
  EXPECT_EQ(Run({"tell", item_.id, "received"}), 2) << "nobody agreed";
  EXPECT_EQ(Run({"contact", item_.id, "--may-write", "yes"}), 0);
  for (const char* what : {"received", "passed_on", "closed"}) {
    EXPECT_EQ(Run({"tell", item_.id, what}), 0) << what;
    EXPECT_EQ(Run({"tell", item_.id, what}), 2) << what;
  }
  EXPECT_EQ(Run({"tell", item_.id, "anything"}), 2);
  ASSERT_TRUE(StepUntil([&] { return ToPerson().size() == 3; }));
  RunUntilIdle();
  auto texts = ToPerson();
  std::vector<std::string> wanted = {Cover("received"), Cover("passed_on"), Cover("closed")};
  std::sort(texts.begin(), texts.end());
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(texts, wanted);
  EXPECT_EQ(Shown().at("wishes").at("told").size(), 3U);
}

TEST_P(CasePersonTest, AfterAWithdrawalNothingGoesAndHoldersKnow) {
  EXPECT_EQ(Run({"contact", item_.id, "--may-write", "yes"}), 0);
  Says(1, "A " + item_.reference, "answer1");
  ASSERT_TRUE(StepUntil([&] { return services_->cases.Find(item_.id)->status == "referred"; }));
  EXPECT_EQ(Run({"withdraw", item_.id}), 0);
  EXPECT_EQ(Run({"message", item_.id, "Are you well?"}), 0);
  EXPECT_EQ(Run({"tell", item_.id, "closed"}), 2);
  RunUntilIdle();
  EXPECT_TRUE(ToPerson().empty());
  EXPECT_EQ(Reason(), "contact_withdrawn");
  const auto texts = TextsTo(NumberOf(1));
  EXPECT_NE(std::find(texts.begin(), texts.end(),
                      workers::Word(workers::Wording::kNoContact, "en", item_.reference)),
            texts.end());
  const std::string page = CaseWorld::Run({"case", "show", item_.id}, false).out;
  EXPECT_NE(page.find("NO CONTACT"), std::string::npos) << page;
}

TEST_P(CasePersonTest, TheNumberIsShownOnlyWhileTheyMayBeRungUp) {
  EXPECT_EQ(Run({"number", item_.id}), 2) << "nobody asked for a call";
  Tip tip = MakeTip("tip2", "call me");
  tip.wants_callback = true;
  tip.received_at = clock_.Now() - std::chrono::hours(1);
  Send(tip);
  RunUntilIdle();
  const auto asked = services_->cases.List({});
  ASSERT_TRUE(asked.has_value());
  std::string id;
  for (const store::CaseRow& row : *asked)
    if (row.item.wants_callback) id = row.item.id;
  EXPECT_EQ(Run({"number", id}), 0);
  // A time of day that it is not, where the number is.
  const auto hour = std::chrono::duration_cast<std::chrono::hours>(
                        (clock_.Now() + std::chrono::hours(3)).time_since_epoch())
                        .count() %
                    24;
  tip.id = "tip3";
  tip.answers = {{"call_time", hour >= 6 && hour < 12 ? "evening" : "morning"}};
  Send(tip);
  RunUntilIdle();
  EXPECT_EQ(Run({"number", id}), 2) << "not now";
  tip.id = "tip4";
  tip.answers = {{"call_time", "any"}};
  Send(tip);
  RunUntilIdle();
  EXPECT_EQ(Run({"number", id}), 0);
  EXPECT_EQ(Run({"withdraw", item_.id}), 0) << "in the other case of this phone";
  EXPECT_EQ(Run({"number", id}), 2);
}

TEST_P(CasePersonTest, AChoiceIsCheckedBeforeItIsKept) {
  struct Row {
    std::vector<std::string> more;
    int code;
  };
  const Row rows[] = {{{"--hours", "10:00-12:00", "--zone", "Africa/Nairobi", "--until",
                        "2099-12-31", "--channel", "generic", "--note", "a cousin picks up"},
                       0},
                      {{"--hours", "soon"}, 2},
                      {{"--channel", "gone"}, 2},
                      {{"--until", "2020-01-01"}, 2},
                      {{"--until", "soon"}, 2},
                      {{"--zone", "Moon"}, 2},
                      {{"--cover", "closed"}, 2}};
  for (const Row& row : rows) {
    std::vector<std::string> words = {"contact", item_.id, "--may-write", "yes"};
    words.insert(words.end(), row.more.begin(), row.more.end());
    EXPECT_EQ(Run(words), row.code) << row.more.front() << " " << row.more[1];
  }
  EXPECT_EQ(Run({"contact", item_.id, "--may-write", "perhaps"}), 2);
  const auto choice = Shown().at("safe_contacts").at(0);
  EXPECT_EQ(choice.at("hours"), "10:00-12:00");
  EXPECT_EQ(choice.at("note"), "a cousin picks up");
}

TEST_P(CasePersonTest, WordsAreErasedOnlyIfThePersonAskedForThat) {
  EXPECT_EQ(Run({"erase", item_.id}), 2);
  store::OwnCases own(*database_, keys_);
  ASSERT_TRUE(own.AskDeletion({item_.id, "wish1", "person", clock_.Now()}, true, "asked"));
  EXPECT_EQ(Shown().at("tips")[0].at("text"), "they do not pay me");
  EXPECT_EQ(Run({"erase", item_.id}), 0);
  EXPECT_EQ(Shown().at("tips")[0].at("text"), "");
  EXPECT_FALSE(Shown().at("wishes").at("erased_at").is_null());
}

TIPLINE_ON_BOTH_ENGINES(CasePersonTest);

}  // namespace
}  // namespace tipline::cli
