#include "tests/guard/walk_texts.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

namespace tipline::guard {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.filename().string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

std::string ReadSource(const std::string& path) {
  return ReadFile(fs::path(TIPLINE_SOURCE_DIR) / path);
}

std::vector<flows::SourceFile> ReadSources(const std::string& folder, std::string_view end) {
  std::vector<flows::SourceFile> sources;
  for (const auto& entry : fs::directory_iterator(fs::path(TIPLINE_SOURCE_DIR) / folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(end)) sources.push_back({name, ReadFile(entry.path())});
  }
  std::sort(sources.begin(), sources.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return sources;
}

flows::Bundle MainBundle() {
  const auto files = Must(flows::SelectFlows("main", ReadSources("config/flows", ".json")));
  return Must(flows::Compile(files, ReadSources("config/flows", ".po"))).WithVersion(1);
}

std::vector<std::string> AccumulatedTexts() {
  const auto walk = nlohmann::json::parse(ReadSource("tests/bench/walk.json"));
  return walk.at("files").get<std::vector<std::string>>();
}

std::vector<std::string> Answers() {
  std::vector<std::string> answers;
  std::string before;
  for (const std::string& text : AccumulatedTexts()) {
    answers.push_back(before.empty() ? text : text.substr(before.size() + 1));
    before = text;
  }
  return answers;
}

}  // namespace tipline::guard
