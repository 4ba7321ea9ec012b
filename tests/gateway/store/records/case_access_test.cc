#include "gateway/store/records/case_access.h"

#include <algorithm>
#include <chrono>

#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class CaseAccessTest : public EnginesTest {
 protected:
  CaseAccess access() { return CaseAccess(db(), keys()); }

  std::string TakeIn(const std::string& id, const std::string& code, const std::string& pin) {
    Intake intake = MakeIntake(id, "talk-" + id);
    intake.tip.code = Secret(code);
    intake.tip.pin = Secret(pin);
    const auto taken = CaseRecords(db(), keys()).TakeIn({intake}, now_);
    EXPECT_TRUE(taken.has_value());
    return taken ? taken->front().item.id : "";
  }
  // The case that it opens; empty: none.
  std::string Open(const std::string& code, const std::string& pin, TimePoint at,
                   const std::string& phone = "phone", const std::string& id = {}) {
    const auto opened = access().Open({id.empty() ? "try" + std::to_string(++tries_) : id, phone,
                                       "talk", Secret(code), Secret(pin)},
                                      at);
    EXPECT_TRUE(opened.has_value());
    if (!opened || !*opened) return "";
    ticket_ = (*opened)->ticket;
    return (*opened)->case_id;
  }

  Secret<std::string> ticket_;
  int tries_ = 0;
};

TEST_P(CaseAccessTest, CodeAndPinOpenTheCaseBeforeAndAfterTheHashIsMade) {
  const std::string id = TakeIn("tip1", "0412345678", "2749");
  EXPECT_EQ(Open("0412345678", "2749", now_), id);
  EXPECT_EQ(Open("0412345678", "2740", now_), "");
  EXPECT_EQ(Open("0499999999", "2749", now_), "");
  EXPECT_EQ(Open("", "", now_), "");
  EXPECT_TRUE(*access().HashOne());
  EXPECT_FALSE(*access().HashOne());
  EXPECT_EQ(Cell("pin_sealed FROM case_access"), "");
  EXPECT_EQ(Open("0412345678", "2740", now_), "");
  EXPECT_EQ(Open("0412345678", "2749", now_), id);
}

TEST_P(CaseAccessTest, NeitherLiesReadableInTheStore) {
  TakeIn("tip1", "0412345678", "2749");
  Open("0412345678", "2749", now_);
  for (int round = 0; round < 2; ++round) {
    for (const char* what : {"code_hash FROM case_access", "pin_sealed FROM case_access",
                             "pin_hash_sealed FROM case_access", "code_hash FROM case_tries",
                             "ticket_hash FROM case_tickets"})
      for (const std::string& secret : {std::string("0412345678"), ticket_.Reveal()})
        EXPECT_EQ(Cell(what).find(secret), std::string::npos) << what;
    ASSERT_TRUE(access().HashOne().has_value());
  }
  EXPECT_EQ(Cell("pin_hash_sealed FROM case_access").find("argon2"), std::string::npos);
}

TEST_P(CaseAccessTest, OfTwoCasesWithTheSameCodeThePinTells) {
  const std::string first = TakeIn("tip1", "0412345678", "1111");
  const std::string second = TakeIn("tip2", "0412345678", "2222");
  EXPECT_EQ(Open("0412345678", "1111", now_), first);
  EXPECT_EQ(Open("0412345678", "2222", now_), second);
}

TEST_P(CaseAccessTest, WrongPinsLockTheCodeFromAnyPhoneAndForAWhile) {
  const std::string id = TakeIn("tip1", "0412345678", "2749");
  for (int i = 0; i < kWrongPins; ++i)
    Open("0412345678", "0000", now_, "phone" + std::to_string(i));
  EXPECT_EQ(Open("0412345678", "2749", now_, "another"), "") << "right, but locked";
  EXPECT_EQ(Open("0412345678", "2749", now_ + kWrongPinsWithin + minutes(1), "another"), id);
  // It was opened: what was wrong before counts no more.
  Open("0412345678", "0000", now_ + hours(1), "third");
  EXPECT_EQ(Open("0412345678", "2749", now_ + hours(1), "fourth"), id);
}

TEST_P(CaseAccessTest, WrongCodesLockThePhoneWhateverItTriesAfter) {
  const std::string id = TakeIn("tip1", "0412345678", "2749");
  for (int i = 0; i < kWrongPins; ++i)
    Open("049999999" + std::to_string(i), "0000", now_, "guesser");
  EXPECT_EQ(Open("0412345678", "2749", now_, "guesser"), "");
  EXPECT_EQ(Open("0412345678", "2749", now_, "honest"), id);
}

TEST_P(CaseAccessTest, NobodyHasMoreThanSoManyTriesADay) {
  TakeIn("tip1", "0412345678", "2749");
  TimePoint at = now_;
  for (int i = 0; i < kWrongPinsADay; ++i, at += kWrongPinsWithin / 4)
    Open("0412345678", "0000", at, "phone" + std::to_string(i));
  at += kWrongPinsWithin;
  ASSERT_LT(at, now_ + kTriesKept);
  EXPECT_EQ(Open("0412345678", "2749", at, "another"), "");
}

TEST_P(CaseAccessTest, OneInquiryIsOneTryAndOneTicket) {
  const std::string id = TakeIn("tip1", "0412345678", "2749");
  for (int i = 0; i < 2 * kWrongPins; ++i)
    Open("0412345678", "0000", now_, "phone", "same");
  EXPECT_EQ(Open("0412345678", "2749", now_, "phone", "again"), id);
  const auto ticket = ticket_;
  EXPECT_EQ(Open("0412345678", "2749", now_, "phone", "again"), id);
  EXPECT_EQ(ticket_, ticket);
}

TEST_P(CaseAccessTest, ATicketIsForItsConversationAndForAWhile) {
  const std::string id = TakeIn("tip1", "0412345678", "2749");
  Open("0412345678", "2749", now_);
  const auto use = [&](const Secret<std::string>& ticket, const std::string& talk, TimePoint at) {
    const auto found = access().Use(ticket, talk, at);
    EXPECT_TRUE(found.has_value());
    return found && *found ? (*found)->case_id : std::string();
  };
  EXPECT_EQ(use(ticket_, "other", now_), "");
  EXPECT_EQ(use(Secret<std::string>("x"), "talk", now_), "");
  EXPECT_EQ(use(Secret<std::string>(), "talk", now_), "");
  TimePoint at = now_;
  while (at + kTicketIdle - Millis(1) < now_ + kTicketLasts) {  // used again and again
    at += kTicketIdle - Millis(1);
    EXPECT_EQ(use(ticket_, "talk", at), id);
  }
  EXPECT_EQ(use(ticket_, "talk", now_ + kTicketLasts), "") << "not for ever";
  Open("0412345678", "2749", now_);
  EXPECT_EQ(use(ticket_, "talk", now_ + kTicketIdle), "") << "not used for too long";
}

// What whoever guesses could measure: it takes the same, with the hash made or not.
TEST_P(CaseAccessTest, AWrongPinAndACodeThatNobodyHasTakeTheSameTime) {
  TakeIn("tip1", "0412345678", "2749");
  TimePoint at = now_;
  const auto median = [&](const std::string& code) {
    std::vector<std::chrono::microseconds> took;
    for (int i = 0; i < 5; ++i) {
      const auto begun = std::chrono::steady_clock::now();
      at += hours(2);  // never locked
      Open(code, "0000", at, FormatTime(at));
      took.push_back(std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - begun));
    }
    std::sort(took.begin(), took.end());
    return static_cast<double>(took[2].count());
  };
  for (int round = 0; round < 2; ++round) {
    const double ratio = median("0412345678") / median("0499999999");
    EXPECT_GT(ratio, 0.4) << round;
    EXPECT_LT(ratio, 2.5) << round;
    ASSERT_TRUE(access().HashOne().has_value());
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, CaseAccessTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
