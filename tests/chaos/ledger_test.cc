// The ledger must find what is planted; one that finds nothing proves nothing.
#include "tests/chaos/ledger.h"

#include <gtest/gtest.h>

namespace tipline::chaos {
namespace {

// Two phones: one filed a tip and completed it, the other began two conversations.
Books Good() {
  Books books;
  books.markers = {"bcdfghjklmn", "pqrstvwxzbc"};
  Phone one{"sms-1", "p1", "+254720000001", {}, {"0511739020 3043"}, {"Keep: # PIN #"}, 3, false};
  one.possible = {{{0, "raw", "farm bcdfghjklmn", ""}, {0, "saw", "farm bcdfghjklmn", "Thika"}}};
  Phone two{"ussd-1", "p2", "+254720000002", {}, {}, {"Goodbye."}, 2, false};
  two.possible = {{{0, "saw", "mill pqrstvwxzbc", ""}, {1, "me", "again", ""}}};
  Phone responder{
      "responder-0", "p3", "+254711000101", {{}}, {}, {"Ref #. Reply A # to take it."}, 1, true};
  books.phones = {one, two, responder};
  books.tips = {{"t1", "c1", "p1", "v1", "raw", "farm bcdfghjklmn", "", "0511739020 3043"},
                {"t2", "c1", "p1", "v1", "saw", "farm bcdfghjklmn", "Thika", "0511739020 3043"},
                {"t3", "c2", "p2", "v2", "saw", "mill pqrstvwxzbc", "", "0700000001 1111"},
                {"t4", "c3", "p2", "v3", "me", "again", "", "0700000002 2222"}};
  books.sent = {
      {"generic", "m1", "+254711000101", "Ref 4821. Reply A 4821 to take it.", 10, true, false},
      {"generic", "m2", "+254720000001", "Keep: 0511739020 PIN 3043", 20, true, false}};
  books.messages = {{"generic", "m1", "sent", "", "night-1"},
                    {"generic", "m2", "delivered", "", ""}};
  books.responders = {{"night-1", "+254711000101"}, {"night-2", "+254711000102"}};
  return books;
}

std::string All(const Verdict& verdict) {
  std::string text;
  for (const std::string& finding : verdict.findings)
    text += finding + "\n";
  return text;
}

TEST(ChaosLedger, FindsNothingWhereEverythingIsRight) {
  const Verdict verdict = Compare(Good());
  EXPECT_TRUE(verdict.good()) << All(verdict);
  EXPECT_EQ(verdict.accepted, 6U);
  EXPECT_EQ(verdict.cases, 3U);
  EXPECT_EQ(verdict.unsure, 0U);
}

TEST(ChaosLedger, FindsALostTip) {
  for (const size_t gone : {0U, 1U, 2U, 3U}) {
    Books books = Good();
    books.tips.erase(books.tips.begin() + static_cast<long>(gone));
    const Verdict verdict = Compare(books);
    EXPECT_EQ(verdict.lost, 1U) << All(verdict);
    EXPECT_EQ(verdict.doubled + verdict.misdelivered, 0U) << All(verdict);
  }
}

TEST(ChaosLedger, FindsADoubledTipInTheSameCaseAndInAnother) {
  for (const char* in : {"c1", "c9"}) {
    Books books = Good();
    books.tips.push_back({"t9", in, "p1", "v9", "raw", "farm bcdfghjklmn", "", "0511739020 3043"});
    const Verdict verdict = Compare(books);
    EXPECT_EQ(verdict.doubled, 1U) << All(verdict);
    EXPECT_EQ(verdict.lost + verdict.misdelivered, 0U) << All(verdict);
  }
}

TEST(ChaosLedger, FindsOneConversationInTwoCases) {
  Books books = Good();
  books.tips[1].case_id = "c9";
  EXPECT_EQ(Compare(books).doubled, 1U);
}

TEST(ChaosLedger, FindsTwoConversationsInOneCase) {
  Books books = Good();
  books.tips[3].case_id = "c2";
  EXPECT_EQ(Compare(books).lost, 1U);
}

TEST(ChaosLedger, FindsATipUnderTheNameOfAnother) {
  Books books = Good();
  books.tips[2].pseudonym = "p1";
  const Verdict verdict = Compare(books);
  EXPECT_EQ(verdict.lost, 1U) << All(verdict);
  EXPECT_EQ(verdict.misdelivered, 1U) << All(verdict);
}

TEST(ChaosLedger, FindsATipOfNobody) {
  Books books = Good();
  books.tips.push_back({"t9", "c9", "p9", "v9", "raw", "words", "", "1 2"});
  EXPECT_EQ(Compare(books).misdelivered, 1U);
}

TEST(ChaosLedger, AFateThatNobodyKnowsMayBeEither) {
  for (const bool there : {false, true}) {
    Books books = Good();
    books.phones[1].possible.push_back({{0, "saw", "mill pqrstvwxzbc", ""}});
    if (!there) books.tips.pop_back();
    const Verdict verdict = Compare(books);
    EXPECT_TRUE(verdict.good()) << All(verdict);
    EXPECT_EQ(verdict.unsure, 1U);
  }
}

TEST(ChaosLedger, FindsTheNumberAndPinOfAnother) {
  Books books = Good();
  books.phones[1].codes = {"0511739020 3043"};
  const Verdict verdict = Compare(books);
  EXPECT_EQ(verdict.misdelivered, 1U) << All(verdict);
}

TEST(ChaosLedger, FindsANumberWhoseTipIsGone) {
  Books books = Good();
  books.phones[1].codes = {"0799999999 9999"};
  EXPECT_EQ(Compare(books).lost, 1U);
}

TEST(ChaosLedger, FindsAMessageToTheWrongPhone) {
  Books books = Good();
  books.sent[1].number = "+254720000002";
  EXPECT_EQ(Compare(books).misdelivered, 1U);
  books.sent[1].number = "+254720999999";
  EXPECT_EQ(Compare(books).misdelivered, 1U);
}

TEST(ChaosLedger, FindsTheNumberOfAnotherInARightText) {
  Books books = Good();
  books.sent[1].text = "Keep: 0700000001 PIN 1111";
  EXPECT_EQ(Compare(books).misdelivered, 1U);
}

TEST(ChaosLedger, FindsWordsOfATipInAnAlert) {
  Books books = Good();
  books.sent[0].text = "Ref 4821. farm bcdfghjklmn";
  EXPECT_EQ(Compare(books).misdelivered, 1U);
}

TEST(ChaosLedger, FindsAnAnswerThatASenderFoundWrong) {
  Books books = Good();
  books.wrong_answers = {"the screen after ussd-1-1-2 does not follow"};
  EXPECT_EQ(Compare(books).misdelivered, 1U);
}

TEST(ChaosLedger, FindsAMessageThatIsSentAgainAlthoughItWasTaken) {
  Books books = Good();
  books.sent.push_back(books.sent[1]);
  books.sent.back().at_ms = 5'000;
  EXPECT_EQ(Compare(books).doubled, 1U);
  books.excuses = {{15, 25}};  // the worker was killed just then
  EXPECT_TRUE(Compare(books).good());
  EXPECT_EQ(Compare(books).repeated, 1U);
  // One kill excuses one repeat, whenever the next one comes.
  books.sent.push_back(books.sent[1]);
  books.sent.back().at_ms = 9'000;
  EXPECT_EQ(Compare(books).doubled, 1U);
}

TEST(ChaosLedger, EveryMessageMustHaveGoneOutOrHaveAReason) {
  struct Fate {
    const char* state;
    const char* reason;
    bool taken, unsure;  // of its only send
    bool sent;           // false: there was none
    bool good;
  };
  constexpr Fate kFates[] = {{"sent", "", true, false, true, true},
                             {"sent", "", false, true, true, false},
                             {"delivered", "", false, false, false, false},
                             {"unknown", "timeout", false, true, true, true},
                             {"unknown", "timeout", false, false, true, false},
                             {"queued", "busy", false, false, true, true},
                             {"queued", "", false, false, false, false},
                             {"expired", "referral_expired", false, false, false, true},
                             {"expired", "too_old", false, false, false, false},
                             {"failed", "box_does_not_open", false, false, false, false},
                             {"held", "channel has no api_url", false, false, false, false},
                             {"rejected", "opt_out", false, false, true, false}};
  for (const Fate& fate : kFates) {
    Books books = Good();
    books.messages[1].state = fate.state;
    books.messages[1].reason = fate.reason;
    books.sent[1].taken = fate.taken;
    books.sent[1].unsure = fate.unsure;
    if (!fate.sent) books.sent.pop_back();
    EXPECT_EQ(Compare(books).lost, fate.good ? 0U : 1U) << fate.state << " " << fate.reason;
  }
}

TEST(ChaosLedger, FindsAMessageThatTheStoreLacks) {
  Books books = Good();
  books.messages.pop_back();
  EXPECT_EQ(Compare(books).lost, 1U);
}

// Africa's Talking is told no id of ours.
TEST(ChaosLedger, FindsAMessageThatAProviderWithoutOurIdsDidNotTake) {
  Books books = Good();
  books.messages[1].channel = "africastalking";
  books.sent[1].channel = "africastalking";
  books.sent[1].id.clear();
  EXPECT_TRUE(Compare(books).good()) << All(Compare(books));
  books.sent[1].taken = false;
  EXPECT_EQ(Compare(books).lost, 1U);
}

TEST(ChaosLedger, FindsAnAlertToAnotherResponder) {
  Books books = Good();
  books.messages[0].responder = "night-2";
  EXPECT_EQ(Compare(books).misdelivered, 1U);
}

TEST(ChaosLedger, AMessageOfUnknownFateIsRepeatedTwiceAtMost) {
  Books books = Good();
  books.sent[1].taken = false;
  books.sent[1].unsure = true;
  books.messages[1].state = "unknown";
  for (int again = 1; again <= 3; ++again) {
    books.sent.push_back(books.sent[1]);
    books.sent.back().at_ms = 1'000 * again;
    const Verdict verdict = Compare(books);
    EXPECT_EQ(verdict.good(), again <= 2) << All(verdict);
  }
}

TEST(ChaosLedger, ARefusedMessageMayBeTriedOften) {
  Books books = Good();
  books.sent[1].taken = false;
  for (int again = 1; again <= 6; ++again) {
    books.sent.push_back(books.sent[1]);
    books.sent.back().at_ms = 1'000 * again;
  }
  books.sent.back().taken = true;
  EXPECT_TRUE(Compare(books).good());
}

TEST(ChaosLedger, NamesNoNumberAndNoWords) {
  Books books = Good();
  books.tips[2].pseudonym = "p1";
  books.sent[1].number = "+254720000002";
  const std::string text = All(Compare(books));
  EXPECT_EQ(text.find("+2547"), std::string::npos);
  EXPECT_EQ(text.find("pqrstv"), std::string::npos);
  EXPECT_EQ(text.find("3043"), std::string::npos);
}

}  // namespace
}  // namespace tipline::chaos
