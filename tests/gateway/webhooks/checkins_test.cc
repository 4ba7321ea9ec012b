// What phones send that take part in check-ins: who gets it, and what counts as a sign of life.
#include "gateway/webhooks/checkins.h"

#include "gateway/base/trouble_mark.h"
#include "tests/gateway/webhooks/turn_world.h"

namespace tipline::gateway {
namespace {

class Checkins : public TurnWorld {
 protected:
  Checkins() {
    Use({{"main.json", kFlow},
         {"words.json", R"({"en":{"digits":[],"yes":["yes"],"no":["no"]}})"}});
  }

  Arrival Arrives(const std::string& words, InboundKind kind = InboundKind::kSms) {
    Inbound in = Incoming(kind, words);
    in.provider_id = "m" + std::to_string(++count_);
    return Arrived(in, 5'000, in.provider_id);
  }

  std::vector<std::string> Kinds(const Arrival& arrival, const store::Loaded& loaded) {
    std::vector<std::string> kinds;
    const auto done =
        Decider(keys_).Decide(arrival, loaded, *bundle_, FromMillis(6'000), {1, 2, 3});
    for (const auto& entry : done.commit.entries)
      if (entry.stream == "tips") kinds.push_back(entry.kind);
    return kinds;
  }

  int count_ = 0;
};

TEST_F(Checkins, AShortAnswerGoesToTheWorkersOnlyFromWhoIsAsked) {
  const std::string me = Arrives("x").who.pseudonym;
  const std::string mark = TroubleMark(keys_, me, "Mango tree");
  ASSERT_EQ(mark.size(), 16U);
  struct Row {
    const char* roles;
    const char* words;
    bool open;
    const char* says;  // "": it begins a conversation
  };
  const std::string marked = "traveller:" + mark;
  const Row rows[] = {
      {"traveller", "1", false, "1"},
      {"traveller", " ١.", false, "1"},
      {"traveller", "Yes!", false, "1"},
      {"checkin_contact", "2", false, "2"},
      {"responder checkin_contact", "no", false, "2"},
      {marked.c_str(), "mango  TREE.", false, "trouble"},
      {marked.c_str(), "mango", false, ""},
      {"traveller", "mango tree", false, ""},
      {"checkin_contact", "mango tree", false, ""},
      {"traveller", "12", false, ""},
      {"traveller", "9", false, ""},  // a call, and the other keys that are the same everywhere
      {"checkin_contact", "9", false, ""},
      {"checkin_contact", "0", false, ""},
      {"traveller", "8", false, ""},
      {"traveller", "3", false, ""},
      {"traveller", "help me", false, ""},
      {"traveller", "1", true, ""},
      {"traveller prompted", "1", true, "1"},
      {"traveller prompted", "2", true, ""},
      {"checkin_contact prompted", "1", true, ""},
      {marked.c_str(), "Mango tree", true, "trouble"},
      {"traveller:0000000000000000", "mango tree", true, ""},
      {"responder", "1", false, ""},
      {"", "1", false, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.words);
    store::Loaded loaded;
    loaded.role = row.roles;
    const auto says = ReadCheckinAnswer(Arrives(row.words), loaded, row.open, *bundle_, keys_);
    EXPECT_EQ(says.value_or(""), row.says);
  }
}

TEST_F(Checkins, WhatIsHandedOverBeginsNoConversationAndKeepsItsTime) {
  store::Loaded loaded;
  loaded.role = "traveller";
  const auto done = Decider(keys_).Decide(Arrives("Yes."), loaded, *bundle_, FromMillis(6'000), {});
  ASSERT_EQ(done.commit.entries.size(), 1U);
  EXPECT_EQ(done.commit.entries[0].kind, "checkin_sms");
  EXPECT_TRUE(done.reply.text.empty());
  EXPECT_TRUE(done.commit.session.empty());
  const auto inbound = DecodeInbound(*OpenCase(keys_, done.commit.entries[0].sealed));
  ASSERT_TRUE(inbound);
  EXPECT_EQ(inbound->sent_at, FromMillis(5'000));
  EXPECT_EQ(inbound->text.Reveal(), "1");
}

TEST_F(Checkins, EveryMessageAndEveryDialOfATravellerIsASignAndNobodyElses) {
  store::Loaded loaded;
  loaded.role = "traveller:abc";
  EXPECT_EQ(Kinds(Arrives("", InboundKind::kUssd), loaded),
            std::vector<std::string>{"checkin_sign"});
  const auto words = Kinds(Arrives("where do I get water"), loaded);
  EXPECT_NE(std::find(words.begin(), words.end(), "checkin_sign"), words.end());
  store::Loaded later = loaded;
  later.same_provider_session = true;
  EXPECT_FALSE(SignOfLife(Arrives("1", InboundKind::kUssd), later, keys_)) << "once a dial";
  Arrival again = Arrives("", InboundKind::kUssd);
  again.inbound.first = true;
  EXPECT_TRUE(SignOfLife(again, later, keys_)) << "the session is the phone, and it was dialled";
  again.inbound.accumulated = true;
  EXPECT_FALSE(SignOfLife(again, later, keys_));
  for (const char* role : {"", "responder", "checkin_contact"}) {
    loaded.role = role;
    EXPECT_FALSE(SignOfLife(Arrives("", InboundKind::kUssd), loaded, keys_)) << role;
  }
}

TEST_F(Checkins, ASignHoldsNoWord) {
  store::Loaded loaded;
  loaded.role = "traveller";
  const auto sign = SignOfLife(Arrives("CANARYWORDS"), loaded, keys_);
  ASSERT_TRUE(sign);
  const std::string plain = *OpenCase(keys_, sign->sealed);
  EXPECT_EQ(plain.find("CANARYWORDS"), std::string::npos);
}

}  // namespace
}  // namespace tipline::gateway
