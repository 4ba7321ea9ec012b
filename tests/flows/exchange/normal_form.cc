#include "tests/flows/exchange/normal_form.h"

#include <deque>

#include <gtest/gtest.h>

#include "flows/engine/bundle_data.h"
#include "flows/engine/catalog_update.h"
#include "flows/exchange/export_forms.h"
#include "flows/steps/kind.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;
using exchange::Form;

class FlowForm {
 public:
  FlowForm(const BundleData& data, const Flow& flow, Side side)
      : data_(data), flow_(flow), side_(side) {}

  Json Make() {
    Json steps = Json::array();
    const Json start = Way({flow_.start_name, flow_.start});
    for (size_t i = 0; i < order_.size(); ++i)
      steps.push_back(StepForm(flow_.steps[static_cast<size_t>(order_[i])]));
    Json form = {{"start", start}, {"steps", steps}};
    if (side_ == Side::kFloip) form["about"] = {flow_.budget_screens, flow_.disposition};
    return form;
  }

 private:
  bool OnTheWay(const Step& step) const {
    const std::string_view kind = step.kind->name();
    if (kind == "set") return true;
    if (side_ == Side::kFloip) return false;
    const Form form = exchange::FormOfStep(step).form;
    const auto& text = step.sms.empty() ? step.text : step.sms;
    return form == Form::kPass ||
           (form == Form::kMessage && Shown(text.in[data_.source_index()]).empty());
  }

  // The number of a step, with what is set before it.
  Json Way(Target target) {
    std::map<std::string, std::string> sets;
    for (size_t i = 0; i <= flow_.steps.size() && target.index >= 0; ++i) {
      const Step& step = flow_.steps[static_cast<size_t>(target.index)];
      if (!OnTheWay(step)) break;
      if (std::string_view(step.kind->name()) == "set")
        for (const auto& [name, value] : step.values)
          sets[name] = value;
      target = exchange::NextOf(step);
    }
    Json way = {{"to", "end"}};
    if (target.index >= 0) {
      const auto [known, fresh] = numbers_.emplace(target.index, order_.size());
      if (fresh) order_.push_back(target.index);
      way["to"] = known->second;
    }
    if (!sets.empty()) way["sets"] = sets;
    return way;
  }

  // `lines`: of this step, after the text.
  Json TextForm(const Wording& text, const Step* lines = nullptr) const {
    Json form = Json::object();
    if (text.empty()) return form;
    for (size_t i = 0; i < data_.languages.size(); ++i)
      form[data_.languages[i]] =
          Shown(lines == nullptr ? text.in[i] : exchange::WithLines(*lines, text.in[i], i));
    return form;
  }
  // {emergency} is digits on the other side; of the others only {code} and {pin} come back there.
  std::string Shown(const std::string& text) const {
    std::string out;
    for (size_t at = 0; at < text.size(); ++at) {
      const size_t end = text[at] == '{' ? text.find('}', at) : std::string::npos;
      if (end == std::string::npos) {
        out += text[at];
        continue;
      }
      const std::string name = text.substr(at, end - at + 1);
      if (name == "{emergency}")
        out += data_.emergency;
      else if (side_ == Side::kFloip || name == "{code}" || name == "{pin}")
        out += name;
      at = end;
    }
    return out;
  }

  std::string KindOf(const Step& step) const {
    const std::string kind = step.kind->name();
    if (side_ == Side::kFloip) return kind;
    switch (exchange::FormOfStep(step).form) {
      case Form::kMessage:
        return "say";
      case Form::kSelectOne:
        return "menu";
      case Form::kSelectMany:
      case Form::kOpen:
        return "ask_text";
      default:
        return kind == "end" ? "say" : kind;
    }
  }

  Json StepForm(const Step& step) {
    const std::string kind = KindOf(step);
    Json form = {{"kind", kind}};
    const bool goflow = side_ == Side::kGoflow;
    // Of several answers goflow keeps the words: what could be chosen stays part of the question.
    const bool words = goflow && exchange::FormOfStep(step).form == Form::kSelectMany;
    form["text"] =
        TextForm(goflow && !step.sms.empty() ? step.sms : step.text, words ? &step : nullptr);
    if (!goflow) form["sms"] = TextForm(step.sms);
    if (!goflow || kind != "ask_text") form["retry"] = TextForm(step.retry);
    if (kind == "menu" || kind == "ask_text" || kind == "ask_number") form["var"] = step.var;
    form["skip"] = TextForm(step.skip);
    if (kind == "ask_number") form["range"] = {step.min, step.max};
    if (kind == "subflow") form["flow"] = step.subflow;
    if (!goflow) AddOwn(step, form);
    if (kind == "branch") return AddCases(step, form);
    if (step.options.empty() || (goflow && kind != "menu")) {
      form["next"] = Way(exchange::NextOf(step));
      return form;
    }
    for (const Choice& choice : step.options) {
      Json way = Way(exchange::NextOf(step, choice));
      for (const auto& [name, value] : choice.set)
        if (!way["sets"].contains(name)) way["sets"][name] = value;
      form["options"].push_back(
          {{"value", choice.value}, {"text", TextForm(choice.text)}, {"way", way}});
    }
    return form;
  }

  // What only Tipline has of a step, and a container keeps.
  void AddOwn(const Step& step, Json& form) {
    form["free"] = TextForm(step.gratis);
    form["forgets"] = step.forgets;
    form["secret"] = {step.secret, step.hushed, step.quiet, step.result, step.can_skip};
    form["looks"] = {step.inquiry, step.source, step.gives};
    for (const auto& [name, value] : step.values)
      form["values"][name] = value;
    for (const Point& point : step.points)
      form["points"].push_back({{"item", point.item},
                                {"var", point.var},
                                {"values", point.values},
                                {"weight", static_cast<int>(point.weight)},
                                {"text", TextForm(point.text)}});
    for (const Choice& choice : step.options) {
      if (choice.bland) form["bland"] = choice.value;
      if (choice.cry) form["cry"].push_back(choice.value);
    }
    if (!step.options.empty() || std::string_view(step.kind->name()) == "branch") return;
    for (const auto& exit : step.kind->Exits(step))
      form["exits"][exit.label] = Way(exit.target);
  }

  Json AddCases(const Step& first, Json form) {
    const Step* step = &first;
    for (size_t i = 0; i <= flow_.steps.size(); ++i) {
      for (const Case& one : step->cases)
        form["cases"].push_back({{"var", one.var},
                                 {"values", one.values},
                                 {"presence", one.presence},
                                 {"set", one.is_set},
                                 {"way", Way(one.next)}});
      const bool more =
          step->next.index >= 0 &&
          std::string_view(flow_.steps[static_cast<size_t>(step->next.index)].kind->name()) ==
              "branch";
      if (!more) break;
      step = &flow_.steps[static_cast<size_t>(step->next.index)];
    }
    form["next"] = Way(step->next);
    return form;
  }

  const BundleData& data_;
  const Flow& flow_;
  Side side_;
  std::map<int, size_t> numbers_;
  std::deque<int> order_;
};

}  // namespace

Json NormalForm(const Bundle& bundle, Side side) {
  Json form = {{"languages", Json::object()}, {"flows", Json::object()}};
  for (const std::string& language : bundle.languages())
    form["languages"][language] = true;
  std::deque<std::string> open = {bundle.name()};  // called from a step that can be reached
  while (!open.empty()) {
    const std::string name = open.front();
    open.pop_front();
    const int index = bundle.data().FindFlow(name);
    if (index < 0 || form["flows"].contains(name)) continue;
    const Flow& flow = bundle.data().flows[static_cast<size_t>(index)];
    const Json made = FlowForm(bundle.data(), flow, side).Make();
    for (const Json& step : made["steps"])
      if (step.contains("flow")) open.push_back(step["flow"].get<std::string>());
    form["flows"][name] = made;
  }
  return form;
}

std::vector<SourceFile> DocumentsOf(const exchange::Imported& imported) {
  std::vector<SourceFile> files;
  for (const exchange::ImportedFlow& flow : imported.flows)
    files.push_back({flow.name + ".json", flow.document});
  return files;
}

std::vector<SourceFile> CatalogsOf(const exchange::Imported& imported) {
  std::vector<SourceFile> files;
  for (const auto& [language, texts] : imported.texts) {
    Catalog catalog = NewCatalog(language);
    for (const auto& [context, entry] : texts)
      catalog.entries[context] = entry;
    files.push_back({language + ".po", WriteCatalog(catalog, {})});
  }
  return files;
}

Bundle BundleOf(const exchange::Imported& imported) {
  auto selected = SelectFlows(imported.flows.front().name, DocumentsOf(imported));
  if (!selected) throw std::runtime_error(selected.error().message);
  auto bundle = Compile(*selected, CatalogsOf(imported));
  if (!bundle) throw std::runtime_error(bundle.error().message);
  return *std::move(bundle);
}

}  // namespace tipline::flows::testing
