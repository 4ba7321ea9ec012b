// Areas of organisations may be ISO codes: they cover what lies in them.
#include <gtest/gtest.h>

#include "flows/routing/route.h"

namespace tipline::flows {
namespace {

Organisation Of(const std::string& id, const std::string& area) {
  Organisation organisation;
  organisation.id = organisation.name = id;
  organisation.areas = {area};
  organisation.agreement_until = "2030-12-31";
  return organisation;
}

std::string FirstFor(const std::string& place, const std::string& code) {
  Directory directory;
  directory.organisations = {Of("far", "KE-17"), Of("near", "KE-04"), Of("land", "UG")};
  for (const Organisation& one : directory.organisations) {
    Responder responder;
    responder.id = "at-" + one.id;
    responder.organisation_id = one.id;
    responder.order = one.id == "far" ? 1 : 2;
    directory.responders.push_back(responder);
  }
  CaseFacts facts;
  facts.place = place;
  facts.place_code = code;
  const auto choices = Route(facts, directory, FromMillis(1'764'000'000'000));
  return choices.empty() ? "" : choices.front().responder_id;
}

TEST(AreaCode, WhoIsNearIsAskedFirst) {
  EXPECT_EQ(FirstFor("Busia", "KE-04"), "at-near");
  EXPECT_EQ(FirstFor("Busia", "UG-202"), "at-land") << "a country covers its parts";
  EXPECT_EQ(FirstFor("Busia", "UG"), "at-land");
  EXPECT_EQ(FirstFor("Busia", "KE"), "at-far") << "a part does not cover its country";
  EXPECT_EQ(FirstFor("Busia", ""), "at-far") << "words say nothing about codes";
  EXPECT_EQ(FirstFor("", "KE-04"), "at-near");
}

}  // namespace
}  // namespace tipline::flows
