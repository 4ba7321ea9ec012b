#include <algorithm>
#include <set>

#include "flows/base/json.h"
#include "flows/engine/bundle_data.h"
#include "flows/engine/documents.h"
#include "flows/exchange/diff_json.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;
using Leaves = std::map<std::string, std::string>;  // "options.yes.next" -> value

constexpr JsonLimits kContentLimits{.bytes = size_t{16} << 20U, .depth = 32, .nodes = 1'000'000};

std::string NameOf(const Json& entry, size_t at) {
  for (const char* key : {"value", "item"})
    if (entry.is_object() && entry.contains(key) && entry[key].is_string())
      return entry[key].get<std::string>();
  return std::to_string(at + 1);
}

void Flatten(const Json& value, const std::string& path, Leaves& leaves) {
  const std::string before = path.empty() ? "" : path + ".";
  if (value.is_object()) {
    for (const auto& [name, one] : value.items())
      Flatten(one, before + name, leaves);
  } else if (value.is_array() && std::any_of(value.begin(), value.end(),
                                             [](const Json& one) { return one.is_object(); })) {
    for (size_t i = 0; i < value.size(); ++i)
      Flatten(value[i], before + NameOf(value[i], i), leaves);
  } else {
    leaves[path] = value.is_string() ? value.get<std::string>() : DumpJson(value);
  }
}

std::vector<std::pair<std::string, const Json*>> StepsOf(const Json& document) {
  std::vector<std::pair<std::string, const Json*>> steps;
  const auto list = document.find("steps");
  if (list == document.end() || !list->is_array()) return steps;
  for (const Json& step : *list)
    if (step.is_object() && step.contains("id") && step["id"].is_string())
      steps.emplace_back(step["id"].get<std::string>(), &step);
  return steps;
}

class Comparer {
 public:
  Comparer(const FlowState& before, const FlowState& after) : before_(before), after_(after) {}

  std::vector<FlowChange> Compare() {
    std::set<std::string> names;
    for (const FlowState* state : {&before_, &after_})
      for (const auto& [name, document] : state->flows)
        names.insert(name);
    for (const std::string& name : names)
      CompareFlow(name);
    if (before_.has_texts && after_.has_texts) CompareTexts();
    return std::move(changes_);
  }

 private:
  static const Json* Find(const FlowState& state, const std::string& name) {
    const auto found = state.flows.find(name);
    return found == state.flows.end() ? nullptr : &found->second;
  }

  FlowChange& Add(const std::string& flow, const std::string& step, const char* what) {
    FlowChange change;
    change.flow = flow;
    change.step = step;
    change.what = what;
    change.roots = Roots(flow);
    change.media = {"ussd", "sms"};
    change.languages = Languages(change.roots.empty() ? flow : change.roots.front());
    changes_.push_back(std::move(change));
    return changes_.back();
  }

  void CompareFlow(const std::string& name) {
    const Json* old = Find(before_, name);
    const Json* now = Find(after_, name);
    if (old == nullptr || now == nullptr) {
      Add(name, "", old == nullptr ? "added" : "removed");
      return;
    }
    Json old_head = *old, now_head = *now;
    old_head.erase("steps");
    now_head.erase("steps");
    CompareObject(name, "", old_head, now_head);
    std::map<std::string, const Json*> old_steps, now_steps;
    for (const auto& [id, step] : StepsOf(*old))
      old_steps.emplace(id, step);
    for (const auto& [id, step] : StepsOf(*now)) {
      now_steps.emplace(id, step);
      const auto same = old_steps.find(id);
      if (same == old_steps.end())
        Add(name, id, "added");
      else
        CompareObject(name, id, *same->second, *step);
    }
    for (const auto& [id, step] : StepsOf(*old))
      if (now_steps.count(id) == 0) Add(name, id, "removed");
  }

  void CompareObject(const std::string& flow, const std::string& step, const Json& old,
                     const Json& now) {
    Leaves was, is;
    Flatten(old, "", was);
    Flatten(now, "", is);
    std::set<std::string> fields;
    for (const Leaves* leaves : {&was, &is})
      for (const auto& [field, value] : *leaves)
        fields.insert(field);
    fields.erase("note");
    for (const std::string& field : fields) {
      if (was.count(field) == is.count(field) && was[field] == is[field]) continue;
      FlowChange& change = Add(flow, step, "changed");
      change.field = field;
      change.before = was[field];
      change.after = is[field];
      const bool has_sms = is.count("sms") != 0;
      if (field == "sms") change.media = {"sms"};
      if (field == "text" && has_sms) change.media = {"ussd"};
    }
  }

  void CompareTexts() {
    std::set<std::string> languages;
    for (const FlowState* state : {&before_, &after_})
      for (const auto& [language, texts] : state->texts)
        languages.insert(language);
    for (const std::string& language : languages) {
      auto was = TextsIn(before_, language), is = TextsIn(after_, language);
      std::set<std::string> contexts;
      for (const auto* texts : {&was, &is})
        for (const auto& [context, text] : *texts)
          contexts.insert(context);
      for (const std::string& context : contexts)
        if (was[context] != is[context]) AddText(language, context, was[context], is[context]);
    }
  }
  static Leaves TextsIn(const FlowState& state, const std::string& language) {
    const auto found = state.texts.find(language);
    return found == state.texts.end() ? Leaves() : found->second;
  }

  // context: "main:safe:option.yes"
  void AddText(const std::string& language, const std::string& context, std::string was,
               std::string is) {
    const size_t first = context.find(':');
    const size_t second = context.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) return;
    FlowChange& change =
        Add(context.substr(0, first), context.substr(first + 1, second - first - 1), "changed");
    change.field = context.substr(second + 1);
    change.language = language;
    change.before = std::move(was);
    change.after = std::move(is);
    change.languages = {language};
    if (change.field == "sms") change.media = {"sms"};
  }

  std::vector<std::string> Languages(const std::string& root) const {
    for (const FlowState* state : {&after_, &before_})
      if (const Json* document = Find(*state, root); document != nullptr &&
                                                     document->contains("languages") &&
                                                     (*document)["languages"].is_array()) {
        std::vector<std::string> languages;
        for (const Json& one : (*document)["languages"])
          if (one.is_string()) languages.push_back(one.get<std::string>());
        return languages;
      }
    return {};
  }

  // Flows that nothing calls and from which calls lead to `flow`; in either state.
  std::vector<std::string> Roots(const std::string& flow) const {
    std::map<std::string, std::set<std::string>> callers;
    for (const FlowState* state : {&before_, &after_})
      for (const auto& [name, document] : state->flows)
        for (const std::string& called : SubflowNames(document))
          callers[called].insert(name);
    std::set<std::string> seen = {flow}, roots;
    std::vector<std::string> open = {flow};
    while (!open.empty()) {
      const std::string name = open.back();
      open.pop_back();
      if (callers[name].empty()) roots.insert(name);
      for (const std::string& caller : callers[name])
        if (seen.insert(caller).second) open.push_back(caller);
    }
    return {roots.begin(), roots.end()};
  }

  const FlowState& before_;
  const FlowState& after_;
  std::vector<FlowChange> changes_;
};

}  // namespace

FlowState StateOf(const Bundle& bundle) {
  FlowState state;
  state.has_texts = true;
  const auto content = ParseJson(bundle.data().content, kContentLimits);
  if (!content) return state;
  for (const Json& document : (*content)["flows"])
    state.flows[document["flow"].get<std::string>()] = document;
  for (const auto& [language, texts] : (*content)["texts"].items())
    for (const auto& [context, text] : texts.items())
      state.texts[language][context] = text.get<std::string>();
  return state;
}

Result<FlowState> StateOf(const SourceFile& document) {
  TRY_ASSIGN(Json json, ParseDocument(document));
  const auto name = json.find("flow");
  if (name == json.end() || !name->is_string())
    return Invalid(document.path + ": field flow: missing");
  FlowState state;
  const std::string flow = name->get<std::string>();
  state.flows.emplace(flow, std::move(json));
  return state;
}

void Join(FlowState more, FlowState& state) {
  state.has_texts = state.has_texts || more.has_texts;
  state.flows.merge(more.flows);
  for (auto& [language, texts] : more.texts)
    state.texts[language].merge(texts);
}

std::vector<FlowChange> Diff(const FlowState& before, const FlowState& after) {
  return Comparer(before, after).Compare();
}

}  // namespace tipline::flows
