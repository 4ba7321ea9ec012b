// ReadGoflow: definitions of spec version 13 and 14, alone or in a file of RapidPro. A node is its
// actions as steps, then its router: a question if it waits, a branch if it looks at a result.
#include <algorithm>
#include <array>

#include "flows/base/input.h"
#include "flows/base/text.h"
#include "flows/base/text_language_code.h"
#include "flows/exchange/expression.h"
#include "flows/exchange/import.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

struct Category {
  std::string uuid, name, to;
};
struct RouterCase {
  std::string uuid, type, category;
  std::vector<std::string> arguments;
};

class FlowReader {
 public:
  FlowReader(const Node& node, DraftFlow& flow, Losses& losses)
      : node_(node), flow_(flow), losses_(losses), localization_(node["localization"]) {}

  void Read() {
    const std::string version = node_["spec_version"].NeedText();
    if (!version.starts_with("13.") && !version.starts_with("14."))
      return node_["spec_version"].Wrong("allowed: 13 and 14");
    if (const std::string type = node_["type"].Text(); type == "voice")
      return node_["type"].Wrong("a voice flow has no texts for phones");
    ReadLanguages();
    const auto nodes = node_["nodes"].List(kMaxBlocks);
    if (nodes.empty()) return node_["nodes"].Wrong("no node");
    for (const Node& node : nodes)
      NameNode(node);
    for (const Node& node : nodes)
      ReadNode(node);
    flow_.start = entries_[nodes.front()["uuid"].NeedUuid()];
  }

 private:
  void Lose(const std::string& step, const std::string& what, const std::string& why) {
    losses_.push_back({flow_.name, step, what, why});
  }

  void ReadLanguages() {
    flow_.source_language = LanguageOf(node_["language"].NeedText());
    if (flow_.source_language.empty()) return node_["language"].Wrong("no code of a language");
    flow_.languages = {flow_.source_language};
    for (const auto& [code, items] : localization_.Members(kMaxLanguages)) {
      const std::string language = LanguageOf(code);
      if (language.empty()) {
        Lose("", "language " + code.substr(0, 20), "no code of a language");
        continue;
      }
      auto& all = flow_.languages;
      if (std::find(all.begin(), all.end(), language) != all.end()) continue;
      all.push_back(language);
      translations_.emplace(language, items);
    }
  }

  // The property of an item in every language.
  LocalText Localized(const std::string& uuid, const char* property, const std::string& source,
                      size_t at = 0) const {
    LocalText text = {{flow_.source_language, source}};
    for (const auto& [language, items] : translations_) {
      const auto values = items[uuid.c_str()][property].List(kMaxParts);
      if (at < values.size())
        if (std::string own = values[at].Text(); !own.empty()) text[language] = std::move(own);
    }
    return text;
  }
  LocalText Ours(LocalText text, const std::string& step) {
    for (auto& [language, one] : text)
      one = TextOf(one, known_, flow_, step, losses_);
    return text;
  }

  void NameNode(const Node& node) {
    const std::string uuid = uuids_.Take(node["uuid"]);
    const Node router = node["router"];
    std::string name = router["result_name"].Text();
    for (const Node& action : node["actions"].List(kMaxParts)) {
      uuids_.Take(action["uuid"]);
      if (name.empty() && action["type"].Text() == "enter_flow")
        name = action["flow"]["name"].Text();
    }
    for (const Node& exit : node["exits"].List(kMaxParts))
      uuids_.Take(exit["uuid"]);
    if (name.empty()) name = router["operand"].given() ? "branch" : "say";
    names_[uuid] = UniqueName(PlainName(name, "step"), taken_);
    entries_[uuid] = names_[uuid];
    // The first step of the node takes the name that others point to.
    const auto actions = node["actions"].List(kMaxParts);
    if (!actions.empty() && router.given()) entries_[uuid] = UniqueName(names_[uuid], taken_);
  }

  std::string EntryOf(const Node& destination) {
    if (!destination.given()) return {};
    const auto found = entries_.find(destination.NeedUuid());
    if (found != entries_.end()) return found->second;
    destination.Wrong("no node with this UUID");
    return {};
  }

  void ReadNode(const Node& node) {
    const std::string uuid = node["uuid"].NeedUuid();
    exits_.clear();
    for (const Node& exit : node["exits"].List(kMaxParts))
      exits_[exit["uuid"].NeedUuid()] = EntryOf(exit["destination_uuid"]);
    if (exits_.empty()) return node["exits"].Wrong("no exit");
    std::vector<DraftStep> steps;
    for (const Node& action : node["actions"].List(kMaxParts))
      if (auto step = ReadAction(action, names_[uuid])) steps.push_back(*std::move(step));
    const Node router = node["router"];
    if (router.given()) {
      steps.push_back(ReadRouter(router, uuid));
    } else if (steps.empty()) {
      steps.emplace_back();  // passed over
    }
    if (!router.given())
      steps.back().next = EntryOf(node["exits"].List(kMaxParts).front()["destination_uuid"]);
    steps.front().id = entries_[uuid];
    for (size_t i = 0; i < steps.size(); ++i) {
      if (i > 0 && i + 1 == steps.size() && router.given()) steps[i].id = names_[uuid];
      if (steps[i].id.empty()) steps[i].id = UniqueName(names_[uuid], taken_);
      if (i > 0) steps[i - 1].next = steps[i].id;
    }
    for (DraftStep& step : steps)
      flow_.steps.push_back(std::move(step));
  }

  std::optional<DraftStep> ReadAction(const Node& action, const std::string& name) {
    const std::string type = action["type"].NeedText();
    DraftStep step;
    if (type == "send_msg") {
      const std::string uuid = action["uuid"].NeedUuid();
      step.kind = "say";
      step.text = Ours(Localized(uuid, "text", action["text"].Text()), name);
      for (const char* other : {"attachments", "quick_replies", "template"})
        if (action[other].given() && !action[other].value()->empty())
          Lose(name, other, "basic phones show none");
      return step;
    }
    if (type == "set_run_result" || type == "set_contact_field") {
      const bool result = type == "set_run_result";
      step.kind = "set";
      const std::string key =
          PlainName((result ? action["name"] : action["field"]["key"]).NeedText(), "value");
      std::string value = action["value"].Text();
      if (result && value.find('@') != std::string::npos) value = action["category"].Text();
      if (value.find('@') != std::string::npos) {
        Lose(name, "value of " + key, "an expression");
        return std::nullopt;
      }
      step.values.emplace_back(key, value.empty() ? "" : ValueOf(value));
      return step;
    }
    if (type == "enter_flow") {
      step.kind = "subflow";
      step.subflow = action["flow"]["uuid"].NeedUuid();
      if (action["terminal"].Flag()) Lose(name, "terminal", "the called flow comes back here");
      return step;
    }
    Lose(name, type, "no step here does this: passed over");
    return std::nullopt;
  }

  // Answers are names here: "Not Sure" is not_sure, in results as in branches.
  static std::string ValueOf(const std::string& category) { return PlainName(category, "other"); }

  std::vector<Category> CategoriesOf(const Node& router) {
    std::vector<Category> categories;
    for (const Node& node : router["categories"].List(kMaxParts)) {
      Category category;
      category.uuid = uuids_.Take(node["uuid"]);
      category.name = node["name"].Text();
      const auto exit = exits_.find(node["exit_uuid"].NeedUuid());
      if (exit == exits_.end())
        node["exit_uuid"].Wrong("no exit with this UUID");
      else
        category.to = exit->second;
      categories.push_back(std::move(category));
    }
    return categories;
  }
  static const Category* Find(const std::vector<Category>& all, const std::string& uuid) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Category& c) { return c.uuid == uuid; });
    return found == all.end() ? nullptr : &*found;
  }

  static std::string ToOf(const std::vector<Category>& all, const std::string& uuid) {
    const Category* category = Find(all, uuid);
    return category == nullptr ? std::string() : category->to;
  }

  std::vector<RouterCase> CasesOf(const Node& router, const std::vector<Category>& categories) {
    std::vector<RouterCase> cases;
    for (const Node& node : router["cases"].List(kMaxParts)) {
      RouterCase one;
      one.uuid = node["uuid"].NeedUuid();
      one.type = node["type"].NeedText();
      one.category = node["category_uuid"].NeedUuid();
      for (const Node& argument : node["arguments"].List(kMaxParts))
        one.arguments.push_back(argument.Text());
      if (Find(categories, one.category) == nullptr)
        node["category_uuid"].Wrong("no category with this UUID");
      cases.push_back(std::move(one));
    }
    return cases;
  }

  DraftStep ReadRouter(const Node& router, const std::string& uuid) {
    const std::string& name = names_[uuid];
    DraftStep step;
    const auto categories = CategoriesOf(router);
    const auto cases = CasesOf(router, categories);
    if (categories.empty()) router["categories"].Wrong("no category");
    const Category* otherwise = nullptr;
    if (const Node node = router["default_category_uuid"]; node.given()) {
      otherwise = Find(categories, node.NeedUuid());
      if (otherwise == nullptr) node.Wrong("no category with this UUID");
    }
    if (router["type"].Text() == "random") Lose(name, "random", "always the first way here");
    const Node wait = router["wait"];
    if (wait.given())
      ReadQuestion(router, categories, cases, otherwise, step);
    else if (router["type"].Text() != "random" && !cases.empty())
      ReadBranch(router, categories, cases, otherwise, name, step);
    else if (!categories.empty())
      step.next = categories.front().to;
    if (wait["timeout"].given())
      Lose(name, "timeout", "who is silent is not written to; the conversation can be resumed");
    return step;
  }

  void ReadQuestion(const Node& router, const std::vector<Category>& categories,
                    const std::vector<RouterCase>& cases, const Category* otherwise,
                    DraftStep& step) {
    step.var = PlainName(router["result_name"].Text(), "answer");
    const std::string timeout = router["wait"]["timeout"]["category_uuid"].Text();
    const auto number = std::find_if(cases.begin(), cases.end(), [](const RouterCase& one) {
      return one.type.starts_with("has_number") && one.type != "has_number_eq";
    });
    const bool skips = cases.size() == 1 && Find(categories, cases.front().category) != nullptr &&
                       Find(categories, cases.front().category)->name == "Skipped";
    if (number != cases.end()) return ReadNumber(*number, categories, cases, otherwise, step);
    const bool words = std::all_of(cases.begin(), cases.end(), [](const RouterCase& one) {
      return one.type == "has_text" || one.type == "has_value";
    });
    if (words || skips) {
      step.kind = "ask_text";
      const bool text = !cases.empty() && !skips;
      const Category* to = text ? Find(categories, cases.front().category) : otherwise;
      step.next = to == nullptr ? std::string() : to->to;
      if (skips) step.fields["skip"] = true;
      return;
    }
    ReadMenu(categories, cases, otherwise, timeout, step);
  }

  void ReadNumber(const RouterCase& number, const std::vector<Category>& categories,
                  const std::vector<RouterCase>& cases, const Category* otherwise,
                  DraftStep& step) {
    step.kind = "ask_number";
    step.max = 9999;
    const auto argument = [&](size_t at, int unless) {
      if (at >= number.arguments.size()) return unless;
      return WholeNumber(number.arguments[at]).value_or(unless);
    };
    if (number.type == "has_number_between") {
      step.min = argument(0, 0);
      step.max = std::max(step.min, argument(1, 9999));
    } else if (number.type != "has_number") {
      Lose(step.var, number.type, "any number is an answer here");
    }
    step.next = ToOf(categories, number.category);
    if (cases.size() > 1)
      Lose(step.var, "further tests of a number", "all numbers go one way here");
    if (otherwise != nullptr) step.miss = otherwise->to;
  }

  // Every category with a case is an answer; its text is the numbered line of the message that
  // asks (set when both are one step), else the category's name.
  void ReadMenu(const std::vector<Category>& categories, const std::vector<RouterCase>& cases,
                const Category* otherwise, const std::string& timeout, DraftStep& step) {
    step.kind = "menu";
    std::map<std::string, int> values;
    for (const Category& category : categories) {
      const bool has_case = std::any_of(cases.begin(), cases.end(), [&](const RouterCase& one) {
        return one.category == category.uuid;
      });
      if (!has_case || category.uuid == timeout) continue;
      DraftOption option;
      option.value = UniqueName(ValueOf(category.name), values);
      option.text = Localized(category.uuid, "name", category.name);
      for (const RouterCase& one : cases)
        if (one.category == category.uuid && one.type == "has_only_phrase" &&
            one.arguments.size() == 1)
          option.text = Localized(one.uuid, "arguments", one.arguments.front());
      option.text = Ours(option.text, step.var);
      option.next = category.to;
      step.options.push_back(std::move(option));
    }
    if (otherwise != nullptr) step.miss = otherwise->to;
  }

  void ReadBranch(const Node& router, const std::vector<Category>& categories,
                  const std::vector<RouterCase>& cases, const Category* otherwise,
                  const std::string& name, DraftStep& step) {
    std::string operand = router["operand"].Text();
    if (!operand.empty() && operand.front() == '@') operand.erase(0, 1);
    const std::string var = VariableOf(operand);
    if (otherwise != nullptr) step.next = otherwise->to;
    if (var.empty()) {
      if (operand != "child.status")
        Lose(name, "@" + operand.substr(0, 60), "a test that cannot be said here");
      else
        step.next = ToOf(categories, cases.front().category);
      return;
    }
    step.kind = "branch";
    for (const RouterCase& one : cases) {
      Case made;
      made.var = PlainName(var, "value");
      made.presence = one.type == "has_text" || one.type == "has_value";
      static constexpr std::array<std::string_view, 4> kEqual = {"has_category", "has_only_text",
                                                                 "has_only_phrase", "has_any_word"};
      const bool equal = std::find(kEqual.begin(), kEqual.end(), one.type) != kEqual.end();
      for (const std::string& argument : one.arguments)
        if (equal) made.values.push_back(ValueOf(argument));
      if (!made.presence && made.values.empty()) {
        Lose(name, one.type, "a test that cannot be said here");
        continue;
      }
      const std::string to = ToOf(categories, one.category);
      made.next = {to.empty() ? flow_.Finish() : to, -1};
      step.cases.push_back(std::move(made));
    }
    if (step.cases.empty()) step.kind.clear();
    const bool absent = otherwise != nullptr && otherwise->name == "Not Set" &&
                        step.cases.size() == 1 && step.cases.front().presence;
    if (!absent) return;
    Case& one = step.cases.front();
    one.is_set = false;
    std::swap(one.next.name, step.next);
    if (one.next.name.empty()) one.next.name = flow_.Finish();
  }

  const Node& node_;
  DraftFlow& flow_;
  Losses& losses_;
  Node localization_;
  Uuids uuids_;
  std::map<std::string, Node> translations_;
  std::map<std::string, std::string> names_, entries_;  // UUID of a node -> its last, first step
  std::map<std::string, std::string> exits_;            // of the node being read
  std::map<std::string, int> taken_;
  std::vector<std::string> known_ = {"code", "pin"};
};

}  // namespace

void ReadGoflow(const Node& file, Drafts& drafts) {
  Uuids uuids;
  std::map<std::string, int> taken;
  auto flows = file["flows"].List(kMaxFlows);
  if (!file["flows"].given()) flows = {file};
  for (const Node& node : flows) {
    DraftFlow flow;
    const std::string title = node["name"].NeedText();
    const size_t colon = title.find(": ");
    flow.name = UniqueName(PlainName(title.substr(0, colon), "flow"), taken);
    flow.title = colon == std::string::npos ? title : title.substr(colon + 2);
    drafts.names[uuids.Take(node["uuid"])] = flow.name;
    FlowReader(node, flow, drafts.losses).Read();
    drafts.flows.push_back(std::move(flow));
  }
  for (const char* part : {"campaigns", "triggers"})
    if (file[part].given() && !file[part].value()->empty())
      drafts.losses.push_back({"", "", part, "when a flow begins is set elsewhere here"});
}

}  // namespace tipline::flows::exchange
