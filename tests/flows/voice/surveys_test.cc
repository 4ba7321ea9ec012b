// The table of questions and answers is what the flow asks.
#include "flows/voice/surveys.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/flows/stories/story.h"

namespace tipline::flows::voice {
namespace {

TEST(VoiceSurveys, AreWhatTheFlowAsks) {
  const auto flow = nlohmann::json::parse(testing::ReadFile("config/flows/voice.json"));
  std::map<std::string, nlohmann::json> steps, submits;
  for (const auto& step : flow.at("steps")) {
    if (step.at("kind") == "survey") steps[step.at("var")] = step;
    if (step.at("kind") == "submit") submits[step.at("inquiry")] = step.at("send");
  }
  ASSERT_EQ(submits.size(), Surveys().size());
  for (const Survey& survey : Surveys()) {
    const auto& send = submits.at("voice_" + std::string(survey.name));
    EXPECT_EQ(send.size(), survey.questions.size() + 1) << "and the site";
    for (const Question& question : survey.questions) {
      SCOPED_TRACE(question.name);
      const auto& step = steps.at(send.at(std::string(question.name)));
      ASSERT_EQ(step.at("options").size(), question.answers.size());
      for (size_t i = 0; i < question.answers.size(); ++i)
        EXPECT_EQ(step.at("options")[i].at("value"), std::string(question.answers[i]));
    }
  }
}

}  // namespace
}  // namespace tipline::flows::voice
