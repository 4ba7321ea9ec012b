#include "workers/cli/triage.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/triage/assess.h"
#include "workers/loop/services.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

const TimePoint kNow = FromMillis(1'764'000'000'000);

TEST(TriageInput, FillsTheTip) {
  const auto tip =
      ReadTriageInput(R"({"text":"they lock us in","lang":"en","place":"Kisumu","answers":
      {"about":"me","child":"not_sure","danger_now":true,"wants_callback":"yes","consent":"share","people":3}})",
                      kNow);
  ASSERT_TRUE(tip) << tip.error().message;
  EXPECT_EQ(tip->text.Reveal(), "they lock us in");
  EXPECT_EQ(tip->place.Reveal(), "Kisumu");
  EXPECT_EQ(tip->language, "en");
  EXPECT_EQ(tip->about, "me");
  EXPECT_TRUE(tip->child);
  EXPECT_TRUE(tip->danger_now);
  EXPECT_TRUE(tip->wants_callback);
  EXPECT_FALSE(tip->duress);
  EXPECT_EQ(tip->consent, Consent::kShare);
  EXPECT_EQ(tip->answers.at("people"), "3");
  EXPECT_EQ(tip->received_at, kNow);
}

TEST(TriageInput, IsRefusedByFieldAndNeverRepeated) {
  for (const auto& [json, message] : {std::pair{R"([1])", "allowed: an object"},
                                      std::pair{R"({"text":7})", "text: allowed: text"},
                                      std::pair{R"({"texxt":"secret words"})", "unknown field"},
                                      std::pair{R"({"answers":[]})", "answers: allowed: an object"},
                                      std::pair{R"({"answers":{"about":{}}})", "answers: about"},
                                      std::pair{"secret words", ""}}) {
    const auto tip = ReadTriageInput(json, kNow);
    ASSERT_FALSE(tip) << json;
    EXPECT_EQ(tip.error().code, Code::kInvalid);
    EXPECT_NE(tip.error().message.find(message), std::string::npos) << tip.error().message;
    EXPECT_EQ(tip.error().message.find("secret"), std::string::npos);
  }
  EXPECT_TRUE(ReadTriageInput(R"({"lang":null,"place":null,"answers":null})", kNow));
}

TEST(TriageOutput, IsTheObjectOfTheReadme) {
  const auto lexicon = workers::ReadLexicon(std::string(TIPLINE_SOURCE_DIR) + "/config/triage");
  ASSERT_TRUE(lexicon) << lexicon.error().message;
  const auto tip = ReadTriageInput(
      R"({"text":"mwajiri amechukua pasipoti yangu, nina miaka 15, Kisumu"})", kNow);
  ASSERT_TRUE(tip);
  const Json out = Json::parse(TriageJson(flows::Assess(*tip, *lexicon, kNow)));
  EXPECT_EQ(out.at("priority"), "P1");
  EXPECT_EQ(out.at("indicators"), Json::array({"ILO07"}));
  EXPECT_EQ(out.at("child"), true);
  EXPECT_EQ(out.at("language"), "sw");
  EXPECT_EQ(out.at("place"), "Kisumu");
  ASSERT_FALSE(out.at("reasons").empty());
  for (const Json& reason : out.at("reasons")) {
    EXPECT_TRUE(reason.at("rule").is_string());
    EXPECT_TRUE(reason.at("evidence").is_string());
    EXPECT_TRUE(reason.at("points").is_number_integer());
  }
  EXPECT_EQ(out.size(), 6U);
}

}  // namespace
}  // namespace tipline::cli
