// Whom the duty lead may look at and hand on; tests/e2e/checkin_test.cc runs the commands.
#include <gtest/gtest.h>

#include "workers/cli/checkin_relay.h"

namespace tipline::cli {
namespace {

store::Traveller Traveller(int told) {
  store::Traveller one;
  one.id = "01ABCDEFGHJKMNPQRSTVWXYZ12";
  one.nickname = "Asha";
  one.number = Secret<std::string>("+254711000001");
  one.state.told = told;
  one.state.heard_at = FromMillis(1'772'500'000'000);
  one.place = "Mombasa";
  one.place_at = FromMillis(1'772'500'000'000);
  return one;
}

TEST(CheckinCommand, OnlyWhoIsOverdueIsShown) {
  const std::vector<store::Traveller> fine = {Traveller(0)};
  const std::vector<store::Traveller> late = {Traveller(1)};
  EXPECT_EQ(OverdueBy(fine, fine[0].id).error().code, Code::kDenied);
  EXPECT_TRUE(OverdueBy(late, late[0].id).has_value());
  EXPECT_TRUE(OverdueBy(late, "VWXYZ12").has_value()) << "as in the message to the duty lead";
  EXPECT_EQ(OverdueBy(late, "Z12").error().code, Code::kNotFound);
}

TEST(CheckinCommand, ARelayGoesOnlyToAnAgencyThatIsThereForIt) {
  struct Row {
    const char* name;
    std::vector<std::string> services, areas;
    bool active, verified;
    const char* until;
    bool goes;
  };
  const Row rows[] = {{"there for it", {"overdue_travellers"}, {}, true, true, "2099-01-01", true},
                      {"a consulate", {"consulate"}, {}, true, true, "2099-01-01", true},
                      {"at the place", {"consulate"}, {"mombasa"}, true, true, "2099-01-01", true},
                      {"elsewhere", {"consulate"}, {"Kisumu"}, true, true, "2099-01-01", false},
                      {"another service", {"legal"}, {}, true, true, "2099-01-01", false},
                      {"without agreement", {"consulate"}, {}, true, true, "", false},
                      {"agreement is over", {"consulate"}, {}, true, true, "2026-01-01", false},
                      {"not verified", {"consulate"}, {}, true, false, "2099-01-01", false},
                      {"not active", {"consulate"}, {}, false, true, "2099-01-01", false}};
  for (const Row& row : rows) {
    Directory directory;
    Organisation agency;
    agency.id = "o";
    agency.services = row.services;
    agency.areas = row.areas;
    agency.active = row.active;
    agency.verified = row.verified;
    agency.agreement_until = row.until;
    directory.organisations = {agency};
    Responder phone;
    phone.id = "r";
    phone.organisation_id = "o";
    phone.number = Secret<std::string>("+254700000001");
    directory.responders = {phone};
    const TimePoint now = *ParseTime("2026-11-28T00:00:00Z");
    EXPECT_EQ(AgencyFor(directory, "o", Traveller(1), now).has_value(), row.goes) << row.name;
    EXPECT_FALSE(AgencyFor(directory, "p", Traveller(1), now).has_value());
  }
}

TEST(CheckinCommand, TheHandOffSaysSourcePlaceAndTime) {
  const std::string text = HandOff(Traveller(1));
  EXPECT_NE(text.find("Told us Mombasa, 3 Mar "), std::string::npos);
  store::Traveller silent = Traveller(1);
  silent.place.clear();
  EXPECT_EQ(HandOff(silent).find("Told us"), std::string::npos);
}

}  // namespace
}  // namespace tipline::cli
