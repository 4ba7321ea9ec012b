// FloipTexts: languages by three names, resources with a value for each language and mode.
#include <algorithm>

#include "flows/base/text_language_code.h"
#include "flows/exchange/floip_import.h"

namespace tipline::flows::exchange {
namespace {

// The first of these that a text has is ours.
int Rank(const std::string& mode, bool sms) {
  if (mode == (sms ? "SMS" : "USSD")) return 0;
  if (mode == "TEXT") return 1;
  if (mode == "SMS" || mode == "USSD") return 2;
  if (mode == "RICH_MESSAGING" || mode == "OFFLINE") return 3;
  return 9;
}

}  // namespace

void FloipTexts::Lose(const std::string& step, const std::string& what,
                      const std::string& why) const {
  losses_.push_back({flow_.name, step, what, why});
}

void FloipTexts::ReadLanguages(const Node& languages) {
  for (const Node& one : languages.List(kMaxLanguages)) {
    const std::string id = one["id"].NeedText();
    std::string language = LanguageOf(one["bcp_47"].Text());
    if (language.empty()) language = LanguageOf(one["iso_639_3"].Text());
    if (language.empty()) language = LanguageOf(id);
    if (language.empty()) {
      Lose("", "language " + id, "no code of a language");
      continue;
    }
    auto& all = flow_.languages;
    if (std::find(all.begin(), all.end(), language) != all.end()) {
      Lose("", "language " + id, "a second variant of one language");
      continue;
    }
    all.push_back(language);
    languages_[id] = language;
  }
  if (flow_.languages.empty()) return languages.Wrong("no language");
  flow_.source_language = flow_.languages.front();
}

void FloipTexts::ReadResources(const Node& resources) {
  if (resources.given() && resources.value()->is_object()) {
    for (const auto& [uuid, one] : resources.Members(kMaxTexts))
      ReadResource(uuid, one);
    return;
  }
  for (const Node& one : resources.List(kMaxTexts))
    ReadResource(one["uuid"].NeedUuid(), one);
}

void FloipTexts::ReadResource(const std::string& uuid, const Node& node) {
  std::map<std::pair<std::string, bool>, int> ranks;
  Resource& resource = resources_[uuid];
  for (const Node& value : node["values"].List(kMaxParts)) {
    const auto language = languages_.find(value["language_id"].Text());
    if (language == languages_.end()) continue;
    if (const std::string type = value["content_type"].Text(); type != "TEXT") {
      Lose("", value.pointer(), "no text: basic phones show nothing else");
      continue;
    }
    const std::string text = value["value"].Text();
    for (const Node& mode : value["modes"].List(kMaxParts))
      for (const bool sms : {false, true}) {
        const int rank = Rank(mode.Text(), sms);
        const auto [best, fresh] = ranks.emplace(std::pair(language->second, sms), rank);
        if (rank > 8 || (!fresh && best->second <= rank)) continue;
        best->second = rank;
        (sms ? resource.sms : resource.ussd)[language->second] = text;
      }
  }
}

void FloipTexts::Put(const Node& node, const std::string& step, LocalText& text,
                     LocalText* sms) const {
  if (!node.given()) return;
  const auto found = resources_.find(node.Text());
  if (found == resources_.end()) return node.Wrong("no resource with this UUID");
  const auto ours = [&](const std::string& theirs) {
    return TextOf(theirs, names_.placeholders(), flow_, step, losses_);
  };
  for (const auto& [language, theirs] : found->second.ussd)
    text[language] = ours(theirs);
  if (sms != nullptr && found->second.sms != found->second.ussd)
    for (const auto& [language, theirs] : found->second.sms)
      (*sms)[language] = ours(theirs);
  if (!text.empty() && text.count(flow_.source_language) == 0) {
    Lose(step, "text", "none in the first language of the flow");
    text[flow_.source_language] = text.begin()->second;
  }
}

}  // namespace tipline::flows::exchange
