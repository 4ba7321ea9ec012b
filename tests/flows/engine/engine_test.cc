#include "flows/engine/engine.h"

#include <set>

#include <gtest/gtest.h>

#include "flows/base/text.h"
#include "flows/engine/bundle_data.h"
#include "flows/engine/graph.h"
#include "flows/engine/ids.h"
#include "flows/engine/screen.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

TEST(Engine, ConversationsGoAsWritten) {
  const Json cases = Json::parse(testing::ReadFile("tests/data/engine/conversations.json"));
  ASSERT_GE(cases.size(), 20U);
  for (const Json& one : cases) {
    SCOPED_TRACE(one["name"].get<std::string>());
    testing::PlayStory(testing::BundleFrom(one), one);
  }
}

Input SmsInput(std::string text, uint64_t seed = 1) {
  Input input;
  input.medium = Medium::kSms;
  input.text = std::move(text);
  input.number = Secret<std::string>("+254711000001");
  input.pseudonym = "p";
  input.channel = "generic";
  input.now = FromMillis(1'764'000'000'000);
  input.entropy = testing::EntropyOf(seed);
  return input;
}

Json TextFlow() {
  return Json::parse(R"({"flow":"t","start":"x","languages":["en"],"steps":[
    {"id":"x","kind":"ask_text","var":"x","text":"What?","next":"x2"},
    {"id":"x2","kind":"ask_text","var":"x2","text":"More?","next":"f"},
    {"id":"f","kind":"file_tip","next":"e"},{"id":"e","kind":"end","text":"{code} {pin}"}]})");
}

const Tip* FirstTip(const Turn& turn) {
  for (const Effect& effect : turn.effects)
    if (const auto* file = std::get_if<FileTip>(&effect)) return &file->tip;
  return nullptr;
}

TEST(Engine, KeepsAVeryLongAnswerWholeInATipAndTheSessionSmall) {
  const Bundle bundle = testing::BundleFrom({{"flow", TextFlow()}});
  Turn turn = Advance(bundle, {}, SmsInput("1"));
  const std::string words = std::string(40'000, 'w') + " end";
  turn = Advance(bundle, std::move(turn.session), SmsInput(words, 2));
  const Tip* tip = FirstTip(turn);
  ASSERT_NE(tip, nullptr);
  EXPECT_EQ(tip->text.Reveal(), words);
  EXPECT_LE(EncodeSession(turn.session).size(), kMaxSessionBytes);
  turn = Advance(bundle, std::move(turn.session), SmsInput("and more", 3));
  EXPECT_TRUE(turn.ends);
}

TEST(Engine, ManyTurnsKeepTheSessionSmallAndLoseNoWords) {
  const Bundle bundle = testing::BundleFrom({{"flow", TextFlow()}});
  Turn turn = Advance(bundle, {}, SmsInput("hi"));
  std::string filed;
  for (uint64_t i = 1; i < 200; ++i) {
    turn = Advance(bundle, std::move(turn.session),
                   SmsInput(i % 3 == 0 ? "*" : "\"\n\"" + std::string(300, '\\'), i));
    for (const Effect& effect : turn.effects)
      if (const auto* file = std::get_if<FileTip>(&effect)) filed += EncodeTip(file->tip);
    ASSERT_LE(EncodeSession(turn.session).size(), kMaxSessionBytes);
    auto read = DecodeSession(EncodeSession(turn.session));
    ASSERT_TRUE(read);
    turn.session = *std::move(read);
  }
}

// As the first SMS, and as one that answers no question.
TEST(Engine, FilesWhatSomebodyMustReadAndNothingElse) {
  const Json data = Json::parse(testing::ReadFile("tests/data/engine/content.json"));
  const Bundle bundle = testing::BundleFrom(data);
  const auto tips_for = [&](const std::string& words) {
    const Turn first = Advance(bundle, {}, SmsInput(words));
    Turn later = Advance(bundle, {}, SmsInput("hi"));
    later = Advance(bundle, std::move(later.session), SmsInput(words, 2));
    return std::make_pair(FirstTip(first) == nullptr ? "" : FirstTip(first)->text.Reveal(),
                          FirstTip(later) == nullptr ? "" : FirstTip(later)->text.Reveal());
  };
  for (const auto& words : data.at("filed").get<std::vector<std::string>>())
    EXPECT_EQ(tips_for(words), std::make_pair(words, words));
  for (const auto& words : data.at("not_filed").get<std::vector<std::string>>())
    EXPECT_EQ(tips_for(words), std::make_pair(std::string(), std::string())) << words;
}

TEST(Engine, TheCodeShownIsTheCodeFiled) {
  const Bundle bundle = testing::BundleFrom({{"flow", TextFlow()}});
  Turn turn = Advance(bundle, {}, SmsInput("they locked us in here"));
  ASSERT_NE(FirstTip(turn), nullptr);
  const std::string code = FirstTip(turn)->code.Reveal();
  const std::string pin = FirstTip(turn)->pin.Reveal();
  turn = Advance(bundle, std::move(turn.session), SmsInput("first", 2));
  turn = Advance(bundle, std::move(turn.session), SmsInput("second", 3));
  EXPECT_EQ(turn.screen, code + " " + pin);
  EXPECT_EQ(FirstTip(turn)->code.Reveal(), code);
  EXPECT_EQ(FirstTip(turn)->text.Reveal(), "they locked us in here\nfirst\nsecond");
  EXPECT_TRUE(turn.session.code.empty()) << "an ended session keeps nothing to read";
  EXPECT_TRUE(turn.session.said.empty());
}

TEST(Engine, InputThatIsNoUtf8IsRepairedAndKept) {
  const Bundle bundle = testing::BundleFrom({{"flow", TextFlow()}});
  const Turn turn = Advance(bundle, {}, SmsInput("they locked us in \xff\xfe here"));
  ASSERT_NE(FirstTip(turn), nullptr);
  EXPECT_TRUE(ValidUtf8(FirstTip(turn)->text.Reveal()));
}

TEST(Engine, ASessionOfAnotherFlowEndsHonestlyAndKeepsTheWords) {
  const Bundle bundle = testing::BundleFrom({{"flow", TextFlow()}});
  Session strange;
  strange.id = "S";
  strange.flow = "t";
  strange.stack = {{"gone", "nowhere"}};
  const Turn turn = Advance(bundle, strange, SmsInput("please help us here"));
  EXPECT_TRUE(turn.ends);
  EXPECT_FALSE(turn.screen.empty());
  ASSERT_NE(FirstTip(turn), nullptr);
  EXPECT_EQ(FirstTip(turn)->text.Reveal(), "please help us here");
  EXPECT_EQ(FirstTip(turn)->conversation, "S");
}

// Unresolved targets can only come from a bundle that Compile did not make.
TEST(Engine, ABundleWithHolesEndsHonestly) {
  Json flow = TextFlow();
  auto compiled = Compile({{"t.json", flow.dump()}}, {});
  ASSERT_TRUE(compiled);
  std::string text = compiled->Encode();
  const size_t at = text.find("\"next\":\"x2\"");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 11, "\"next\":\"zz\"");
  EXPECT_FALSE(Bundle::Decode(text)) << "the hash must not fit any more";
  EXPECT_FALSE(Compile({{"t.json",
                         [&] {
                           flow["steps"][0]["next"] = "zz";
                           return flow.dump();
                         }()}},
                       {}));
}

TEST(Engine, RawTipHoldsWhatCame) {
  const Tip tip = RawTip(SmsInput("words"));
  EXPECT_EQ(tip.about, "raw");
  EXPECT_EQ(tip.text.Reveal(), "words");
  EXPECT_EQ(tip.number.Reveal(), "+254711000001");
  EXPECT_EQ(tip.consent, Consent::kUnknown);
  EXPECT_FALSE(tip.may_text);
  EXPECT_EQ(tip.id.size(), 26U);
  EXPECT_NE(tip.id, tip.conversation);
  const auto read = DecodeTip(EncodeTip(tip));
  ASSERT_TRUE(read);
  EXPECT_EQ(EncodeTip(*read), EncodeTip(tip));
}

// Any keys in any order: there is a screen within the limits, the session can be stored, tips can
// be read.
TEST(Engine, RandomKeysOnTheFlowsWeShipNeverBreakIt) {
  const Bundle bundle = testing::PublishedBundle("main");
  const std::vector<std::string> keys = {"1",
                                         "2",
                                         "3",
                                         "4",
                                         "5",
                                         "7",
                                         "8",
                                         "9",
                                         "0",
                                         "*",
                                         "",
                                         "x",
                                         "yes",
                                         "ndiyo",
                                         "٣",
                                         "Kisumu",
                                         "they took my papers away",
                                         "blue umbrella",
                                         "STOP",
                                         "\xff",
                                         "1 2",
                                         "12"};
  uint64_t chance = 7;
  for (const Medium medium : {Medium::kUssd, Medium::kSms}) {
    Session session;
    Input input = SmsInput("");
    input.medium = medium;
    int ended = 0;
    for (int turn_number = 0; turn_number < 4000; ++turn_number) {
      chance = chance * 6364136223846793005ULL + 1442695040888963407ULL;
      input.text = keys[(chance >> 33U) % keys.size()];
      input.opens = session.ended || session.id.empty() || (chance >> 60U) == 0;
      if (input.opens && medium == Medium::kUssd) input.text.clear();
      input.entropy = testing::EntropyOf(chance);
      Turn turn = Advance(bundle, std::move(session), input);
      ASSERT_FALSE(turn.screen.empty());
      const Room room{medium, input.limits};
      ASSERT_TRUE(room.Fits(turn.screen)) << turn.screen;
      ASSERT_EQ(turn.ends, turn.session.ended);
      ASSERT_EQ(turn.screen.find('{'), std::string::npos) << turn.screen;
      for (const Effect& effect : turn.effects) {
        if (const auto* file = std::get_if<FileTip>(&effect)) {
          ASSERT_TRUE(DecodeTip(EncodeTip(file->tip)));
        }
      }
      ended += turn.ends ? 1 : 0;
      const std::string stored = EncodeSession(turn.session);
      ASSERT_LE(stored.size(), kMaxSessionBytes);
      auto read = DecodeSession(stored);
      ASSERT_TRUE(read);
      session = *std::move(read);
    }
    EXPECT_GT(ended, 50);
  }
}

TEST(Ids, AreUniqueWithinATurnAndTellNothingOfThePin) {
  const auto entropy = testing::EntropyOf(5);
  Ids ids(entropy, FromMillis(1'764'000'000'000));
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string id = ids.Ulid();
    EXPECT_EQ(id.size(), 26U);
    EXPECT_LE(id[0], '7');
    EXPECT_TRUE(seen.insert(id).second);
  }
  auto other = entropy;
  other[20] = static_cast<uint8_t>(other[20] + 1);
  Ids same_ids(other, FromMillis(1'764'000'000'000));
  EXPECT_EQ(seen.count(same_ids.Ulid()), 1U);
}

TEST(Ids, CodesLookLikeNumbersAndPinsAreNoFirstGuess) {
  for (uint64_t seed = 0; seed < 20'000; ++seed) {
    const auto entropy = testing::EntropyOf(seed);
    const Ids ids(entropy, FromMillis(0));
    const std::string code = ids.CaseCode();
    ASSERT_EQ(code.size(), 10U);
    ASSERT_EQ(code[0], '0');
    ASSERT_NE(code[1], '0');
    const std::string pin = ids.Pin();
    ASSERT_EQ(pin.size(), 4U);
    for (const char* guess : {"0000", "1111", "1234", "4321", "0123", "9876"})
      ASSERT_NE(pin, guess);
  }
  const std::array<uint8_t, 32> zeros{};
  EXPECT_NE(Ids(zeros, FromMillis(0)).Pin(), "0000");
}

}  // namespace
}  // namespace tipline::flows
