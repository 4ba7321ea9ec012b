#include "tests/bench/micro/bundles.h"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/guard/walk_texts.h"

namespace tipline::micro {
namespace {

using guard::Must;
using Json = nlohmann::json;

constexpr std::array<std::string_view, 15> kMore = {"de", "es", "pt", "it", "nl", "pl", "ro", "uk",
                                                    "tr", "vi", "id", "tl", "so", "yo", "ha"};
constexpr const char* kLike = "sw";  // whose texts they get

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::vector<flows::SourceFile> FilesOfMain() {
  return Must(flows::SelectFlows("main", guard::ReadSources("config/flows", ".json")));
}

std::vector<std::string> LanguageList(const Json& flow, int count) {
  auto languages = flow.at("languages").get<std::vector<std::string>>();
  for (const std::string_view code : kMore)
    languages.emplace_back(code);
  Must(count >= 1 && static_cast<size_t>(count) <= languages.size(),
       "so many languages are not here");
  languages.resize(static_cast<size_t>(count));
  return languages;
}

}  // namespace

flows::Bundle CopyOfMain(const std::string& name) {
  auto files = FilesOfMain();
  Json root = Json::parse(files.front().text);
  root["flow"] = name;
  files.front() = {name + ".json", root.dump()};
  auto catalogs = guard::ReadSources("config/flows", ".po");
  for (flows::SourceFile& catalog : catalogs)
    ReplaceAll(catalog.text, "msgctxt \"main:", "msgctxt \"" + name + ":");
  return Must(flows::Compile(files, catalogs)).WithVersion(1);
}

flows::Bundle MainInLanguages(int count) {
  auto files = FilesOfMain();
  Json root = Json::parse(files.front().text);
  const auto languages = LanguageList(root, count);
  root["languages"] = languages;
  files.front().text = root.dump();
  auto catalogs = guard::ReadSources("config/flows", ".po");
  for (const auto& original : guard::ReadSources("config/flows", std::string(kLike) + ".po"))
    for (const std::string_view code : kMore) {
      flows::SourceFile copy = original;
      copy.path = std::string(code) + ".po";
      ReplaceAll(copy.text, std::string("\"Language: ") + kLike + "\\n\"",
                 "\"Language: " + std::string(code) + "\\n\"");
      catalogs.push_back(std::move(copy));
    }
  return Must(flows::Compile(files, catalogs)).WithVersion(1);
}

}  // namespace tipline::micro
