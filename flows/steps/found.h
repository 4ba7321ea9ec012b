// The things that a `find` step found and `pick` asks about, in the session between two screens.
// Pure; for the files of these two kinds.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "flows/engine/conversation.h"
#include "flows/knowledge/knowledge.h"

namespace tipline::flows {

// found["hit.2.label"], found["hit.2.agency"]: no name of a value has a dot in it.
inline std::string HitName(size_t index, const std::string& name) {
  return "hit." + std::to_string(index) + "." + name;
}

inline void ForgetHits(Conversation& conversation) {
  std::erase_if(conversation.session.found,
                [](const auto& one) { return one.first.rfind("hit.", 0) == 0; });
}

inline void KeepHits(Conversation& conversation, const std::vector<Hit>& hits) {
  for (size_t i = 0; i < std::min(hits.size(), kMaxHits); ++i) {
    conversation.SetFound(HitName(i, "label"), hits[i].label);
    for (const auto& [name, value] : hits[i].values)
      conversation.SetFound(HitName(i, name), value);
  }
}

inline std::vector<std::string> HitLabels(const Conversation& conversation) {
  std::vector<std::string> labels;
  const auto& found = conversation.session.found;
  for (size_t i = 0; i < kMaxHits; ++i) {
    const auto label = found.find(HitName(i, "label"));
    if (label == found.end()) break;
    labels.push_back(label->second);
  }
  return labels;
}

// Its values become those of the conversation, and the list goes.
inline void ChooseHit(Conversation& conversation, size_t index) {
  const std::string prefix = HitName(index, "");
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& [name, value] : conversation.session.found)
    if (name.rfind(prefix, 0) == 0 && name != prefix + "label")
      values.emplace_back(name.substr(prefix.size()), value);
  ForgetHits(conversation);
  for (auto& [name, value] : values)
    conversation.SetFound(name, std::move(value));
}

}  // namespace tipline::flows
