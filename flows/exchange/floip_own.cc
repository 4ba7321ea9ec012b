// ReadFloipOwn and ReadFloipMetadata: what an export of ours has under vendor_metadata.tipline.
#include <algorithm>
#include <array>

#include "flows/exchange/floip_import.h"
#include "flows/steps/kind.h"

namespace tipline::flows::exchange {
namespace {

void ReadOwnQuestion(const FloipFlow& in, const Node& own, const std::string& kind,
                     DraftStep& step) {
  const bool chooses = kind == "consent" || kind == "ask_age_band" || kind == "survey";
  const bool writes = kind == "ask_place" || kind == "ask_field";
  if ((step.kind == "menu" && chooses) || (step.kind == "ask_text" && writes)) step.kind = kind;
  if (own["skip_resource"].given()) {
    in.texts.Put(own["skip_resource"], step.id, step.skip, nullptr);
    for (LocalText* text : {&step.text, &step.sms})
      for (auto& [language, question] : *text)
        StripLines({step.skip[language]}, question);
  }
  in.texts.Put(own["retry_resource"], step.id, step.retry, nullptr);
  if (own["min"].given()) step.fields["min"] = own["min"].Number(0, 160, 2);
  const std::string bland = own["bland"].Text();
  for (DraftOption& option : step.options)
    option.bland = option.value == bland;
  for (const Node& cry : own["cry"].List(step.options.size()))
    for (DraftOption& option : step.options)
      option.cry = option.cry || option.value == cry.Text();
}

void ReadOwnStep(const FloipFlow& in, const Node& own, const std::string& kind, DraftStep& step) {
  static constexpr std::array<std::string_view, 5> kBlocks = {"menu", "branch", "subflow", "set",
                                                              "ask_choice_many"};
  if (std::find(kBlocks.begin(), kBlocks.end(), kind) != kBlocks.end()) return;
  step.kind = kind;
  in.texts.Put(own["text_resource"], step.id, step.text, &step.sms);
  in.texts.Put(own["retry_resource"], step.id, step.retry, nullptr);
  in.texts.Put(own["skip_resource"], step.id, step.skip, nullptr);
  step.var = own["var"].Text();
}

}  // namespace

// A kind that only Tipline has, where it fits what the block does.
void ReadFloipOwn(const FloipFlow& in, const Node& own, DraftStep& step) {
  if (!own.given()) return;
  const std::string kind = own["kind"].Text();
  const StepKind* known = FindStepKind(kind);
  if (known == nullptr) return in.Lose(step.id, "kind " + kind, "unknown here");
  step.own = true;
  if (step.Asks())
    ReadOwnQuestion(in, own, kind, step);
  else if (step.kind == "say" || step.kind.empty())
    ReadOwnStep(in, own, kind, step);
  for (const auto& [name, field] : own["fields"].Members(kMaxParts))
    step.fields[name] = *field.value();
  if (own["free_resource"].given())
    in.texts.Put(own["free_resource"], step.id, step.slots["free"], nullptr);
  for (const auto& [item, resource] : own["point_resources"].Members(kMaxParts))
    in.texts.Put(resource, step.id, step.slots["point." + item], nullptr);
}

void ReadFloipMetadata(const Node& own, DraftFlow& flow) {
  flow.emergency = own["emergency"].Text();
  flow.budget_screens = own["budget_screens"].Number(0, 100, 0);
  flow.disposition = own["disposition"].Text();
  const auto& all = flow.languages;
  for (const auto& [name, texts] : own["system"].Members(kMaxParts)) {
    if (std::find(kSystemNames.begin(), kSystemNames.end(), name) == kSystemNames.end()) continue;
    for (const auto& [language, text] : texts.Members(kMaxLanguages))
      if (std::find(all.begin(), all.end(), language) != all.end())
        flow.system[name][language] = text.Text();
    if (flow.system[name][flow.source_language].empty()) flow.system.erase(name);
  }
}

}  // namespace tipline::flows::exchange
