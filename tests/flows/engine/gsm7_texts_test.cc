// A conversation in the fallback spelling: shown where the channel asks for it, understood when
// typed, and noted in the tip.
#include <gtest/gtest.h>

#include "flows/base/gsm7.h"
#include "flows/engine/engine.h"
#include "flows/engine/flow_set.h"

namespace tipline::flows {
namespace {

const char* const kFlow = R"({"flow":"t","start":"q","languages":["en","vi"],"steps":[
  {"id":"q","kind":"menu","var":"q","text":"Now?","options":[
    {"value":"a","text":"Market"},{"value":"b","text":"Later"}],"next":"f"},
  {"id":"f","kind":"file_tip","quiet":true,"next":"e"},
  {"id":"e","kind":"end","text":"Bye."}]})";

const char* const kCatalog =
    "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
    "\"Language: vi\\n\"\n\"X-Gsm7: strip\\n\"\n\n"
    "msgctxt \"t:q:text\"\nmsgid \"Now?\"\nmsgstr \"Bây giờ?\"\n\n"
    "msgctxt \"t:q:option.a\"\nmsgid \"Market\"\nmsgstr \"Chợ\"\n\n"
    "msgctxt \"t:q:option.b\"\nmsgid \"Later\"\nmsgstr \"Để sau\"\n\n"
    "msgctxt \"gsm7:t:q:option.b\"\nmsgid \"Later\"\nmsgstr \"Luc khac\"\n\n"
    "msgctxt \"t:e:text\"\nmsgid \"Bye.\"\nmsgstr \"Tạm biệt.\"\n";

Bundle Vietnamese() {
  const auto bundle = Compile({{"t.json", kFlow}}, {{"vi.po", kCatalog}});
  EXPECT_TRUE(bundle) << (bundle ? "" : bundle.error().message);
  const auto read = Bundle::Decode(bundle->WithVersion(1).Encode());
  EXPECT_TRUE(read);
  return *read;
}

Input Dialled(bool gsm7) {
  Input input;
  input.opens = true;
  input.remembered_language = "vi";
  input.gsm7 = gsm7;
  return input;
}

std::optional<Tip> Filed(const Turn& turn) {
  for (const Effect& effect : turn.effects)
    if (const auto* file = std::get_if<FileTip>(&effect)) return file->tip;
  return std::nullopt;
}

TEST(FallbackSpelling, IsShownWhereTheChannelAsksForIt) {
  const Bundle bundle = Vietnamese();
  EXPECT_EQ(Advance(bundle, {}, Dialled(true)).screen, "Bay gio?\n1 Cho\n2 Luc khac");
  EXPECT_EQ(Advance(bundle, {}, Dialled(false)).screen, "Bây giờ?\n1 Chợ\n2 Để sau");
}

TEST(FallbackSpelling, IsUnderstoodAndNotedInTheTip) {
  const Bundle bundle = Vietnamese();
  for (const bool gsm7 : {true, false}) {
    Input input = Dialled(gsm7);
    Turn turn = Advance(bundle, {}, input);
    input.opens = false;
    input.text = "luc khac";
    turn = Advance(bundle, std::move(turn.session), input);
    EXPECT_EQ(Gsm7Septets(turn.screen).has_value(), gsm7) << turn.screen;
    const auto tip = Filed(turn);
    ASSERT_TRUE(tip);
    EXPECT_EQ(tip->language, "vi");
    EXPECT_EQ(tip->answers.count("spelling"), gsm7 ? 1U : 0U);
    EXPECT_EQ(tip->answers.at("q"), "b");
  }
}

}  // namespace
}  // namespace tipline::flows
