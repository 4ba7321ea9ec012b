// What workers are asked about their workplace, and what they can answer (domain.md F68, F75): the
// same words as the options of config/flows/voice.json, which tests/flows/voice/surveys_test.cc
// compares. Whatever is no answer of its question is not counted. Pure data.
#pragma once

#include <string_view>
#include <vector>

namespace tipline::flows::voice {

struct Question {
  std::string_view name;
  std::vector<std::string_view> answers;
};

struct Survey {
  std::string_view name;
  std::vector<Question> questions;
};

inline const std::vector<Survey>& Surveys() {
  static const std::vector<std::string_view> kYesNo = {"yes", "no", "skip"};
  static const std::vector<Survey> kAll = {
      {"checkin",
       {{"pay", kYesNo},
        {"papers", kYesNo},
        {"hours", kYesNo},
        {"leave", kYesNo},
        {"safe", kYesNo}}},
      {"recruitment",
       {{"fee", kYesNo},
        {"recruiter", {"agency", "company", "friend", "other", "skip"}},
        {"contract", kYesNo}}}};
  return kAll;
}

}  // namespace tipline::flows::voice
