#include "gateway/store/records/directory.h"

#include <fstream>

#include <gtest/gtest.h>

#include "gateway/store/records/contacts.h"
#include "gateway/store/records/retention.h"
#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class DirectoryTest : public EnginesTest {
 protected:
  std::string Write(const std::string& json) {
    const std::string path = dir() + "/directory.json";
    std::ofstream(path) << json;
    return path;
  }
};

TEST_P(DirectoryTest, ComesBackAsItWasImported) {
  Import(2);
  const auto loaded = DirectoryRecords(db(), keys()).Load();
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  ASSERT_EQ(loaded->organisations.size(), 2U);
  EXPECT_EQ(loaded->organisations[0].areas, std::vector<std::string>{"Kisumu"});
  ASSERT_EQ(loaded->responders.size(), 2U);
  const Responder& r = loaded->responders[1];
  EXPECT_EQ(r.name, "CANARYNAME 2");
  EXPECT_EQ(r.number.Reveal(), "+254700000002");
  EXPECT_EQ(r.pseudonym, Pseudonym(keys(), "+254700000002"));
  EXPECT_EQ(r.hours.weekdays, (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(r.hours.utc_offset_minutes, 180);
}

TEST_P(DirectoryTest, WhatTheFileNoLongerHasTurnsInactive) {
  Import(3);
  const auto counts = DirectoryRecords(db(), keys()).Import(MakeDirectory(1), "tester", now_);
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->retired, 4);
  const auto loaded = DirectoryRecords(db(), keys()).Load();
  EXPECT_TRUE(loaded->responders[0].active);
  EXPECT_FALSE(loaded->responders[2].active);
}

TEST_P(DirectoryTest, ADamagedRowIsLeftOutAndNamedAndTheOthersAreThere) {
  struct Damage {
    const char* statement;
    const char* id;
  };
  const Damage damages[] = {{"UPDATE responders SET hours = 'CANARY' WHERE id = 'r1'", "r1"},
                            {"UPDATE responders SET hours = '{\"from\":1}' WHERE id = 'r1'", "r1"},
                            {"UPDATE responders SET name_sealed = 'AAAA' WHERE id = 'r1'", "r1"},
                            {"UPDATE responders SET number_sealed = '?' WHERE id = 'r1'", "r1"},
                            {"UPDATE organisations SET lists = '[]' WHERE id = 'org1'", "org1"}};
  for (const Damage& damage : damages) {
    Import(2);
    ASSERT_TRUE(db().Write([&](soci::session& sql) -> Status {
      sql << damage.statement;
      return Unit{};
    }));
    Directory unreadable;
    const auto loaded = DirectoryRecords(db(), keys()).Load(&unreadable);
    ASSERT_TRUE(loaded.has_value()) << damage.statement;
    EXPECT_EQ(IdsOf(unreadable), std::vector<std::string>{damage.id}) << damage.statement;
    EXPECT_EQ(loaded->organisations.size() + loaded->responders.size(), 3U) << damage.statement;
    EXPECT_EQ(loaded->responders.back().number.Reveal() == "+254700000002", true);
  }
}

TEST_P(DirectoryTest, OfADamagedRowWhatIsInClearIsGivenAndNothingOfTheRowBefore) {
  Import(2);
  ASSERT_TRUE(db().Write([&](soci::session& sql) -> Status {
    sql << "UPDATE responders SET name_sealed = 'AAAA', active = 0 WHERE id = 'r2'";
    return Unit{};
  }));
  Directory unreadable;
  ASSERT_TRUE(DirectoryRecords(db(), keys()).Load(&unreadable));
  ASSERT_EQ(unreadable.responders.size(), 1U);
  const Responder& r = unreadable.responders[0];
  EXPECT_EQ(r.pseudonym, Pseudonym(keys(), "+254700000002"));
  EXPECT_FALSE(r.active);
  EXPECT_TRUE(r.name.empty());
  EXPECT_TRUE(r.number.empty());
  EXPECT_TRUE(r.hours.weekdays.empty());
}

TEST_P(DirectoryTest, RowsOfAnotherStoreKeyAreDamagedRowsAndNoKeyIsARefusal) {
  Import(2);
  ASSERT_TRUE(GenerateKeys(dir() + "/other"));
  const auto other = LoadKeys(dir() + "/other", Role::kWorker);
  ASSERT_TRUE(other.has_value());
  Directory unreadable;
  const auto loaded = DirectoryRecords(db(), *other).Load(&unreadable);
  ASSERT_TRUE(loaded.has_value());
  EXPECT_TRUE(loaded->responders.empty());
  EXPECT_EQ(loaded->organisations.size(), 2U);
  EXPECT_EQ(IdsOf(unreadable), (std::vector<std::string>{"r1", "r2"}));
  const KeyRing none;
  EXPECT_EQ(DirectoryRecords(db(), none).Load().error().code, Code::kDenied);
}

TEST_P(DirectoryTest, ReadsAFileAndNamesTheFirstFault) {
  const std::string good =
      R"({"organisations":[{"id":"o1","name":"One","services":["legal"],"responders":[{"id":"r1","name":"R","number":)"
      R"("+254700000009","channel":"generic","hours":{"from_minute":480,"to_minute":1020,"utc_offset_minutes":180}}]}]})";
  const auto read = ReadDirectoryFile(Write(good), keys());
  ASSERT_TRUE(read.has_value()) << read.error().message;
  ASSERT_EQ(read->responders.size(), 1U);
  EXPECT_EQ(read->responders[0].organisation_id, "o1");
  EXPECT_EQ(read->responders[0].hours.from_minute, 480);

  const std::pair<const char*, const char*> faults[] = {
      {R"({"organisations":[{"name":"One"}]})", "/organisations/0/id: is missing"},
      {R"({"organisations":[{"id":"a","name":"A","colour":1}]})",
       "/organisations/0/colour: unknown key"},
      {R"({"organisations":[{"id":"a","name":"A","responders":[{"id":"r","name":"R","number":"0700","channel":"c"}]}]})",
       "/organisations/0/responders/0/number: allowed: E.164 with +"},
      {R"({"organisations":[{"id":"a","name":"A"},{"id":"a","name":"B"}]})", "used twice"},
      {R"({"responders":[{"id":"r","organisation_id":"x","name":"R","number":"+254700000009","channel":"c"}]})",
       "belongs to no organisation"},
      {R"([1])", "allowed: an object"},
  };
  for (const auto& [json, part] : faults) {
    const auto refused = ReadDirectoryFile(Write(json), keys());
    ASSERT_FALSE(refused.has_value()) << json;
    EXPECT_NE(refused.error().message.find(part), std::string::npos) << refused.error().message;
    EXPECT_EQ(refused.error().message.find("0700"), std::string::npos);
  }
}

TEST_P(DirectoryTest, TheContactVaultForgetsWhatNoOpenCaseNeeds) {
  ContactVault vault(db(), keys());
  const std::string pseudonym = Pseudonym(keys(), "+254711000009");
  ASSERT_TRUE(vault.Keep(pseudonym, Secret<std::string>("+254711000009"), now_));
  EXPECT_TRUE(*vault.Has(pseudonym));
  EXPECT_EQ(vault.Number(pseudonym, "", "amina", now_)->Reveal(), "+254711000009");
  RetentionRecords retention(db(), keys());
  const TimePoint later = now_ + std::chrono::hours(1);
  EXPECT_EQ(*retention.ForgetNumbers(now_, 10, later), 0);
  EXPECT_EQ(*retention.CountNumbers(later), 1);
  EXPECT_EQ(*retention.ForgetNumbers(later, 10, later), 1);
  EXPECT_FALSE(*vault.Has(pseudonym));
  CaseRecords cases(db(), keys());
  const Intake intake = MakeIntake("tip1", "talk1");
  const auto taken = cases.TakeIn({intake}, now_);
  ASSERT_TRUE(taken);
  EXPECT_EQ(*retention.ForgetNumbers(later, 10, later), 0);  // the case is open
  ASSERT_TRUE(cases.Close({taken->front().item.id, 0, "amina", later}, "information_given", {}));
  EXPECT_EQ(*retention.ForgetNumbers(later, 10, later), 0) << "it was needed until then";
  EXPECT_EQ(*retention.ForgetNumbers(later + Millis(1), 10, later), 1);
}

TEST_P(DirectoryTest, TheContactVaultForgetsAFewAtATime) {
  ContactVault vault(db(), keys());
  for (const char* number : {"+254711000001", "+254711000002", "+254711000003"})
    ASSERT_TRUE(vault.Keep(Pseudonym(keys(), number), Secret<std::string>(number), now_));
  RetentionRecords retention(db(), keys());
  const TimePoint later = now_ + std::chrono::hours(1);
  EXPECT_EQ(*retention.ForgetNumbers(later, 2, later), 2);
  EXPECT_EQ(*retention.ForgetNumbers(later, 2, later), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, DirectoryTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
