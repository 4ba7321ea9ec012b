// Of two that do the same thing at the same moment one does it. Each of these was lost, or done
// twice, on PostgreSQL.
#include "tests/gateway/store/records/at_once.h"

#include <algorithm>
#include <array>
#include <atomic>

#include "gateway/store/records/case_access.h"
#include "gateway/store/records/complaints.h"
#include "gateway/store/records/outbound.h"
#include "gateway/store/records/recruiters.h"
#include "gateway/store/records/roles.h"
#include "gateway/store/records/tries.h"
#include "gateway/store/records/voice.h"
#include "tests/gateway/store/records/engines.h"
#include "tests/support/process.h"

namespace tipline::store {
namespace {

constexpr Millis kDay{24 * 3600 * 1000};

class AtOnceTest : public EnginesTest {
 protected:
  // How many of the two did it, by round.
  using Done = std::array<std::atomic<int>, kRounds>;
  static void ExpectOneEach(const Done& done, const char* what) {
    for (int round = 0; round < kRounds; ++round)
      EXPECT_EQ(done[static_cast<size_t>(round)], 1) << what << ", round " << round;
  }
  static void Count(Done& done, int round, bool did) {
    if (did) ++done[static_cast<size_t>(round)];
  }
};

TEST_P(AtOnceTest, OneOfTwoComplaintsIsTheThird) {
  ComplaintRecords records(db(), keys());
  const auto keep = [&](const std::string& who, int round) {
    Complaint one;
    one.agency = "agency" + std::to_string(round);
    one.id = who + one.agency;
    one.conversation = one.id;
    one.at = now_ + (who == "b" ? Millis(1) : Millis(0));
    const auto kept = records.Keep(one);
    EXPECT_TRUE(kept) << who << round;
    return kept && kept->alerts;
  };
  Done alerts{};
  for (int round = 0; round < kRounds; ++round)
    EXPECT_FALSE(keep("first", round));
  AtOnce(
      kRounds, [&](int round) { Count(alerts, round, keep("a", round)); },
      [&](int round) { Count(alerts, round, keep("b", round)); });
  ExpectOneEach(alerts, "alerts");
}

TEST_P(AtOnceTest, ACodeGivesItsRoleToOnePhone) {
  VerifiedRoles roles(db(), keys());
  const auto code = [](int round) { return Secret(std::to_string(2'000'000'000 + round)); };
  for (int round = 0; round < kRounds; ++round) {
    VerifiedRole role;
    role.id = "role" + std::to_string(round);
    role.role = "nurse";
    role.country = "KE";
    role.made_at = now_;
    role.expires_at = now_ + kDay;
    ASSERT_TRUE(roles.Add(role, code(round), "amina"));
  }
  const auto join = [&](const std::string& phone, int round) {
    const std::string who = phone + std::to_string(round);
    const auto joined = roles.Join({"try of " + who, who, code(round)}, now_);
    EXPECT_TRUE(joined) << who;
    return joined && *joined;
  };
  Done joined{};
  AtOnce(
      kRounds, [&](int round) { Count(joined, round, join("a", round)); },
      [&](int round) { Count(joined, round, join("b", round)); });
  ExpectOneEach(joined, "joined");
}

TEST_P(AtOnceTest, TheLastTryOfACodeIsOne) {
  const auto open = [&](const std::string& who, int round) {
    const std::string code = std::to_string(round);
    const auto locked = db().Write([&](soci::session& sql) -> Result<bool> {
      return BeginTry(sql, {who + code, "hash" + code, "phone " + who + code}, now_);
    });
    EXPECT_TRUE(locked) << who << round;
    return locked && !*locked;
  };
  Done opened{};
  for (int round = 0; round < kRounds; ++round)
    for (int i = 1; i < kWrongPins; ++i)
      ASSERT_TRUE(open(std::to_string(i) + " before ", round));
  AtOnce(
      kRounds, [&](int round) { Count(opened, round, open("a", round)); },
      [&](int round) { Count(opened, round, open("b", round)); });
  ExpectOneEach(opened, "may try");
  EXPECT_FALSE(open("later", 0));
}

TEST_P(AtOnceTest, ACompanyAnswersOnce) {
  Import(1);
  VoiceRecords records(db());
  std::vector<std::string> cases;
  for (int round = 0; round < kRounds; ++round) {
    const std::string id = std::to_string(round);
    Intake intake = MakeIntake("t" + id, "c" + id);
    intake.offer = OfferTo(1, now_);
    CaseRecords kept(db(), keys());
    const auto taken = kept.TakeIn({intake}, now_);
    ASSERT_TRUE(taken);
    ASSERT_TRUE(kept.Accept(taken->front().offers.front().id, now_));
    cases.push_back(taken->front().item.id);
    Told told;
    told.case_id = cases.back();
    told.site = "482135";
    told.told_at = now_;
    ASSERT_TRUE(records.Tell(told, "amina"));
  }
  Done answered{};
  const auto answer = [&](int round) {
    const Status done = records.Answered(cases[static_cast<size_t>(round)], "amina", now_);
    EXPECT_TRUE(done || done.error().code == Code::kConflict) << round;
    Count(answered, round, done.has_value());
  };
  AtOnce(kRounds, answer, answer);
  ExpectOneEach(answered, "answered");
}

TEST_P(AtOnceTest, OfTwoImportsOfADirectoryOneStays) {
  DirectoryRecords records(db(), keys());
  const auto import = [&](const std::string& file, int round) {
    Directory directory;
    Organisation& one = directory.organisations.emplace_back();
    one.id = file + std::to_string(round);
    one.name = one.id;
    one.type = "ngo";
    EXPECT_TRUE(records.Import(directory, "tester", now_)) << one.id;
  };
  for (int round = 0; round < kRounds; ++round) {
    AtOnce(
        1, [&](int) { import("a", round); }, [&](int) { import("b", round); });
    const auto loaded = records.Load();
    ASSERT_TRUE(loaded);
    EXPECT_EQ(std::count_if(loaded->organisations.begin(), loaded->organisations.end(),
                            [](const Organisation& o) { return o.active; }),
              1)
        << round;
  }
}

TEST_P(AtOnceTest, ARegisterThatIsImportedWhileItIsReadIsWholeOrNotThere) {
  RecruiterRecords records(db());
  flows::Recruiter row;
  row.name = "Zentara";
  row.status = "valid";
  AtOnce(
      kRounds,
      [&](int round) {
        if (round % 2 == 0) {
          EXPECT_TRUE(records.Import({"a", "Example", "KE", now_, 60}, {row}, "cli", now_));
        } else {
          EXPECT_TRUE(records.Remove("a", "cli", now_));
        }
      },
      [&](int round) {
        for (int again = 0; again < 5; ++again) {
          const auto all = records.Load();
          EXPECT_TRUE(all) << round;
          for (size_t i = 0; all && i < all->rows.size(); ++i)
            EXPECT_LT(all->rows[i].of, all->heads.size()) << round;
        }
      });
}

// PostgreSQL ends one of two that wait for each other only after a second, and counts it.
TEST_P(AtOnceTest, LanesThatKeepWhatTwoChannelsCostDoNotWaitForOneAnother) {
  constexpr int kTwenty = 20;
  const auto id = [](const char* lane, const char* channel, int round) {
    return std::string(lane) + channel + std::to_string(round);
  };
  const std::string others =
      "CAST(COUNT(*) AS TEXT) FROM pg_stat_activity WHERE datname = current_database()"
      " AND backend_type = 'client backend'";
  const std::string connected = sqlite() ? "" : Cell(others);
  auto lanes = OpenAgain();
  OutboundRecords records(*lanes);
  for (int round = 0; round < kTwenty; ++round)
    for (const char* lane : {"x", "y"})
      for (const char* channel : {"a", "b"}) {
        OutboundRow row;
        row.id = id(lane, channel, round);
        row.channel = channel;
        row.partition = 1;
        row.created_at = now_;
        row.box = "sealed";
        ASSERT_TRUE(records.Add({row}));
      }
  ASSERT_EQ(records.Take({1}, {}, 4 * kTwenty, now_)->size(), size_t{4 * kTwenty});
  const auto finish = [&](const char* lane, std::array<const char*, 2> channels, int round) {
    std::vector<Attempt> ended;
    for (const char* channel : channels) {
      Attempt& sent =
          ended.emplace_back(Attempt{id(lane, channel, round), 1, "sent", "", "", std::nullopt});
      sent.segments = 1;
      sent.day = "2026-11-28";
    }
    EXPECT_TRUE(records.Finish(ended, now_)) << lane << round;
  };
  AtOnce(
      kTwenty,
      [&](int round) {
        finish("x", {"a", "b"}, round);
      },
      [&](int round) {
        finish("y", {"b", "a"}, round);
      });
  for (const char* channel : {"a", "b"})
    EXPECT_EQ(records.SpendOf(channel, "2026-11-28", "")->messages, 2 * kTwenty);
  lanes.reset();
  if (sqlite()) return;
  // A connection tells its figures when it ends.
  ASSERT_TRUE(testing::Eventually([&] { return Cell(others) == connected; }));
  EXPECT_EQ(Cell("CAST(deadlocks AS TEXT) FROM pg_stat_database WHERE datname ="
                 " current_database()"),
            "0");
}

INSTANTIATE_TEST_SUITE_P(Engines, AtOnceTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
