// What the records keep of a person's number and words, and that without keys it cannot be read.
#include <fstream>
#include <iterator>

#include "gateway/store/records/contacts.h"
#include "tests/gateway/store/records/cases_world.h"

namespace tipline::store {
namespace {

class CasesKeptTest : public CasesWorld {};

TEST_P(CasesKeptTest, WithoutKeysTheWordsStayEmptyAndTheRestIsThere) {
  const Case item = Take(MakeIntake("tip1", "talk1")).item;
  const KeyRing none;
  CaseRecords blind(db(), none);
  const auto file = blind.Show(item.id, "auditor", now_);
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->row.item.priority, Priority::kP1);
  ASSERT_EQ(file->tips.size(), 1U);
  EXPECT_FALSE(file->tips[0].tip.has_value());
  EXPECT_TRUE(file->tips[0].assessment.reasons.empty());
}

TEST_P(CasesKeptTest, NumbersAreKeptOnlyOfThoseWhoDidNotAskToStayAnonymous) {
  Intake open = MakeIntake("tip1", "talk1");
  Take(open);
  ContactVault vault(db(), keys());
  const auto number = vault.Number(open.tip.pseudonym, "", "amina", now_);
  ASSERT_TRUE(number.has_value()) << number.error().message;
  EXPECT_EQ(number->Reveal(), "+254711000001");
  Intake anonymous = MakeIntake("tip2", "talk2");
  anonymous.tip.consent = Consent::kAnonymous;
  anonymous.tip.pseudonym = Pseudonym(keys(), "+254711000002");
  Take(anonymous);
  EXPECT_EQ(vault.Number(anonymous.tip.pseudonym, "", "amina", now_).error().code, Code::kNotFound);
}

TEST_P(CasesKeptTest, ANumberGivenFirstIsForgottenWhenThePersonThenAsksToStayAnonymous) {
  Intake first = MakeIntake("tip1", "talk1");
  first.tip.consent = Consent::kUnknown;
  const Case item = Take(first).item;
  Intake last = MakeIntake("tip2", "talk1");
  last.tip.consent = Consent::kAnonymous;
  last.tip.number = {};
  last.box = SealToCase(keys(), EncodeTip(last.tip));
  Take(last);
  ContactVault vault(db(), keys());
  EXPECT_EQ(vault.Number(first.tip.pseudonym, "", "amina", now_).error().code, Code::kNotFound);
  const auto tips = records().TipsOf(item.id);
  ASSERT_TRUE(tips && tips->size() == 2);
  for (const auto& tip : *tips) {
    ASSERT_TRUE(tip.tip.has_value());
    EXPECT_TRUE(tip.tip->number.empty());
    EXPECT_FALSE(tip.tip->text.empty()) << "only the number goes";
  }
}

TEST_P(CasesKeptTest, ARawTipThatIsTakenInLateDoesNotBringTheNumberBack) {
  Intake first = MakeIntake("tip1", "talk1");
  first.tip.consent = Consent::kAnonymous;
  first.tip.number = {};
  const Case item = Take(first).item;
  Intake raw = MakeIntake("tip2", "talk1");
  raw.tip.consent = Consent::kUnknown;
  Take(raw);
  ContactVault vault(db(), keys());
  EXPECT_EQ(vault.Number(raw.tip.pseudonym, "", "amina", now_).error().code, Code::kNotFound);
  const auto tips = records().TipsOf(item.id);
  ASSERT_TRUE(tips && tips->size() == 2);
  for (const auto& tip : *tips)
    EXPECT_TRUE(tip.tip && tip.tip->number.empty());
}

TEST_P(CasesKeptTest, ANumberGivenForACallIsKeptAndSoIsThatOfAnotherOpenCase) {
  Intake call = MakeIntake("tip1", "talk1");
  call.tip.wants_callback = true;
  call.tip.consent = Consent::kAnonymous;
  Take(call);
  ContactVault vault(db(), keys());
  EXPECT_TRUE(vault.Number(call.tip.pseudonym, "", "amina", now_).has_value());
  Take(MakeIntake("tip2", "talk2"));
  Intake last = MakeIntake("tip3", "talk2");
  last.tip.consent = Consent::kAnonymous;
  Take(last);
  EXPECT_TRUE(vault.Number(call.tip.pseudonym, "", "amina", now_).has_value());
}

TEST_P(CasesKeptTest, NothingOfWhatPeopleSaidIsReadableInTheFile) {
  Import(2);
  const Case item = Take(MakeIntake("tip1", "talk1")).item;
  ASSERT_TRUE(
      records().AddMessage({item.id, 0, "amina", now_}, "note", Secret<std::string>("CANARYNOTE")));
  if (!sqlite()) {  // the same rows, looked at through SQL
    const auto found = db().Read([](soci::session& sql) -> Result<int> {
      int n = 0;
      sql << "SELECT COUNT(*) FROM tips, messages, responders WHERE box_sealed LIKE '%CANARY%' OR "
             "assessment_sealed LIKE"
             " '%CANARY%' OR text_sealed LIKE '%CANARY%' OR name_sealed LIKE '%CANARY%' OR "
             "number_sealed LIKE '%2547%'",
          soci::into(n);
      return n;
    });
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, 0);
    return;
  }
  for (const std::string suffix : {"", "-wal"}) {
    std::ifstream in(file() + suffix, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    EXPECT_TRUE(!suffix.empty() || !bytes.empty());
    EXPECT_EQ(bytes.find("CANARY"), std::string::npos) << suffix;
    EXPECT_EQ(bytes.find("254711000001"), std::string::npos) << suffix;
    EXPECT_EQ(bytes.find("25470000000"), std::string::npos) << suffix;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, CasesKeptTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
