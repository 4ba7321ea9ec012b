// ExportGoflow: a file that RapidPro imports. A step is a node, an answer a category named after
// its value, a variable a result of the run. No timeouts: a silent phone is not written to.
#include "flows/base/json.h"
#include "flows/base/text_language_code.h"
#include "flows/exchange/goflow_export_json.h"
#include "flows/exchange/name_uuid.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

constexpr int kExpireMinutes = 15;

class FlowWriter {
 public:
  FlowWriter(const BundleData& data, const Flow& flow, Losses& losses)
      : data_(data), flow_(flow), losses_(losses), nodes_(data, flow, losses) {}

  Json Write() {
    LoseOfFlow(data_, flow_, losses_);
    if (&flow_ == &data_.flows.front())
      losses_.push_back({flow_.name, "", "system texts", "the other side has none of them"});
    for (const Step* step : StepOrder(flow_)) {
      LoseOfStep(data_, flow_, *step, losses_);
      if (!step->sms.empty() && FormOfStep(*step).form != Form::kPass)
        nodes_.Lose(*step, "text", "one text for SMS and USSD there: that of the SMS");
      LoseNames(*step);
      AddStep(*step);
    }
    return {{"uuid", NameUuid("flow/" + flow_.name)},
            {"name", flow_.title.empty() ? flow_.name : flow_.name + ": " + flow_.title},
            {"spec_version", "14.4.2"},
            {"language", Iso3(data_.source_language)},
            {"type", "messaging"},
            {"revision", 1},
            {"expire_after_minutes", kExpireMinutes},
            {"localization", nodes_.TakeLocalization()},
            {"nodes", nodes_.TakeNodes()}};
  }

 private:
  // A value is the name of a category there, and a name here when it comes back.
  void LoseNames(const Step& step) {
    const auto name = [&](const std::string& what, const std::string& value) {
      if (GoflowCategoryName(value) != value)
        nodes_.Lose(step, what, "longer than a category's name there: shortened");
      else if (!value.empty() && ValueName(value) != value)
        nodes_.Lose(step, what, "an import makes a name of it: " + ValueName(value));
    };
    const Form form = FormOfStep(step).form;
    if (form == Form::kSet)
      for (const auto& [variable, value] : step.values)
        name("value of " + variable, value);
    if (form == Form::kSelectOne)
      for (const Choice& choice : step.options) {
        name("option " + choice.value, choice.value);
        for (const auto& [variable, value] : choice.set)
          name("value of " + variable, value);
      }
    for (const Case& one : step.cases)
      for (const std::string& value : one.values)
        name("case of " + one.var, value);
  }

  void AddStep(const Step& step) {
    const std::string uuid = nodes_.NodeId(step.id);
    const Wording& text = step.sms.empty() ? step.text : step.sms;
    const std::string next = nodes_.Destination(NextOf(step));
    switch (FormOfStep(step).form) {
      case Form::kMessage:
        return nodes_.AddPlain(uuid, nodes_.Says(step, "text", text, false), next);
      case Form::kSelectOne:
        return AddGoflowChoice(step, text, nodes_);
      case Form::kSelectMany:
        nodes_.Lose(step, "several answers", "the words are kept as they come there");
        return AddGoflowWords(step, text, nodes_);
      case Form::kOpen:
        return AddGoflowWords(step, text, nodes_);
      case Form::kNumeric:
        return AddGoflowNumber(step, text, nodes_);
      case Form::kCase:
        return AddGoflowBranch(step, nodes_);
      case Form::kSet:
        return nodes_.AddPlain(uuid, nodes_.SetResults(step.id, step.values), next);
      case Form::kRun:
        return nodes_.AddPlain(uuid, Json::array({EnterFlow(step)}), next);
      case Form::kPass:
        break;
    }
    nodes_.AddPlain(uuid, Json::array(), next);
  }

  Json EnterFlow(const Step& step) const {
    std::string name = step.subflow;
    if (step.subflow_index >= 0) {
      const Flow& flow = data_.flows[static_cast<size_t>(step.subflow_index)];
      if (!flow.title.empty()) name += ": " + flow.title;
    }
    return {{"uuid", nodes_.Id(step.id, "action.enter")},
            {"type", "enter_flow"},
            {"flow", {{"uuid", NameUuid("flow/" + step.subflow)}, {"name", name}}},
            {"terminal", false}};
  }

  const BundleData& data_;
  const Flow& flow_;
  Losses& losses_;
  GoflowNodes nodes_;
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
