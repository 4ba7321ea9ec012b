// What an exporter cannot carry over it says: nothing is dropped in silence.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/engine/bundle_data.h"
#include "flows/exchange/exchange.h"
#include "tests/flows/exchange/normal_form.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;
using exchange::Loss;

const Loss* Find(const std::vector<Loss>& losses, const std::string& step,
                 const std::string& what) {
  for (const Loss& loss : losses)
    if (loss.step == step && loss.what == what) return &loss;
  return nullptr;
}

TEST(ExportLosses, SayWhatTheOtherSideCannotDo) {
  const Bundle bundle = BundleFrom({{"flow", Json::parse(R"({
    "flow": "t", "start": "q", "languages": ["en"],
    "keywords": [{"name": "case", "words": "case", "next": "code", "takes_code": true},
                 {"name": "check", "words": "check\nagency", "next": "q", "takes_words": true}],
    "steps": [
      {"id": "q", "kind": "ask_text", "var": "q", "text": "What?", "free": "Free. What?",
       "skip_text": "Skip", "next": "code"},
      {"id": "code", "kind": "ask_code", "text": "Number?", "next": "end"},
      {"id": "end", "kind": "end", "text": "Bye."}]})")}});
  struct Case {
    const char *step, *what;
  };
  const std::vector<std::vector<Loss>> both = {
      exchange::ExportFloip(bundle.data(), FromMillis(1'764'000'000'000)).losses,
      exchange::ExportGoflow(bundle.data()).losses};
  for (const auto& losses : both)
    for (const Case& one : {Case{"", "keyword case"},
                            {"", "keyword check"},
                            {"", "duress words"},
                            {"q", "free"},
                            {"q", "skip"},
                            {"code", "kind ask_code"}}) {
      const Loss* loss = Find(losses, one.step, one.what);
      ASSERT_NE(loss, nullptr) << one.step << ": " << one.what;
      EXPECT_EQ(loss->flow, "t");
      EXPECT_FALSE(loss->why.empty());
    }
}

const char* const kKept = R"({
    "flow": "t", "start": "who", "languages": ["en"], "emergency": "112", "disposition": "information",
    "budget": {"screens": 7},
    "steps": [
      {"id": "who", "kind": "ask_text", "var": "who", "text": "Who? Call {emergency}.", "next": "look"},
      {"id": "look", "kind": "find", "in": "services", "by": {"need": "who"},
       "gives": ["service_name", "service_phone", "service_cost"], "none": "end", "one": "which"},
      {"id": "which", "kind": "branch", "cases": [
        {"var": "service_cost", "is": "free", "next": "end"},
        {"var": "service_phone", "set": false, "next": "end"},
        {"var": "who", "set": true, "next": "drop"},
        {"var": "kept", "is": "yes", "next": "drop"}], "next": "end"},
      {"id": "drop", "kind": "set", "forget": ["who"], "values": {"kept": "yes"}, "next": "end"},
      {"id": "end", "kind": "end", "text": "{who}: {service_name}, {service_phone}."}]})";

// Each loss by itself, and nothing that is none.
TEST(ExportLosses, NameEachThing) {
  const Bundle bundle = BundleFrom({{"flow", Json::parse(kKept)}});
  struct Row {
    const char *step, *what, *why;
  };
  for (const auto& losses : {exchange::ExportFloip(bundle.data(), FromMillis(0)).losses,
                             exchange::ExportGoflow(bundle.data()).losses}) {
    for (const Row& row : {Row{"", "budget", "screens"},
                           {"", "disposition", "counted"},
                           {"", "notes", "does not go out"},
                           {"who", "{emergency}", "number of today"},
                           {"which", "case of service_cost", "never true"},
                           {"which", "case of service_phone", "always true"},
                           {"drop", "forget", "stays with the contact"},
                           {"end", "{service_name}", "empty there"},
                           {"end", "{service_phone}", "empty there"}}) {
      const Loss* loss = Find(losses, row.step, row.what);
      ASSERT_NE(loss, nullptr) << row.step << ": " << row.what;
      EXPECT_NE(loss->why.find(row.why), std::string::npos) << loss->why;
    }
    EXPECT_EQ(Find(losses, "which", "case of who"), nullptr) << "a question that goes out sets it";
    EXPECT_EQ(Find(losses, "which", "case of kept"), nullptr) << "a step that goes out sets it";
    EXPECT_EQ(Find(losses, "end", "{who}"), nullptr) << "a property of the contact there";
  }
}

// A flow alone has no emergency number: nothing is called instead of it.
TEST(ExportLosses, AnEmergencyNumberThatIsNotKnownIsNotCutOut) {
  Json flow = Json::parse(kKept);
  flow.erase("emergency");
  const Bundle bundle = BundleFrom({{"flow", flow}});
  const auto exported = exchange::ExportFloip(bundle.data(), FromMillis(0));
  EXPECT_NE(exported.json.find("Call @contact.emergency."), std::string::npos);
  const auto back = exchange::Import({"t.json", exported.json}, "");
  ASSERT_TRUE(back);
  EXPECT_NE(back->flows.front().document.find("Call {emergency}."), std::string::npos);
}

// Names of categories end after 36 characters there: two long values stay two.
TEST(ExportLosses, LongValuesAreToldApart) {
  const std::string value(40, 'a');
  Json flow = Json::parse(R"({"flow": "t", "start": "q", "languages": ["en"], "steps": [
    {"id": "q", "kind": "menu", "var": "q", "text": "Q?", "options": [
      {"value": "x", "text": "One"}, {"value": "y", "text": "Two"}], "next": "b"},
    {"id": "b", "kind": "branch", "cases": [{"var": "q", "is": "x", "next": "one"}], "next": "two"},
    {"id": "one", "kind": "end", "text": "First."}, {"id": "two", "kind": "end", "text": "Second."}]})");
  flow["steps"][0]["options"][0]["value"] = value + "1";
  flow["steps"][0]["options"][1]["value"] = value + "2";
  flow["steps"][1]["cases"][0]["is"] = value + "1";
  const Bundle bundle = BundleFrom({{"flow", flow}});
  const auto exported = exchange::ExportGoflow(bundle.data());
  EXPECT_NE(Find(exported.losses, "q", "option " + value + "1"), nullptr);
  const auto back = exchange::Import({"t.json", exported.json}, "");
  ASSERT_TRUE(back) << back.error().message;
  const Bundle again = BundleOf(*back);
  PlayStory(
      again,
      Json::parse(R"({"turns": [{"dial": true}, {"say": "1", "is": "First.", "ends": true}]})"));
  PlayStory(
      again,
      Json::parse(R"({"turns": [{"dial": true}, {"say": "2", "is": "Second.", "ends": true}]})"));
}

}  // namespace
}  // namespace tipline::flows::testing
