#include "gateway/store/records/voice.h"

#include "gateway/store/records/own_cases.h"
#include "gateway/store/records/sites.h"
#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

constexpr const char* kSite = "482135";

class VoiceTest : public EnginesTest {
 protected:
  VoiceRecords Records() { return VoiceRecords(db()); }
  SiteRecords Sites() { return SiteRecords(db(), keys()); }
  static TimePoint At(const char* text) { return *ParseTime(text); }

  static SiteRow Row(const std::string& code = kSite) {
    SiteRow row;
    row.code = code;
    row.name = "Example Farm, north";
    row.brand = "Example Farms";
    row.country = "GT";
    row.region = "GT-13";
    row.season = "10-03";
    row.responder_id = "r1";
    row.contact = Secret<std::string>("+50255000001");
    return row;
  }
  void KeepSite(const SiteRow& row) { ASSERT_TRUE(Sites().Keep({row}, "tester", now_)); }
  bool Count(const std::string& who, const char* at, const char* now,
             const std::map<std::string, std::string>& answers = {{"pay", "yes"}}) {
    const auto counted = Records().Count({who, kSite, "checkin", At(at), answers}, At(now));
    EXPECT_TRUE(counted) << (counted ? "" : counted.error().message);
    return counted && *counted;
  }
  std::map<std::string, int64_t> Counts() {
    std::map<std::string, int64_t> all;
    const auto counts = Records().Counts("", {"2000-01", "2099-12"});
    EXPECT_TRUE(counts);
    for (const auto& one : *counts)
      all[one.month + " " + one.question + " " + one.answer] = one.workers;
    return all;
  }
  long long Rows(const std::string& table) {
    long long rows = -1;
    EXPECT_TRUE(db().Read([&](soci::session& sql) -> Status {
      sql << "SELECT COUNT(*) FROM " + table, soci::into(rows);
      return Unit{};
    }));
    return rows;
  }
};

TEST_P(VoiceTest, AWorkplaceComesBackAsItWasKept) {
  KeepSite(Row());
  SiteRow changed = Row();
  changed.name = "Example Farm, west";
  changed.active = false;
  KeepSite(changed);
  const auto found = Sites().Find(kSite);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "Example Farm, west");
  EXPECT_EQ(found->contact.Reveal(), "+50255000001");
  EXPECT_EQ(found->season, "10-03");
  EXPECT_FALSE(found->active);
  EXPECT_EQ(Sites().Load()->size(), 1U);
  EXPECT_EQ(Sites().Find("482143").error().code, Code::kNotFound);
  const KeyRing none;
  EXPECT_EQ(SiteRecords(db(), none).Find(kSite)->contact.Reveal(), "");
}

TEST_P(VoiceTest, AWorkplaceWithFiguresDoesNotMove) {
  KeepSite(Row());
  SiteRow moved = Row();
  moved.region = "GT-16";
  KeepSite(moved);  // nobody answered yet
  KeepSite(Row());
  ASSERT_TRUE(Count("a", "2026-09-10T10:00:00Z", "2026-09-10T10:00:01Z"));
  EXPECT_EQ(Sites().Keep({Row("482143"), moved}, "tester", now_).error().code, Code::kConflict);
  EXPECT_EQ(Sites().Load()->size(), 1U) << "nothing of it is written";
  KeepSite(Row());
}

TEST_P(VoiceTest, EachCountsOnceAMonth) {
  KeepSite(Row());
  EXPECT_TRUE(Count("a", "2026-09-10T10:00:00Z", "2026-09-10T10:00:01Z"));
  EXPECT_FALSE(Count("a", "2026-09-11T10:00:00Z", "2026-09-11T10:00:01Z", {{"pay", "no"}}));
  EXPECT_TRUE(Count("b", "2026-09-11T10:00:00Z", "2026-09-11T10:00:01Z", {{"pay", "no"}}));
  EXPECT_TRUE(Count("c", "2026-09-11T10:00:00Z", "2026-09-11T10:00:01Z", {{"pay", "no"}}));
  EXPECT_EQ(Counts(), (std::map<std::string, int64_t>{
                          {"2026-09  ", 3}, {"2026-09 pay no", 2}, {"2026-09 pay yes", 1}}));
}

TEST_P(VoiceTest, WhoAnsweredIsForgottenWhenTheMonthIsOver) {
  KeepSite(Row());
  EXPECT_TRUE(Count("a", "2026-09-30T23:59:00Z", "2026-10-02T10:00:00Z")) << "late, not too late";
  ASSERT_TRUE(Records().Forget(At("2026-10-02T23:59:00Z")));
  EXPECT_EQ(Rows("voice_heard"), 1);
  ASSERT_TRUE(Records().Forget(At("2026-10-03T00:00:00Z")));
  EXPECT_EQ(Rows("voice_heard"), 0);
  EXPECT_FALSE(Count("a", "2026-09-30T23:59:00Z", "2026-10-03T00:00:00Z"))
      << "its figures may have been shown";
  EXPECT_EQ(Counts()["2026-09  "], 1);
}

TEST_P(VoiceTest, AWorkplaceThatIsNotThereIsNotCounted) {
  EXPECT_FALSE(Count("a", "2026-09-10T10:00:00Z", "2026-09-10T10:00:01Z"));
  SiteRow closed = Row();
  closed.active = false;
  KeepSite(closed);
  EXPECT_FALSE(Count("a", "2026-09-10T10:00:00Z", "2026-09-10T10:00:01Z"));
  EXPECT_EQ(Rows("voice_counts"), 0);
  EXPECT_EQ(Rows("voice_heard"), 0);
}

// Whoever has the database finds no column that could lead to a phone, and nothing that is in order
// of time.
TEST_P(VoiceTest, NothingOfARowIsAnybodys) {
  KeepSite(Row());
  ASSERT_TRUE(Count("hash", "2026-09-10T10:00:00Z", "2026-09-10T10:00:01Z"));
  EXPECT_TRUE(db().Read([&](soci::session& sql) -> Status {
    sql << "SELECT site, month, survey, question, answer, workers FROM voice_counts";
    sql << "SELECT id, month FROM voice_heard";
    return Unit{};
  }));
  for (const char* column : {"pseudonym", "conversation", "at", "case_id", "channel"})
    for (const char* table : {"voice_counts", "voice_heard"}) {
      const Status read = db().Read([&](soci::session& sql) -> Status {
        sql << std::string("SELECT ") + column + " FROM " + table;
        return Unit{};
      });
      EXPECT_FALSE(read.has_value()) << table << "." << column;
    }
}

TEST_P(VoiceTest, TheCompanyIsToldOnlyWhileTheWorkerWantsIt) {
  Import(1);
  CaseRecords cases(db(), keys());
  OwnCases own(db(), keys());
  const auto made = [&](const std::string& id, bool accepted) {
    Intake intake = MakeIntake(id, "talk-" + id);
    intake.offer = OfferTo(1, now_);
    const auto taken = cases.TakeIn({intake}, now_);
    EXPECT_TRUE(taken.has_value());
    if (accepted) {
      EXPECT_TRUE(cases.Accept(taken->front().offers.front().id, now_).has_value());
    }
    return taken->front().item.id;
  };
  const auto tell = [&](const std::string& id) {
    const Status told = Records().Tell({id, kSite, now_, {}}, "amina");
    return told ? std::string() : std::string(CodeName(told.error().code));
  };
  EXPECT_EQ(tell(made("tip1", false)), "denied") << "nobody independent has it";
  EXPECT_EQ(tell(made("tip2", true)), "");
  const std::string withdrawn = made("tip3", true);
  ASSERT_TRUE(own.Withdraw({withdrawn, "wish1", "person", now_}, true, "note").has_value());
  EXPECT_EQ(tell(withdrawn), "denied");
  const std::string unsafe = made("tip4", true);
  ASSERT_TRUE(db().Write([&](soci::session& sql) -> Status {
    sql << "UPDATE cases SET status = 'unsafe_to_contact' WHERE id = :id", soci::use(unsafe);
    return Unit{};
  }));
  EXPECT_EQ(tell(unsafe), "denied");
  EXPECT_EQ(Rows("voice_told"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, VoiceTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
