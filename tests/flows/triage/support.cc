#include "tests/flows/triage/support.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

std::string ReadWhole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Priority PriorityOf(const Json& name) {
  const auto priority = PriorityFromName(name.get<std::string>());
  EXPECT_TRUE(priority) << name;
  return priority.value_or(Priority::kP4);
}

bool Has(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool HasRule(const Assessment& assessment, const std::string& rule) {
  return std::any_of(assessment.reasons.begin(), assessment.reasons.end(),
                     [&](const Reason& r) { return r.rule == rule; });
}

}  // namespace

const Lexicon& StockLexicon() {
  static const Lexicon kLexicon = [] {
    std::vector<SourceFile> files;
    for (const auto& entry : fs::directory_iterator(fs::path(TIPLINE_SOURCE_DIR) / "config/triage"))
      if (entry.path().extension() == ".json")
        files.push_back({entry.path().filename(), ReadWhole(entry.path())});
    auto lexicon = LoadLexicon(files);
    if (!lexicon) throw std::runtime_error(lexicon.error().message);
    return *lexicon;
  }();
  return kLexicon;
}

Json ReadData(const std::string& path) {
  return Json::parse(ReadWhole(fs::path(TIPLINE_SOURCE_DIR) / "tests/data" / path));
}

Tip TipFrom(const Json& data) {
  Tip tip;
  tip.text = Secret(data.value("text", std::string()));
  tip.place = Secret(data.value("place", std::string()));
  tip.language = data.value("lang", std::string());
  tip.about = data.value("about", std::string());
  tip.pseudonym = data.value("pseudonym", std::string());
  tip.consent = ConsentFromName(data.value("consent", std::string()));
  tip.child = data.value("child", false);
  tip.danger_now = data.value("danger_now", false);
  tip.duress = data.value("duress", false);
  tip.wants_callback = data.value("wants_callback", false);
  tip.received_at = FromMillis(kTriageNow) - std::chrono::hours(24 * data.value("days_old", 0));
  const Json answers = data.value("answers", Json::object());
  for (const auto& [name, value] : answers.items())
    tip.answers[name] = value.get<std::string>();
  for (const Json& words : data.value("said", Json::array()))
    tip.said.push_back({tip.received_at, "what", Secret(words.get<std::string>()), ""});
  return tip;
}

std::string Told(const Assessment& assessment) {
  std::string told = std::string(PriorityName(assessment.priority)) + " " + assessment.language +
                     " child " + (assessment.child ? "yes" : "no") + " place " + assessment.place +
                     "\n";
  for (const std::string& code : assessment.indicators)
    told += code + " ";
  for (const Reason& reason : assessment.reasons)
    told += "\n  " + std::to_string(reason.points) + " " + reason.rule + ": " + reason.evidence;
  return told;
}

void CheckAssessment(const Assessment& assessment, const Json& wanted) {
  SCOPED_TRACE(Told(assessment));
  if (wanted.contains("priority")) {
    EXPECT_EQ(PriorityName(assessment.priority), wanted["priority"].get<std::string>());
  }
  if (wanted.contains("at_least")) {
    EXPECT_LE(assessment.priority, PriorityOf(wanted["at_least"]));
  }
  if (wanted.contains("no_more_than")) {
    EXPECT_GE(assessment.priority, PriorityOf(wanted["no_more_than"]));
  }
  if (wanted.contains("child")) {
    EXPECT_EQ(assessment.child, wanted["child"].get<bool>());
  }
  if (wanted.contains("language")) {
    EXPECT_EQ(assessment.language, wanted["language"].get<std::string>());
  }
  if (wanted.contains("place")) {
    EXPECT_EQ(assessment.place, wanted["place"].get<std::string>());
  }
  const auto each = [&wanted](const char* name) {
    return wanted.value(name, std::vector<std::string>());
  };
  for (const auto& code : each("indicators"))
    EXPECT_TRUE(Has(assessment.indicators, code)) << code;
  for (const auto& code : each("not_indicators"))
    EXPECT_FALSE(Has(assessment.indicators, code)) << code;
  for (const auto& rule : each("reasons"))
    EXPECT_TRUE(HasRule(assessment, rule)) << rule;
  for (const auto& rule : each("not_reasons"))
    EXPECT_FALSE(HasRule(assessment, rule)) << rule;
  for (const auto& part : each("evidence"))
    EXPECT_TRUE(std::any_of(
        assessment.reasons.begin(), assessment.reasons.end(),
        [&](const Reason& reason) { return reason.evidence.find(part) != std::string::npos; }))
        << part;
  EXPECT_TRUE(std::is_sorted(assessment.indicators.begin(), assessment.indicators.end()));
  EXPECT_FALSE(assessment.reasons.empty());
  for (const Reason& reason : assessment.reasons)
    EXPECT_GE(reason.points, 0);
}

}  // namespace tipline::flows::testing
