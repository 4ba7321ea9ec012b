#include <gtest/gtest.h>

#include "flows/exchange/budget.h"
#include "flows/exchange/diff_json.h"
#include "flows/exchange/expression.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

FlowState State(const Json& flows, const Json& texts) {
  FlowState state;
  state.has_texts = true;
  for (const auto& [name, document] : flows.items())
    state.flows[name] = document;
  state.texts = texts;
  return state;
}

Json ToJson(const FlowChange& change) {
  Json json = {{"flow", change.flow},           {"step", change.step},   {"what", change.what},
               {"languages", change.languages}, {"media", change.media}, {"roots", change.roots}};
  if (!change.field.empty()) {
    json["field"] = change.field;
    json["before"] = change.before;
    json["after"] = change.after;
  }
  if (!change.language.empty()) json["language"] = change.language;
  return json;
}

TEST(FlowDiff, AsWritten) {
  for (const Json& one : Json::parse(ReadFile("tests/data/exchange/diff.json"))) {
    SCOPED_TRACE(one["name"]);
    const Json before = one["before"];
    const Json none = Json::object();
    Json changes = Json::array();
    for (const FlowChange& change :
         Diff(State(before, one.value("texts_before", none)),
              State(before.patch(one["patch"]), one.value("texts_after", none))))
      changes.push_back(ToJson(change));
    EXPECT_EQ(changes, one["changes"]);
  }
}

TEST(FlowDiff, APublishedBundleIsItself) {
  const FlowState state = StateOf(PublishedBundle("offer"));
  EXPECT_FALSE(state.flows.empty());
  EXPECT_TRUE(Diff(state, StateOf(PublishedBundle("offer"))).empty());
}

const char* const kFlow =
    R"({"flow":"a","start":"x","languages":["en","ar"],"steps":[{"id":"x","kind":"menu","var":"v",)"
    R"("text":"Is it well?","sms":"Well?","options":[{"value":"y","text":"Yes"}]}]})";

TEST(FlowBudget, CountsTheWholeScreenAsThePhoneDoes) {
  const std::string po =
      "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\nLanguage: ar\\n\"\n\n"
      "msgctxt \"a:x:text\"\nmsgid \"Is it well?\"\nmsgstr \"هل الأمر بخير؟ هل الأمر بخير؟ هل "
      "الأمر "
      "بخير؟ هل الأمر بخير؟ هل الأمر بخير؟\"\n";
  const auto bundle = Compile({{"a.json", kFlow}}, {{"ar.po", po}});
  ASSERT_TRUE(bundle) << bundle.error().message;
  std::map<std::string, std::string> seen;
  for (const BudgetRow& row : BudgetOf(bundle->data(), "", {}))
    if (row.step == "x")
      seen[row.language + " " + row.text + " " + MediumName(row.medium)] =
          std::string(EncodingName(row.size.encoding)) + " " + std::to_string(row.size.units) +
          "/" + std::to_string(row.room) + (row.over() ? " over" : "");
  const std::map<std::string, std::string> wanted = {
      {"en text ussd", "gsm7 17/160"},
      {"en sms sms", "gsm7 11/160"},
      {"ar text ussd", "ucs2 80/70 over"},
      {"ar sms sms", "gsm7 11/160"},
  };
  EXPECT_EQ(seen, wanted);
  EXPECT_TRUE(BudgetOf(bundle->data(), "fr", {}).empty());
}

TEST(Expression, ReadsComparisonsOnly) {
  struct Case {
    const char* text;
    const char* read;  // subject = values
  };
  const Case cases[] = {
      {"contact.about = \"me\"", "contact.about = me"},
      {"@(block.value = 'a')", "block.value = a"},
      {"block.value = chocolate", "block.value = chocolate"},
      {"OR(contact.a = 'x', contact.a = \"y \"\"z\")", "contact.a = x|y \"z"},
      {"contact.a <> \"\"", "contact.a <> "},
      {"OR(contact.a = 'x', contact.b = 'y')", ""},
      {"OR(contact.a <> 'x', contact.a <> 'y')", ""},
      {"AND(contact.a = 'x', contact.a = 'y')", ""},
      {"contact.age >= 18", ""},
      {"contact.a = 'x", ""},
      {"contact.a =", ""},
      {"OR(", ""},
      {"", ""},
      {"true", ""},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.text);
    std::string read;
    if (const auto test = exchange::ParseTest(one.text)) {
      read = test->subject + (test->equal ? " = " : " <> ");
      for (size_t i = 0; i < test->values.size(); ++i)
        read += (i > 0 ? "|" : "") + test->values[i];
    }
    EXPECT_EQ(read, one.read);
  }
}

}  // namespace
}  // namespace tipline::flows::testing
