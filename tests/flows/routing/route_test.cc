#include "flows/routing/route.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

Json ReadCases(const char* name) {
  std::ifstream in(std::filesystem::path(TIPLINE_SOURCE_DIR) / "tests/data/routing" / name);
  return Json::parse(in);
}

Hours HoursFrom(const Json& json) {
  Hours hours;
  hours.from_minute = json.value("from_minute", 0);
  hours.to_minute = json.value("to_minute", 24 * 60);
  hours.utc_offset_minutes = json.value("utc_offset_minutes", 0);
  hours.weekdays = json.value("weekdays", std::vector<int>());
  return hours;
}

// An organisation with one responder of the same id, unless "responders" says otherwise.
void AddOrganisation(const std::string& id, const Json& json, Directory& directory) {
  const auto texts = [&json](const char* name) {
    return json.value(name, std::vector<std::string>());
  };
  Organisation organisation;
  organisation.id = id;
  organisation.name = json.value("name", "Example " + id);
  organisation.services = texts("services");
  organisation.areas = texts("areas");
  organisation.languages = texts("languages");
  organisation.names = texts("names");
  organisation.sectors = texts("sectors");
  organisation.serves_children = json.value("serves_children", false);
  organisation.active = json.value("active", true);
  organisation.verified = json.value("verified", true);
  organisation.agreement_until = json.value("agreement_until", "2099-01-01");
  directory.organisations.push_back(organisation);
  Responder responder;
  responder.id = id;
  responder.organisation_id = id;
  responder.name = json.value("responder_name", "Desk " + id);
  responder.pseudonym = json.value("pseudonym", "p-" + id);
  responder.hours = HoursFrom(json.value("hours", Json::object()));
  responder.order = json.value("order", 0);
  responder.on_call_always = json.value("on_call_always", false);
  responder.active = json.value("responder_active", true);
  directory.responders.push_back(responder);
}

CaseFacts FactsFrom(const Json& json) {
  CaseFacts facts;
  facts.priority = PriorityFromName(json.value("priority", "P2")).value_or(Priority::kP0);
  facts.child = json.value("child", false);
  facts.about = json.value("about", "");
  facts.language = json.value("language", "");
  facts.place = json.value("place", "");
  facts.indicators = json.value("indicators", std::vector<std::string>());
  facts.consent = ConsentFromName(json.value("consent", ""));
  facts.complaint = json.value("complaint", false);
  facts.agreed = json.value("agreed", std::vector<std::string>());
  facts.site = json.value("site", "");
  facts.first = json.value("first", "");
  facts.kept_from = json.value("kept_from", "");
  facts.pseudonym = json.value("pseudonym", "");
  facts.words = Secret(json.value("words", std::string()));
  facts.asked = json.value("asked", std::vector<std::string>());
  facts.load = json.value("load", std::map<std::string, int>());
  return facts;
}

TEST(Route, ChoosesAsTheTableSays) {
  const Json cases = ReadCases("route.json");
  ASSERT_GE(cases.size(), 30U);
  for (const Json& one : cases) {
    SCOPED_TRACE(one.at("name"));
    Directory directory;
    for (const auto& [id, organisation] : one.at("organisations").items())
      AddOrganisation(id, organisation, directory);
    const auto now = ParseTime(one.value("now", "2026-11-24T10:00:00Z"));
    ASSERT_TRUE(now);
    std::vector<Excluded> excluded;
    const auto choices = Route(FactsFrom(one.at("case")), directory, *now, &excluded);
    std::vector<std::string> order;
    for (const ResponderChoice& choice : choices) {
      order.push_back(choice.responder_id);
      EXPECT_FALSE(choice.reasons.empty());
      if (one.contains("shared")) {
        EXPECT_EQ(SharedName(choice.shared), one["shared"].get<std::string>());
      }
      if (one.contains("due_in_minutes")) {
        EXPECT_EQ(choice.due_at - *now, std::chrono::minutes(one["due_in_minutes"].get<int>()));
      }
    }
    EXPECT_EQ(order, one.at("order").get<std::vector<std::string>>());
    std::map<std::string, std::string> rules;
    for (const Excluded& each : excluded)
      rules[each.responder_id] = each.rule;
    EXPECT_EQ(rules, one.value("excluded", (std::map<std::string, std::string>())));
    EXPECT_EQ(order.size() + excluded.size(), directory.responders.size());
  }
}

TEST(Route, AConflictDoesNotTellWhatTheTipSays) {
  Directory directory;
  AddOrganisation("a", {{"name", "Harbour House"}}, directory);
  CaseFacts facts;
  facts.words = Secret<std::string>("the manager of Harbour House sells girls");
  std::vector<Excluded> excluded;
  EXPECT_TRUE(Route(facts, directory, TimePoint{}, &excluded).empty());
  ASSERT_EQ(excluded.size(), 1U);
  EXPECT_EQ(excluded[0].reason.find("girls"), std::string::npos);
  EXPECT_EQ(excluded[0].reason.find("Harbour"), std::string::npos);
}

TEST(Route, FactsComeFromTipAndAssessment) {
  Tip tip;
  tip.about = "me";
  tip.language = "sw";
  tip.consent = Consent::kShare;
  tip.pseudonym = "p";
  tip.text = Secret<std::string>("one");
  tip.place = Secret<std::string>("two");
  tip.said.push_back({TimePoint{}, "x", Secret<std::string>("three"), ""});
  tip.said.push_back({TimePoint{}, "y", Secret<std::string>("4"), "yes"});
  Assessment assessment;
  assessment.priority = Priority::kP1;
  assessment.child = true;
  assessment.place = "Two";
  const CaseFacts facts = FactsOf(tip, assessment);
  EXPECT_EQ(facts.priority, Priority::kP1);
  EXPECT_TRUE(facts.child);
  EXPECT_EQ(facts.language, "sw");
  EXPECT_EQ(facts.place, "Two");
  EXPECT_EQ(facts.pseudonym, "p");
  EXPECT_EQ(facts.words.Reveal(), "one\ntwo\nthree");
  EXPECT_FALSE(facts.complaint);
}

TEST(Route, AComplaintSaysWhoMayReadIt) {
  struct Case {
    const char* help_by;
    Consent consent;
    std::vector<std::string> agreed;
  };
  const std::vector<Case> cases = {
      {"regulator", Consent::kShare, {"recruitment_regulator", "labour_inspectorate"}},
      {"legal", Consent::kShare, {"legal"}},
      {"both", Consent::kShare, {"recruitment_regulator", "labour_inspectorate", "legal"}},
      {"only_you", Consent::kConfidential, {}},
      {"regulator", Consent::kConfidential, {}},
  };
  for (const Case& one : cases) {
    Tip tip;
    tip.answers = {{"complaint", "fee"}, {"help_by", one.help_by}};
    tip.consent = one.consent;
    const CaseFacts facts = FactsOf(tip, Assessment());
    EXPECT_TRUE(facts.complaint);
    EXPECT_EQ(facts.agreed, one.agreed) << one.help_by;
  }
}

TEST(InHours, AreLocalAndMayPassMidnight) {
  for (const Json& one : ReadCases("hours.json")) {
    SCOPED_TRACE(one.dump());
    const auto now = ParseTime(one.at("now").get<std::string>());
    ASSERT_TRUE(now);
    EXPECT_EQ(InHours(HoursFrom(one.at("hours")), *now), one.at("open").get<bool>());
  }
}

}  // namespace
}  // namespace tipline::flows
