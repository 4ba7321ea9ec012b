// ExportFloip. A question gets one exit for each answer, "not_understood" for any other one, and
// the default for silence: a phone that says nothing any more is not written to. What a kind of
// ours has beyond its block is under vendor_metadata.tipline, and comes back with an import.
#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/text_language_code.h"
#include "flows/exchange/export_forms.h"
#include "flows/exchange/expression.h"
#include "flows/exchange/name_uuid.h"
#include "flows/steps/kind.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

constexpr int kInteractionSeconds = 900;  // the silence rule: then a conversation is over
constexpr JsonLimits kContentLimits{.bytes = size_t{16} << 20U, .depth = 32, .nodes = 1'000'000};

std::string Timestamp(TimePoint when) {
  const std::string iso = FormatTime(when);  // 2026-01-02T03:04:05.678Z
  return iso.size() < 20 ? iso : iso.substr(0, 10) + " " + iso.substr(11, 8) + ".000000";
}

// What the document says of a step beside texts, targets and what blocks have themselves.
Json FieldsOf(const Json& step) {
  Json fields = Json::object();
  for (const auto& [name, value] : step.items()) {
    static constexpr std::array<std::string_view, 14> kElsewhere = {
        "id",      "kind",  "var",  "text", "sms", "retry", "next",
        "options", "cases", "flow", "min",  "max", "note",  "skip_text"};
    if (std::find(kElsewhere.begin(), kElsewhere.end(), name) == kElsewhere.end())
      fields[name] = value;
  }
  return fields;
}

class FlowWriter {
 public:
  FlowWriter(const BundleData& data, const Flow& flow, const Json& document, Losses& losses)
      : data_(data), flow_(flow), document_(document), losses_(losses) {}

  Json Write(const std::string& modified) {
    LoseOfFlow(data_, flow_, losses_);
    for (const Step* step : StepOrder(flow_)) {
      LoseOfStep(data_, flow_, *step, losses_);
      AddStep(*step);
    }
    Json flow = {{"uuid", NameUuid("flow/" + flow_.name)},
                 {"name", flow_.name},
                 {"label", flow_.title},
                 {"last_modified", modified},
                 {"interaction_timeout", kInteractionSeconds},
                 {"supported_modes", {"SMS", "USSD"}},
                 {"first_block_id", BlockId(flow_.start_name)},
                 {"languages", Languages()},
                 {"blocks", std::move(blocks_)}};
    Json metadata = Json::object();
    if (&flow_ == &data_.flows.front()) metadata = RootMetadata();
    flow["vendor_metadata"] = {{"tipline", std::move(metadata)}};
    flow["resources"] = std::move(resources_);
    return flow;
  }

 private:
  std::string Id(const std::string& step, const std::string& slot) const {
    return NameUuid("flow/" + flow_.name + "/" + step + "/" + slot);
  }
  std::string BlockId(const std::string& step) const { return Id(step, "block"); }
  Json Destination(const Target& target) const {
    return target.index < 0 ? Json() : Json(BlockId(target.name));
  }

  Json Languages() const {
    Json list = Json::array();
    for (const size_t i : LanguageOrder(data_)) {
      const std::string code = Iso3(data_.languages[i]);
      list.push_back({{"id", LanguageId(i)},
                      {"label", data_.language_names[i]},
                      {"iso_639_3", code},
                      {"variant", nullptr},
                      {"bcp_47", data_.languages[i]}});
    }
    return list;
  }
  std::string LanguageId(size_t language) const {
    const std::string code = Iso3(data_.languages[language]);
    return code == "mis" ? "mis-" + data_.languages[language] : code;
  }

  Json RootMetadata() const {
    Json metadata = {{"emergency", data_.emergency},
                     {"budget_screens", flow_.budget_screens},
                     {"system", Json::object()}};
    for (size_t i = 0; i < kSystemNames.size(); ++i)
      for (const size_t language : LanguageOrder(data_))
        if (!data_.system[i].key.empty())
          metadata["system"][kSystemNames[i]][data_.languages[language]] =
              In(data_.system[i], language);
    return metadata;
  }

  std::string Theirs(const std::string& text) const {
    return ToTemplate(text, [this](const std::string& name) {
      return name == "emergency" ? data_.emergency : "@contact." + name;
    });
  }

  static Json Value(const std::string& language, Json modes, std::string text) {
    return {{"language_id", language},
            {"content_type", "TEXT"},
            {"mime_type", "text/plain"},
            {"modes", std::move(modes)},
            {"value", std::move(text)}};
  }

  // With the numbered lines of the step where `lines`; `sms` may be empty.
  std::string Resource(const Step& step, const std::string& slot, const Wording& text,
                       const Wording& sms, bool lines) {
    Json values = Json::array();
    for (const size_t i : LanguageOrder(data_)) {
      const auto shown = [&](const Wording& wording) {
        return Theirs(lines ? WithLines(step, In(wording, i), i) : In(wording, i));
      };
      if (sms.empty() || In(sms, i) == In(text, i)) {
        values.push_back(Value(LanguageId(i), {"SMS", "USSD"}, shown(text)));
        continue;
      }
      values.push_back(Value(LanguageId(i), Json::array({"USSD"}), shown(text)));
      values.push_back(Value(LanguageId(i), Json::array({"SMS"}), shown(sms)));
    }
    const std::string uuid = Id(step.id, "resource." + slot);
    resources_.push_back({{"uuid", uuid}, {"values", std::move(values)}});
    return uuid;
  }

  Json Exit(const Step& step, const std::string& name, const std::string& test,
            Json destination) const {
    Json exit = {{"uuid", Id(step.id, "exit." + name)},
                 {"name", name},
                 {"destination_block", std::move(destination)}};
    if (test.empty())
      exit["default"] = true;
    else
      exit["test"] = test;
    return exit;
  }

  Json& Block(const std::string& id, const std::string& name, const char* type, Json config,
              Json exits) {
    blocks_.push_back(
        {{"uuid", id},
         {"name", name},
         {"type", type},
         {"config", std::move(config)},
         {"exits", std::move(exits)},
         {"ui_metadata", {{"canvas_coordinates", {{"x", 0}, {"y", 120 * blocks_.size()}}}}}});
    return blocks_.back();
  }

  // `name` must not begin with a digit there.
  static std::string BlockName(const std::string& step) {
    return step.front() >= '0' && step.front() <= '9' ? "s" + step : step;
  }

  Json Going(const Step& step) const {
    return Json::array({Exit(step, "default", "", Destination(NextOf(step)))});
  }

  static Json Sets(const Values& values) {
    Json list = Json::array();
    for (const auto& [name, value] : values)
      list.push_back({{"property_key", name}, {"property_value", value}});
    return {{"set_contact_property", std::move(list)}};
  }

  void AddStep(const Step& step) {
    const FormOf form = FormOfStep(step);
    const Json* source = SourceOf(step);
    Json& block = AddBlock(step, form.form);
    Json metadata = {{"kind", step.kind->name()}};
    if (source != nullptr && form.form != Form::kSet)
      if (Json fields = FieldsOf(*source); !fields.empty()) metadata["fields"] = std::move(fields);
    if (form.form == Form::kPass) AddHiddenTexts(step, metadata);
    if (!skip_.empty()) metadata["skip_resource"] = std::exchange(skip_, {});
    if (form.form == Form::kOpen) AddOpen(step, metadata);
    for (const Choice& choice : step.options)
      if (choice.bland) metadata["bland"] = choice.value;
    block["vendor_metadata"] = {{"tipline", std::move(metadata)}};
    AddSets(step, form.form);
    AddRetry(step);
  }

  void AddOpen(const Step& step, Json& metadata) {
    if (step.min != 2) metadata["min"] = step.min;
    if (step.retry.empty()) return;
    metadata["retry_resource"] = Resource(step, "retry", step.retry, {}, false);
    losses_.push_back({flow_.name, step.id, "retry", "any words are an answer there"});
  }

  // Nothing there shows them; with them the step can come back whole.
  void AddHiddenTexts(const Step& step, Json& metadata) {
    if (!step.text.empty())
      metadata["text_resource"] = Resource(step, "text", step.text, step.sms, false);
    if (!step.retry.empty())
      metadata["retry_resource"] = Resource(step, "retry", step.retry, {}, false);
    if (!step.skip.empty())
      metadata["skip_resource"] = Resource(step, "skip", step.skip, {}, false);
    if (!step.var.empty()) metadata["var"] = step.var;
  }

  const Json* SourceOf(const Step& step) const {
    if (!document_.is_object()) return nullptr;
    const auto index = static_cast<size_t>(&step - flow_.steps.data());
    const Json& steps = document_["steps"];
    return index < steps.size() ? &steps[index] : nullptr;
  }

  Json& AddBlock(const Step& step, Form form) {
    const auto add = [&](const char* type, Json config, Json exits) -> Json& {
      return Block(BlockId(step.id), BlockName(step.id), type, std::move(config), std::move(exits));
    };
    switch (form) {
      case Form::kMessage:
        return add("MobilePrimitives.Message",
                   {{"prompt", Resource(step, "text", step.text, step.sms, false)}}, Going(step));
      case Form::kSelectOne:
      case Form::kSelectMany:
      case Form::kOpen:
      case Form::kNumeric:
        return AddQuestion(step, form);
      case Form::kCase:
        return add("Core.Case", Json::object(), CaseExits(step));
      case Form::kSet:
        return add("Core.SetContactProperty", Sets(step.values), Going(step));
      case Form::kRun:
        return add("Core.RunFlow", {{"flow_id", NameUuid("flow/" + step.subflow)}}, Going(step));
      case Form::kPass:
        break;
    }
    return add("Core.Log", {{"message", std::string("Tipline: ") + step.kind->name()}},
               Going(step));
  }

  Json& AddQuestion(const Step& step, Form form) {
    Json config = {{"prompt", Resource(step, "text", step.text, step.sms, true)}};
    config["set_contact_property"] =
        Json::array({{{"property_key", step.var}, {"property_value", "@block.value"}}});
    if (!step.skip.empty()) skip_ = Resource(step, "skip", step.skip, {}, false);
    const char* type = "MobilePrimitives.OpenResponse";
    Json exits = Json::array();
    const std::string answered = "block.response <> \"\"";
    if (form == Form::kSelectOne || form == Form::kSelectMany) {
      config["choices"] = Choices(step);
      type = form == Form::kSelectOne ? "MobilePrimitives.SelectOneResponse"
                                      : "MobilePrimitives.SelectManyResponses";
      if (form == Form::kSelectMany) config["minimum_choices"] = 1;
    }
    if (form == Form::kSelectOne) {
      for (const Choice& choice : step.options)
        exits.push_back(Exit(step, choice.value, "block.value = " + Quoted(choice.value),
                             choice.set.empty() ? Destination(NextOf(step, choice))
                                                : Json(Id(step.id, "set." + choice.value))));
    } else if (form == Form::kOpen) {
      exits.push_back(Exit(step, "answered", answered, Destination(step.next)));
    } else {
      exits.push_back(Exit(step, "answered", "block.value <> \"\"", Destination(step.next)));
    }
    if (form == Form::kNumeric) {
      type = "MobilePrimitives.NumericResponse";
      config["validation_minimum"] = step.min;
      config["validation_maximum"] = step.max;
    }
    if (form != Form::kOpen)
      exits.push_back(Exit(step, "not_understood", answered,
                           step.retry.empty() ? BlockId(step.id) : Id(step.id, "retry")));
    exits.push_back(Exit(step, "silence", "", nullptr));
    return Block(BlockId(step.id), BlockName(step.id), type, std::move(config), std::move(exits));
  }

  Json Choices(const Step& step) {
    Json choices = Json::array();
    for (size_t at = 0; at < step.options.size(); ++at) {
      const Choice& choice = step.options[at];
      Json tests = Json::array(
          {{{"test_expression", "block.response = " + Quoted(std::to_string(at + 1))}}});
      for (const size_t i : LanguageOrder(data_))
        tests.push_back({{"language", LanguageId(i)},
                         {"test_expression", "block.response = " + Quoted(In(choice.text, i))}});
      choices.push_back(
          {{"name", choice.value},
           {"prompt", Resource(step, "option." + choice.value, choice.text, {}, false)},
           {"text_tests", std::move(tests)}});
    }
    return choices;
  }

  static std::string CaseTest(const Case& one) {
    const bool medium = one.var == "medium";
    const std::string subject = medium ? "run.mode" : "contact." + one.var;
    if (one.presence) return subject + (one.is_set ? " <> \"\"" : " = \"\"");
    std::string tests;
    for (std::string value : one.values) {
      if (medium)
        for (char& c : value)
          c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      tests += (tests.empty() ? "" : ", ") + subject + " = " + Quoted(value);
    }
    return one.values.size() > 1 ? "OR(" + tests + ")" : tests;
  }

  Json CaseExits(const Step& step) const {
    Json exits = Json::array();
    for (const Case& one : step.cases)
      exits.push_back(Exit(step, "case_" + std::to_string(exits.size() + 1), CaseTest(one),
                           Destination(one.next)));
    exits.push_back(Exit(step, "default", "", Destination(step.next)));
    return exits;
  }

  // What a choice sets beside its own value: a block between.
  void AddSets(const Step& step, Form form) {
    if (form != Form::kSelectOne) return;
    for (const Choice& choice : step.options) {
      if (choice.set.empty()) continue;
      Json exits =
          Json::array({Exit(step, "set." + choice.value, "", Destination(NextOf(step, choice)))});
      Block(Id(step.id, "set." + choice.value), BlockName(step.id) + "_set_" + choice.value,
            "Core.SetContactProperty", Sets(choice.set), std::move(exits));
    }
  }

  void AddRetry(const Step& step) {
    const Form form = FormOfStep(step).form;
    if (step.retry.empty() || !step.kind->Asks() || form == Form::kPass || form == Form::kOpen)
      return;
    Json exits = Json::array({Exit(step, "retry", "", BlockId(step.id))});
    Block(Id(step.id, "retry"), BlockName(step.id) + "_retry", "MobilePrimitives.Message",
          {{"prompt", Resource(step, "retry", step.retry, {}, false)}}, std::move(exits));
  }

  const BundleData& data_;
  const Flow& flow_;
  const Json& document_;
  Losses& losses_;
  Json blocks_ = Json::array();
  Json resources_ = Json::array();
  std::string skip_;
};

}  // namespace

Exported ExportFloip(const BundleData& data, TimePoint modified) {
  Exported exported;
  const auto content = ParseJson(data.content, kContentLimits);
  const Flow& root = data.flows.front();
  Json container = {{"specification_version", "1.0.0-rc4"},
                    {"uuid", NameUuid("container/" + data.name)},
                    {"name", data.name},
                    {"description", root.title},
                    {"flows", Json::array()}};
  for (size_t i = 0; i < data.flows.size(); ++i) {
    const Json document = content ? (*content)["flows"][i] : Json();
    container["flows"].push_back(
        FlowWriter(data, data.flows[i], document, exported.losses).Write(Timestamp(modified)));
  }
  exported.json = DumpJsonIndented(container) + "\n";
  return exported;
}

}  // namespace tipline::flows::exchange
