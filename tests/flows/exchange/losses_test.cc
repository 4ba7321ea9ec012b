// What an exporter cannot carry over it says: nothing is dropped in silence.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/engine/bundle_data.h"
#include "flows/exchange/exchange.h"
#include "tests/flows/stories/story.h"

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

}  // namespace
}  // namespace tipline::flows::testing
