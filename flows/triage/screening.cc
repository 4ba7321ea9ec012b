// What a verified professional saw of somebody who agreed to it (config/flows/screen.json): coded
// signs stand for indicators, and the groups that the flow found positive weigh as in
// dimensions.cc. None of it lowers anything.
#include <array>
#include <string>
#include <string_view>

#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

struct Sign {
  std::string_view answer, value;
  const char* indicator;
};
constexpr std::array<Sign, 28> kSigns = {{
    {"signs_hired", "other_job", "ILO02"},    {"signs_hired", "other_terms", "ILO02"},
    {"signs_hired", "false_papers", "ILO02"}, {"signs_hired", "no_school", "ILO02"},
    {"signs_pressed", "hurt", "ILO05"},       {"signs_pressed", "threatened", "ILO06"},
    {"signs_pressed", "debt", "ILO09"},       {"signs_pressed", "taken", "ILO07"},
    {"signs_before", "money", "ILO01"},       {"signs_before", "family", "ILO01"},
    {"signs_work", "hours", "ILO11"},         {"signs_work", "pay", "ILO08"},
    {"signs_work", "unsafe", "ILO10"},        {"signs_work", "living", "ILO10"},
    {"signs_school", "hours", "ILO11"},       {"signs_school", "no_school", "ILO10"},
    {"signs_school", "pay", "ILO08"},         {"signs_school", "unsafe", "ILO10"},
    {"signs_kept", "papers", "ILO07"},        {"signs_kept", "debt", "ILO09"},
    {"signs_kept", "watched", "ILO03"},       {"signs_kept", "threatened", "ILO06"},
    {"signs_clinic", "hurt", "ILO05"},        {"signs_clinic", "watched", "ILO04"},
    {"signs_clinic", "papers", "ILO07"},      {"signs_clinic", "threatened", "ILO06"},
    {"signs_need", "dependent", "ILO01"},     {"signs_need", "alone", "ILO04"},
}};
constexpr int kPerDimension = 6;

// One of several values joined by commas.
bool Says(const Reading& reading, const Sign& sign) {
  const auto answer = reading.tip.answers.find(std::string(sign.answer));
  if (answer == reading.tip.answers.end()) return false;
  const std::string all = "," + answer->second + ",";
  return all.find("," + std::string(sign.value) + ",") != std::string::npos;
}

void Apply(Reading& reading) {
  for (const Sign& sign : kSigns)
    if (Says(reading, sign)) reading.AddIndicator(sign.indicator);
  std::array<bool, 7> positive{};
  std::string names;
  int count = 0;
  for (size_t i = 1; i < positive.size(); ++i) {
    const std::string number = std::to_string(i);
    positive.at(i) = reading.Answered(("positive_d" + number).c_str(), "positive");
    if (!positive.at(i)) continue;
    names += (names.empty() ? "D" : ", D") + number;
    ++count;
  }
  if (count == 0) return;
  reading.Note("screening", "a professional's answers make positive: " + names,
               kPerDimension * count);
  if (count >= 2 || (reading.tip.child && positive[4]))
    reading.Raise(Priority::kP2, "screening",
                  count >= 2 ? "two or more dimensions are positive"
                             : "a child, and exploitation is positive",
                  0);
  if ((positive[1] || positive[2] || positive[3]) && positive[4] && positive[5])
    reading.Raise(Priority::kP1, "screening", "recruitment, exploitation and coercion together",
                  kPerDimension);
}

const RegisterTriageRule kRegister("screening", Stage::kTogether, Apply);

}  // namespace
}  // namespace tipline::flows::triage
