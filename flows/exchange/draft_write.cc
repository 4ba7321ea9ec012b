// WriteDraft: the flow document, and the texts of the other languages by PO context.
#include <algorithm>

#include "flows/base/text.h"
#include "flows/exchange/draft_json.h"
#include "flows/exchange/name_uuid.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::ordered_json;  // id and kind first, as people write it

constexpr size_t kMaxName = 64;  // as flow documents have it
constexpr size_t kHash = 9;      // "_3f9c01ab"

class Writer {
 public:
  explicit Writer(const DraftFlow& flow) : flow_(flow) {}

  Written Write() {
    Json document = {{"flow", flow_.name}};
    if (!flow_.title.empty()) document["title"] = flow_.title;
    document["start"] = flow_.start;
    if (!flow_.disposition.empty()) document["disposition"] = flow_.disposition;
    if (flow_.budget_screens > 0) document["budget"] = {{"screens", flow_.budget_screens}};
    if (!flow_.called) WriteRoot(document);
    Json& steps = document["steps"] = Json::array();
    for (const DraftStep& step : flow_.steps)
      steps.push_back(StepJson(step));
    written_.document = document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    return std::move(written_);
  }

 private:
  void WriteRoot(Json& document) {
    document["source_language"] = flow_.source_language;
    document["languages"] = flow_.languages;
    if (!flow_.emergency.empty()) document["emergency"] = flow_.emergency;
    Json system = Json::object();
    for (size_t i = 0; i < kSystemNames.size(); ++i) {
      const auto own = flow_.system.find(kSystemNames[i]);
      if (own == flow_.system.end())
        system[kSystemNames[i]] = kSystemDefaults[i];
      else
        Put(system, kSystemNames[i], "system:" + std::string(kSystemNames[i]), own->second);
    }
    document["system"] = std::move(system);
  }

  // The text in the source language; those of other languages go to the catalogs.
  void Put(Json& object, const char* field, const std::string& slot, const LocalText& text) {
    const auto own = text.find(flow_.source_language);
    if (text.empty()) return;
    const std::string& source = own == text.end() ? text.begin()->second : own->second;
    if (source.empty()) return;
    object[field] = source;
    for (const auto& [language, translated] : text) {
      if (language == flow_.source_language || translated.empty()) continue;
      Translation entry;
      entry.source = source;
      entry.text = translated;
      written_.texts[language][flow_.name + ":" + slot] = std::move(entry);
    }
  }

  static Json ValuesJson(const Values& values) {
    Json json = Json::object();
    for (const auto& [name, value] : values)
      json[name] = value;
    return json;
  }

  Json OptionJson(const DraftStep& step, const DraftOption& option) {
    Json json = {{"value", option.value}};
    Put(json, "text", step.id + ":option." + option.value, option.text);
    if (!option.next.empty()) json["next"] = option.next;
    if (!option.set.empty()) json["set"] = ValuesJson(option.set);
    if (option.bland) json["bland"] = true;
    if (option.cry) json["cry"] = true;
    return json;
  }

  static Json CaseJson(const Case& one) {
    Json json = {{"var", one.var}};
    if (one.presence)
      json["set"] = one.is_set;
    else if (one.values.size() == 1)
      json["is"] = one.values.front();
    else
      json["in"] = one.values;
    json["next"] = one.next.name;
    return json;
  }

  // Texts inside of further fields: the field has the source, catalogs have the others.
  void WriteSlots(const DraftStep& step, Json& json) {
    for (const auto& [slot, text] : step.slots) {
      const std::string place = step.id + ":" + slot;
      if (!slot.starts_with("point.")) {
        Put(json, slot.c_str(), place, text);
        continue;
      }
      if (!json.contains("points") || !json["points"].is_array()) continue;
      for (Json& point : json["points"])
        if (point.is_object() && point.contains("item") && point["item"] == slot.substr(6))
          Put(point, "text", place, text);
    }
  }

  Json StepJson(const DraftStep& step) {
    Json json = {{"id", step.id}, {"kind", step.kind}};
    if (!step.var.empty()) json["var"] = step.var;
    Put(json, "text", step.id + ":text", step.text);
    Put(json, "sms", step.id + ":sms", step.sms);
    Put(json, "retry", step.id + ":retry", step.retry);
    Put(json, "skip_text", step.id + ":skip", step.skip);
    if (step.kind == "ask_number") {
      json["min"] = step.min;
      json["max"] = step.max;
    }
    for (const DraftOption& option : step.options)
      json["options"].push_back(OptionJson(step, option));
    if (step.kind == "branch") json["cases"] = Json::array();
    for (const Case& one : step.cases)
      json["cases"].push_back(CaseJson(one));
    if (!step.values.empty()) json["values"] = ValuesJson(step.values);
    if (!step.subflow.empty()) json["flow"] = step.subflow;
    for (const auto& [name, value] : step.fields.items())
      if (!json.contains(name)) json[name] = value;
    WriteSlots(step, json);
    if (!step.next.empty()) json["next"] = step.next;
    return json;
  }

  const DraftFlow& flow_;
  Written written_;
};

}  // namespace

Written WriteDraft(const DraftFlow& flow) {
  return Writer(flow).Write();
}

std::string PlainName(std::string_view text, const std::string& otherwise) {
  std::string name;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain || c == '_')
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
    if (name.size() >= kMaxName) break;
  }
  while (!name.empty() && name.back() == '_')
    name.pop_back();
  return name.empty() ? otherwise : name;
}

std::string ValueName(std::string_view text) {
  const std::string folded = Fold(text);
  if (folded.empty()) return "other";
  std::string spelled = folded;
  std::replace(spelled.begin(), spelled.end(), ' ', '_');
  const bool plain = std::all_of(spelled.begin(), spelled.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (plain && spelled.size() <= kMaxName) return spelled;
  const std::string beginning = PlainName(PlainName(folded, "x").substr(0, kMaxName - kHash), "x");
  return beginning + "_" + NameUuid("value/" + folded).substr(0, kHash - 1);
}

std::string UniqueName(const std::string& name, std::map<std::string, int>& taken) {
  std::string unique = name;
  while (!taken.emplace(unique, 1).second) {
    const std::string count = "_" + std::to_string(++taken[name]);
    unique = name.substr(0, kMaxName - count.size()) + count;
  }
  return unique;
}

}  // namespace tipline::flows::exchange
