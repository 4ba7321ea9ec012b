// ExportGoflow: a file that RapidPro imports. A step is a node, an answer a category named after
// its value, a variable a result of the run. No timeouts: a silent phone is not written to.
#include <algorithm>
#include <functional>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/text.h"
#include "flows/base/text_language_code.h"
#include "flows/exchange/export_forms.h"
#include "flows/exchange/expression.h"
#include "flows/exchange/name_uuid.h"
#include "flows/steps/kind.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

constexpr int kExpireMinutes = 15;
constexpr size_t kMaxCategory = 36;
constexpr size_t kMaxArguments = 10;  // of one case
constexpr const char* kNotUnderstood = "Not Understood";
constexpr const char* kNotSet = "Not Set";

class FlowWriter {
 public:
  FlowWriter(const BundleData& data, const Flow& flow, Losses& losses)
      : data_(data), flow_(flow), losses_(losses) {}

  Json Write() {
    LoseOfFlow(data_, flow_, losses_);
    if (&flow_ == &data_.flows.front())
      losses_.push_back({flow_.name, "", "system texts", "the other side has none of them"});
    for (const Step* step : StepOrder(flow_)) {
      LoseOfStep(data_, flow_, *step, losses_);
      if (!step->sms.empty() && FormOfStep(*step).form != Form::kPass)
        Lose(*step, "text", "one text for SMS and USSD there: that of the SMS");
      AddStep(*step);
    }
    return {{"uuid", NameUuid("flow/" + flow_.name)},
            {"name", flow_.title.empty() ? flow_.name : flow_.name + ": " + flow_.title},
            {"spec_version", "14.4.2"},
            {"language", Iso3(data_.source_language)},
            {"type", "messaging"},
            {"revision", 1},
            {"expire_after_minutes", kExpireMinutes},
            {"localization", std::move(localization_)},
            {"nodes", std::move(nodes_)}};
  }

 private:
  void Lose(const Step& step, const std::string& what, const std::string& why) {
    losses_.push_back({flow_.name, step.id, what, why});
  }
  std::string Id(const std::string& step, const std::string& slot) const {
    return NameUuid("flow/" + flow_.name + "/" + step + "/" + slot);
  }
  std::string NodeId(const std::string& step) const { return Id(step, "node"); }
  std::string Destination(const Target& target) const {
    return target.index < 0 ? std::string() : NodeId(target.name);
  }

  std::string Theirs(const std::string& text) const {
    return ToTemplate(text, [this](const std::string& name) {
      return name == "emergency" ? data_.emergency : "@results." + name;
    });
  }

  using TextIn = std::function<std::string(size_t language)>;
  // The source text; the others as localization of the item.
  std::string Localized(const std::string& uuid, const char* property, const TextIn& text) {
    const std::string source = text(data_.source_index());
    for (const size_t i : LanguageOrder(data_)) {
      const std::string own = text(i);
      if (i != data_.source_index() && own != source)
        localization_[Iso3(data_.languages[i])][uuid][property] = Json::array({own});
    }
    return source;
  }

  Json Send(const Step& step, const std::string& slot, const Wording& text, bool lines) {
    const std::string uuid = Id(step.id, "action." + slot);
    const std::string source = Localized(uuid, "text", [&](size_t i) {
      return Theirs(lines ? WithLines(step, In(text, i), i) : In(text, i));
    });
    return {{"uuid", uuid}, {"type", "send_msg"}, {"text", source}};
  }

  Json SetResults(const std::string& step, const Values& values) const {
    Json actions = Json::array();
    for (const auto& [name, value] : values)
      actions.push_back({{"uuid", Id(step, "action." + name)},
                         {"type", "set_run_result"},
                         {"name", name},
                         {"value", value},
                         {"category", CutCharacters(value, kMaxCategory)}});
    return actions;
  }

  // A node without a router.
  void AddPlain(const std::string& uuid, Json actions, const std::string& destination) {
    Json exit = {{"uuid", NameUuid(uuid + "/exit")}};
    if (!destination.empty()) exit["destination_uuid"] = destination;
    nodes_.push_back({{"uuid", uuid}, {"actions", std::move(actions)}});
    nodes_.back()["exits"] = Json::array({std::move(exit)});
  }

  // Categories, exits and cases of one router.
  struct Router {
    Json categories = Json::array(), cases = Json::array(), exits = Json::array();
  };
  std::string AddCategory(Router& router, const std::string& node, const std::string& name,
                          const std::string& destination) const {
    const std::string uuid = NameUuid(node + "/category/" + name);
    Json exit = {{"uuid", NameUuid(node + "/exit/" + name)}};
    if (!destination.empty()) exit["destination_uuid"] = destination;
    router.categories.push_back(
        {{"uuid", uuid}, {"name", CutCharacters(name, kMaxCategory)}, {"exit_uuid", exit["uuid"]}});
    router.exits.push_back(std::move(exit));
    return uuid;
  }
  static void AddCase(Router& router, const std::string& uuid, const char* type, Json arguments,
                      const std::string& category) {
    router.cases.push_back({{"uuid", uuid},
                            {"type", type},
                            {"arguments", std::move(arguments)},
                            {"category_uuid", category}});
  }
  void AddRouted(const std::string& uuid, Json actions, Router router, const std::string& operand,
                 const std::string& otherwise, const std::string& result) {
    Json switched = {{"type", "switch"},
                     {"operand", operand},
                     {"cases", std::move(router.cases)},
                     {"categories", std::move(router.categories)},
                     {"default_category_uuid", otherwise}};
    if (!result.empty()) {
      switched["result_name"] = result;
      switched["wait"] = {{"type", "msg"}};
    }
    nodes_.push_back({{"uuid", uuid},
                      {"actions", std::move(actions)},
                      {"router", std::move(switched)},
                      {"exits", std::move(router.exits)}});
  }

  void AddStep(const Step& step) {
    const std::string uuid = NodeId(step.id);
    const Wording& text = step.sms.empty() ? step.text : step.sms;
    const std::string next = Destination(NextOf(step));
    switch (FormOfStep(step).form) {
      case Form::kMessage:
        return AddPlain(uuid, Json::array({Send(step, "text", text, false)}), next);
      case Form::kSelectOne:
        return AddChoice(step, text);
      case Form::kSelectMany:
        Lose(step, "several answers", "the words are kept as they come there");
        return AddWords(step, text);
      case Form::kOpen:
        return AddWords(step, text);
      case Form::kNumeric:
        return AddNumber(step, text);
      case Form::kCase:
        return AddBranch(step);
      case Form::kSet:
        return AddPlain(uuid, SetResults(step.id, step.values), next);
      case Form::kRun:
        return AddPlain(uuid, Json::array({EnterFlow(step)}), next);
      case Form::kPass:
        break;
    }
    AddPlain(uuid, Json::array(), next);
  }

  Json EnterFlow(const Step& step) const {
    std::string name = step.subflow;
    if (step.subflow_index >= 0) {
      const Flow& flow = data_.flows[static_cast<size_t>(step.subflow_index)];
      if (!flow.title.empty()) name += ": " + flow.title;
    }
    return {{"uuid", Id(step.id, "action.enter")},
            {"type", "enter_flow"},
            {"flow", {{"uuid", NameUuid("flow/" + step.subflow)}, {"name", name}}},
            {"terminal", false}};
  }

  // The default of a question: the retry text, then the question again.
  std::string AddMissed(Router& router, const Step& step) {
    const std::string retry = step.retry.empty() ? NodeId(step.id) : Id(step.id, "retry");
    const std::string category = AddCategory(router, NodeId(step.id), kNotUnderstood, retry);
    if (!step.retry.empty()) retries_.push_back(&step);
    return category;
  }
  void FlushRetries() {
    for (const Step* step : retries_)
      AddPlain(Id(step->id, "retry"), Json::array({Send(*step, "retry", step->retry, false)}),
               NodeId(step->id));
    retries_.clear();
  }

  void AddChoice(const Step& step, const Wording& text) {
    const std::string uuid = NodeId(step.id);
    Router router;
    for (size_t at = 0; at < step.options.size(); ++at) {
      const Choice& choice = step.options[at];
      const std::string destination = choice.set.empty() ? Destination(NextOf(step, choice))
                                                         : Id(step.id, "set." + choice.value);
      const std::string category = AddCategory(router, uuid, choice.value, destination);
      const std::string words = Id(step.id, "case." + choice.value);
      AddCase(router, Id(step.id, "number." + choice.value), "has_any_word",
              Json::array({std::to_string(at + 1)}), category);
      AddCase(router, words, "has_only_phrase",
              Json::array(
                  {Localized(words, "arguments", [&](size_t i) { return In(choice.text, i); })}),
              category);
    }
    const std::string missed = AddMissed(router, step);
    AddRouted(uuid, Json::array({Send(step, "text", text, true)}), std::move(router), "@input.text",
              missed, step.var);
    for (const Choice& choice : step.options)
      if (!choice.set.empty())
        AddPlain(Id(step.id, "set." + choice.value),
                 SetResults(step.id + "/" + choice.value, choice.set),
                 Destination(NextOf(step, choice)));
    FlushRetries();
  }

  void AddWords(const Step& step, const Wording& text) {
    const std::string uuid = NodeId(step.id);
    Router router;
    if (!step.skip.empty()) {
      const std::string skipped = AddCategory(router, uuid, "Skipped", Destination(step.next));
      AddCase(router, Id(step.id, "case.skip"), "has_only_phrase", Json::array({"1"}), skipped);
    }
    const std::string all = AddCategory(router, uuid, "All Responses", Destination(step.next));
    AddRouted(uuid, Json::array({Send(step, "text", text, true)}), std::move(router), "@input.text",
              all, step.var);
    if (!step.retry.empty()) Lose(step, "retry", "any words are an answer there");
  }

  void AddNumber(const Step& step, const Wording& text) {
    const std::string uuid = NodeId(step.id);
    Router router;
    const std::string number = AddCategory(router, uuid, "Number", Destination(step.next));
    AddCase(router, Id(step.id, "case.number"), "has_number_between",
            Json::array({std::to_string(step.min), std::to_string(step.max)}), number);
    const std::string missed = AddMissed(router, step);
    AddRouted(uuid, Json::array({Send(step, "text", text, true)}), std::move(router), "@input.text",
              missed, step.var);
    FlushRetries();
  }

  // One router looks at one result: cases of different variables are nodes in a row.
  void AddBranch(const Step& step) {
    if (step.cases.empty()) return AddPlain(NodeId(step.id), Json::array(), Destination(step.next));
    for (size_t from = 0, part = 0; from < step.cases.size(); ++part) {
      const size_t to = EndOfPart(step, from);
      const auto part_id = [&](size_t number) {
        return number == 0 ? NodeId(step.id) : Id(step.id, "part." + std::to_string(number));
      };
      const std::string rest = to < step.cases.size() ? part_id(part + 1) : Destination(step.next);
      AddPart(step, part_id(part), from, to, rest);
      from = to;
    }
  }
  static size_t EndOfPart(const Step& step, size_t from) {
    size_t to = from + 1;
    while (to < step.cases.size() && step.cases[to].var == step.cases[from].var &&
           !step.cases[to].presence && !step.cases[from].presence)
      ++to;
    return to;
  }
  void AddPart(const Step& step, const std::string& uuid, size_t from, size_t to,
               const std::string& rest) {
    Router router;
    const Case& first = step.cases[from];
    const bool absent = first.presence && !first.is_set;
    for (size_t i = from; i < to; ++i) {
      const Case& one = step.cases[i];
      std::string name = one.presence ? "set" : one.values.front();
      if (i > from) name += " " + std::to_string(i - from + 1);
      const std::string category =
          AddCategory(router, uuid, name, absent ? rest : Destination(one.next));
      for (size_t at = 0; at < one.values.size() && !one.presence; at += kMaxArguments)
        AddCase(router, NameUuid(uuid + "/case/" + name + std::to_string(at)), "has_category",
                Json(std::vector<std::string>(
                    one.values.begin() + static_cast<std::ptrdiff_t>(at),
                    one.values.begin() + static_cast<std::ptrdiff_t>(
                                             std::min(one.values.size(), at + kMaxArguments)))),
                category);
      if (one.presence)
        AddCase(router, NameUuid(uuid + "/case/set"), "has_text", Json::array(), category);
    }
    const std::string otherwise = AddCategory(router, uuid, absent ? kNotSet : "Other",
                                              absent ? Destination(first.next) : rest);
    if (first.var == "medium")
      Lose(step, "case of medium", "the kind of channel is not known there");
    AddRouted(uuid, Json::array(), std::move(router), "@results." + first.var, otherwise, "");
  }

  const BundleData& data_;
  const Flow& flow_;
  Losses& losses_;
  Json nodes_ = Json::array();
  Json localization_ = Json::object();
  std::vector<const Step*> retries_;
};

}  // namespace

Exported ExportGoflow(const BundleData& data) {
  Exported exported;
  Json file = {{"version", "13"},           {"site", "https://tipline.invalid"},
               {"flows", Json::array()},    {"campaigns", Json::array()},
               {"triggers", Json::array()}, {"fields", Json::array()},
               {"groups", Json::array()}};
  for (const Flow& flow : data.flows)
    file["flows"].push_back(FlowWriter(data, flow, exported.losses).Write());
  exported.json = DumpJsonIndented(file) + "\n";
  return exported;
}

}  // namespace tipline::flows::exchange
