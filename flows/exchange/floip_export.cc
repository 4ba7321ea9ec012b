// ExportFloip. What a kind of ours has beyond its block is under vendor_metadata.tipline, and comes
// back with an import.
#include <algorithm>
#include <array>
#include <utility>

#include "flows/base/json.h"
#include "flows/exchange/floip_export_json.h"
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
      : data_(data), flow_(flow), document_(document), losses_(losses), blocks_(data, flow) {}

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
                 {"first_block_id", blocks_.BlockId(flow_.start_name)},
                 {"languages", blocks_.Languages()},
                 {"blocks", blocks_.TakeBlocks()}};
    Json metadata = Json::object();
    if (&flow_ == &data_.flows.front()) metadata = RootMetadata();
    if (flow_.budget_screens > 0) metadata["budget_screens"] = flow_.budget_screens;
    if (!flow_.disposition.empty()) metadata["disposition"] = flow_.disposition;
    flow["vendor_metadata"] = {{"tipline", std::move(metadata)}};
    flow["resources"] = blocks_.TakeResources();
    return flow;
  }

 private:
  Json RootMetadata() const {
    Json metadata = {{"emergency", data_.emergency}, {"system", Json::object()}};
    for (size_t i = 0; i < kSystemNames.size(); ++i)
      for (const size_t language : LanguageOrder(data_))
        if (!data_.system[i].key.empty())
          metadata["system"][kSystemNames[i]][data_.languages[language]] =
              In(data_.system[i], language);
    return metadata;
  }

  void AddStep(const Step& step) {
    const FormOf form = FormOfStep(step);
    const Json* source = SourceOf(step);
    Json metadata = {{"kind", step.kind->name()}};
    Json& block = AddBlock(step, form.form, metadata);
    if (source != nullptr) {
      Json fields = FieldsOf(*source);
      if (form.form == Form::kSet) fields.erase("values");
      if (!fields.empty()) metadata["fields"] = std::move(fields);
    }
    if (!step.gives.empty()) metadata["gives"] = step.gives;
    AddInnerTexts(step, metadata);
    if (form.form == Form::kPass) AddHiddenTexts(step, metadata);
    if (form.form == Form::kOpen) AddOpen(step, metadata);
    for (const Choice& choice : step.options) {
      if (choice.bland) metadata["bland"] = choice.value;
      if (choice.cry) metadata["cry"].push_back(choice.value);
    }
    block["vendor_metadata"] = {{"tipline", std::move(metadata)}};
    if (form.form == Form::kSelectOne) AddFloipChoiceSets(step, blocks_);
    if (form.form == Form::kNumeric && step.can_skip)
      losses_.push_back({flow_.name, step.id, "skip_text", "1 is no number there: it asks again"});
    AddRetry(step, form.form);
  }

  void AddOpen(const Step& step, Json& metadata) {
    if (step.min != 2) metadata["min"] = step.min;
    if (step.retry.empty()) return;
    metadata["retry_resource"] = blocks_.Resource(step, "retry", step.retry, {}, false);
    losses_.push_back({flow_.name, step.id, "retry", "any words are an answer there"});
  }

  // Texts of further fields, in all languages.
  void AddInnerTexts(const Step& step, Json& metadata) {
    if (!step.gratis.empty())
      metadata["free_resource"] = blocks_.Resource(step, "free", step.gratis, {}, false);
    for (const Point& point : step.points)
      if (!point.text.empty())
        metadata["point_resources"][point.item] =
            blocks_.Resource(step, "point." + point.item, point.text, {}, false);
  }

  // Nothing there shows them; with them the step can come back whole.
  void AddHiddenTexts(const Step& step, Json& metadata) {
    if (!step.text.empty())
      metadata["text_resource"] = blocks_.Resource(step, "text", step.text, step.sms, false);
    if (!step.retry.empty())
      metadata["retry_resource"] = blocks_.Resource(step, "retry", step.retry, {}, false);
    if (!step.skip.empty())
      metadata["skip_resource"] = blocks_.Resource(step, "skip", step.skip, {}, false);
    if (!step.var.empty()) metadata["var"] = step.var;
  }

  const Json* SourceOf(const Step& step) const {
    if (!document_.is_object()) return nullptr;
    const auto index = static_cast<size_t>(&step - flow_.steps.data());
    const Json& steps = document_["steps"];
    return index < steps.size() ? &steps[index] : nullptr;
  }

  Json& AddBlock(const Step& step, Form form, Json& metadata) {
    switch (form) {
      case Form::kMessage:
        return blocks_.Add(step, "MobilePrimitives.Message",
                           {{"prompt", blocks_.Resource(step, "text", step.text, step.sms, false)}},
                           blocks_.Going(step));
      case Form::kSelectOne:
      case Form::kSelectMany:
      case Form::kOpen:
      case Form::kNumeric:
        return AddFloipQuestion(data_, step, form, blocks_, metadata);
      case Form::kCase:
        return blocks_.Add(step, "Core.Case", Json::object(), FloipCaseExits(blocks_, step));
      case Form::kSet:
        return blocks_.Add(step, "Core.SetContactProperty", FloipSets(step.values),
                           blocks_.Going(step));
      case Form::kRun:
        return blocks_.Add(step, "Core.RunFlow", {{"flow_id", NameUuid("flow/" + step.subflow)}},
                           blocks_.Going(step));
      case Form::kPass:
        break;
    }
    return blocks_.Add(step, "Core.Log",
                       {{"message", std::string("Tipline: ") + step.kind->name()}},
                       blocks_.Going(step));
  }

  void AddRetry(const Step& step, Form form) {
    if (step.retry.empty() || !step.kind->Asks() || form == Form::kPass || form == Form::kOpen)
      return;
    Json exits = Json::array({blocks_.Exit(step, "retry", "", blocks_.BlockId(step.id))});
    blocks_.Add(blocks_.Id(step.id, "retry"), FloipBlocks::BlockName(step.id) + "_retry",
                "MobilePrimitives.Message",
                {{"prompt", blocks_.Resource(step, "retry", step.retry, {}, false)}},
                std::move(exits));
  }

  const BundleData& data_;
  const Flow& flow_;
  const Json& document_;
  Losses& losses_;
  FloipBlocks blocks_;
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
