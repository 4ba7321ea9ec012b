// AddFloipQuestion. One exit for each answer, "not_understood" for any other one, and the default
// for silence: a phone that says nothing any more is not written to.
#include <utility>

#include "flows/exchange/expression.h"
#include "flows/exchange/floip_export_json.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

constexpr const char* kAnswered = "block.response <> \"\"";

Json Choices(const BundleData& data, const Step& step, FloipBlocks& blocks) {
  Json choices = Json::array();
  for (size_t at = 0; at < step.options.size(); ++at) {
    const Choice& choice = step.options[at];
    Json tests =
        Json::array({{{"test_expression", "block.response = " + Quoted(std::to_string(at + 1))}}});
    for (const size_t i : LanguageOrder(data))
      tests.push_back({{"language", blocks.LanguageId(i)},
                       {"test_expression", "block.response = " + Quoted(In(choice.text, i))}});
    choices.push_back(
        {{"name", choice.value},
         {"prompt", blocks.Resource(step, "option." + choice.value, choice.text, {}, false)},
         {"text_tests", std::move(tests)}});
  }
  return choices;
}

Json AnswerExits(const Step& step, Form form, const FloipBlocks& blocks) {
  Json exits = Json::array();
  if (form == Form::kSelectOne) {
    for (const Choice& choice : step.options)
      exits.push_back(blocks.Exit(step, choice.value, "block.value = " + Quoted(choice.value),
                                  choice.set.empty()
                                      ? blocks.Destination(NextOf(step, choice))
                                      : Json(blocks.Id(step.id, "set." + choice.value))));
  } else {
    const char* any = form == Form::kOpen ? kAnswered : "block.value <> \"\"";
    exits.push_back(blocks.Exit(step, "answered", any, blocks.Destination(step.next)));
  }
  if (form != Form::kOpen)
    exits.push_back(
        blocks.Exit(step, "not_understood", kAnswered,
                    step.retry.empty() ? blocks.BlockId(step.id) : blocks.Id(step.id, "retry")));
  exits.push_back(blocks.Exit(step, "silence", "", nullptr));
  return exits;
}

const char* TypeOf(Form form) {
  switch (form) {
    case Form::kSelectOne:
      return "MobilePrimitives.SelectOneResponse";
    case Form::kSelectMany:
      return "MobilePrimitives.SelectManyResponses";
    case Form::kNumeric:
      return "MobilePrimitives.NumericResponse";
    default:
      return "MobilePrimitives.OpenResponse";
  }
}

}  // namespace

Json& AddFloipQuestion(const BundleData& data, const Step& step, Form form, FloipBlocks& blocks,
                       Json& metadata) {
  Json config = {{"prompt", blocks.Resource(step, "text", step.text, step.sms, true)}};
  config["set_contact_property"] =
      Json::array({{{"property_key", step.var}, {"property_value", "@block.value"}}});
  if (!step.skip.empty())
    metadata["skip_resource"] = blocks.Resource(step, "skip", step.skip, {}, false);
  if (form == Form::kSelectOne || form == Form::kSelectMany)
    config["choices"] = Choices(data, step, blocks);
  if (form == Form::kSelectMany) config["minimum_choices"] = 1;
  if (form == Form::kNumeric) {
    config["validation_minimum"] = step.min;
    config["validation_maximum"] = step.max;
  }
  return blocks.Add(step, TypeOf(form), std::move(config), AnswerExits(step, form, blocks));
}

}  // namespace tipline::flows::exchange
