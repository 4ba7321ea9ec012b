// tipline case list, show, route, close; directory import: on the store of a worker's world.
#include <nlohmann/json.hpp>

#include "tests/workers/cli/case_world.h"

namespace tipline::cli {
namespace {

class CaseCommandTest : public CaseWorld {
 protected:
  using CaseWorld::TakeOne;
  Case TakeOne() { return CaseWorld::TakeOne(MakeTip("tip1", "my boss keeps my passport", true)); }
};

TEST_P(CaseCommandTest, ListsCasesAsAnArrayWithThePromisedFields) {
  const Case item = TakeOne();
  const Printed printed = Run({"case", "list"});
  ASSERT_EQ(printed.code, 0);
  const auto json = printed.json();
  ASSERT_TRUE(json.is_array()) << printed.out;
  ASSERT_EQ(json.size(), 1U);
  for (const char* field :
       {"id", "priority", "status", "created_at", "channel", "indicators", "tips", "referrals"})
    EXPECT_TRUE(json[0].contains(field)) << field;
  EXPECT_EQ(json[0]["id"], item.id);
  EXPECT_EQ(json[0]["priority"], "P0");
  EXPECT_EQ(json[0]["tips"].size(), 1U);
  EXPECT_EQ(printed.out.find("passport,"), std::string::npos);
  EXPECT_EQ(Run({"case", "list", "--priority", "P4"}).json().size(), 0U);
  EXPECT_EQ(Run({"case", "list", "--priority", "P9"}).code, 2);
  const Printed table = Run({"case", "list"}, false);
  EXPECT_NE(table.out.find(item.reference), std::string::npos);
}

TEST_P(CaseCommandTest, ShowsOneCaseByReferenceOrIdWithItsWords) {
  const Case item = TakeOne();
  for (const std::string& name : {item.id, item.reference}) {
    const Printed printed = Run({"case", "show", name});
    ASSERT_EQ(printed.code, 0);
    ASSERT_TRUE(printed.json().is_object()) << printed.out;
    EXPECT_EQ(printed.json()["tips"][0]["text"], "my boss keeps my passport");
    EXPECT_EQ(printed.json()["referrals"].size(), 1U);
  }
  EXPECT_NE(Run({"case", "show", item.id}, false).out.find("my boss keeps my passport"),
            std::string::npos);
  EXPECT_EQ(Run({"case", "show", "0000"}).code, 2);
}

TEST_P(CaseCommandTest, ShowsWhatIsSafeAndWhatBecameOfMessages) {
  const Case item = TakeOne();
  flows::SafeContact contact;
  contact.case_id = item.id;
  contact.may_write = true;
  contact.hours = *flows::ReadDayHours("10:00-11:00");
  contact.note = Secret<std::string>("a cousin picks up");
  contact.updated_by = "amina";
  ASSERT_TRUE(services_->safe_contacts.Keep(contact).has_value());
  ASSERT_TRUE(services_->opt_outs
                  .Tell(item.pseudonym, OptChange::kOptOut, {"generic", "", clock_.Now(), "person"})
                  .has_value());
  const auto json = Run({"case", "show", item.id}).json();
  EXPECT_EQ(json["safe_contacts"][0]["hours"], "10:00-11:00");
  EXPECT_EQ(json["safe_contacts"][0]["note"], "a cousin picks up");
  EXPECT_EQ(json["opt_outs"][0]["channel"], "generic");
  EXPECT_EQ(json["outbound"][0]["class"], "alert");
  EXPECT_EQ(json["outbound"][0]["state"], "sent");
  ASSERT_TRUE(services_->safe_contacts.Withdraw("", item.id, "amina", clock_.Now()).has_value());
  const std::string page = Run({"case", "show", item.id}, false).out;
  EXPECT_NE(page.find("this case: withdrawn"), std::string::npos) << page;
  EXPECT_NE(page.find("out alert generic"), std::string::npos) << page;
}

TEST_P(CaseCommandTest, ShowsWhatWasAnsweredBesideTheWords) {
  Tip tip = MakeTip("tip1", "they do not pay us");
  tip.answers = {{"referred_by", "nurse"}, {"call_time", "morning"}, {"danger_place", "his words"}};
  const Case item = TakeOne(tip);
  const std::string page = Run({"case", "show", item.id}, false).out;
  EXPECT_NE(page.find("call_time morning, role_unverified nurse"), std::string::npos) << page;
  EXPECT_EQ(page.find("danger_place"), std::string::npos) << page;
}

TEST_P(CaseCommandTest, RoutesToSomeoneElseAndCloses) {
  const Case item = TakeOne();
  const Printed routed = Run({"case", "route", item.reference, "--to", "r2"});
  ASSERT_EQ(routed.code, 0) << routed.out;
  EXPECT_TRUE(StepUntil([&] { return TextsTo(NumberOf(2)).size() == 1; }));
  EXPECT_EQ(Run({"case", "route", item.reference, "--to", "nobody"}).code, 2);
  EXPECT_EQ(Run({"case", "assign", item.reference, "nobody"}).code, 2);
  EXPECT_EQ(Run({"case", "close", item.reference, "--code", "because"}).code, 2);
  const Printed closed =
      Run({"case", "close", item.reference, "--code", "service_received", "--note", "done"});
  ASSERT_EQ(closed.code, 0) << closed.out;
  EXPECT_EQ(Run({"case", "list"}).json().size(), 0U);
  EXPECT_EQ(Run({"case", "list", "--all"}).json().size(), 1U);
  EXPECT_EQ(Run({"stats"}).json()["cases"], 1);
}

TEST_P(CaseCommandTest, ARetiredResponderLosesTheMarkEvenIfTheRowCannotBeRead) {
  const std::string mine = Pseudonym(keys_, NumberOf(1));
  ASSERT_TRUE(lane_->contacts().GiveRole(mine, store::kResponderRole));
  Say("UPDATE responders SET number_sealed = 'AAAA' WHERE id = 'r1'");
  const std::string file = dir_.Write("directory.json", R"({"organisations":[]})");
  ASSERT_EQ(Run({"directory", "import", file}).code, 0);
  EXPECT_EQ(*lane_->contacts().Role(mine), "");
}

TEST_P(CaseCommandTest, ImportsADirectoryAndMarksItsPhones) {
  const std::string file =
      dir_.Write("directory.json", R"({"organisations":[{"id":"o9","name":"Nine","responders":[
      {"id":"r9","name":"N","number":"+254700000019","channel":"generic"}]}]})");
  const Printed imported = Run({"directory", "import", file});
  ASSERT_EQ(imported.code, 0) << imported.out;
  EXPECT_EQ(imported.json()["responders"], 1);
  EXPECT_EQ(imported.json()["retired"], 4);
  EXPECT_EQ(*lane_->contacts().Role(Pseudonym(keys_, "+254700000019")), "responder");
  EXPECT_EQ(*lane_->contacts().Role(Pseudonym(keys_, NumberOf(1))), "");
  const Printed listed = Run({"directory", "list"});
  EXPECT_EQ(listed.json().size(), 3U);
  EXPECT_EQ(listed.out.find("+2547"), std::string::npos);
}

TIPLINE_ON_BOTH_ENGINES(CaseCommandTest);

}  // namespace
}  // namespace tipline::cli
