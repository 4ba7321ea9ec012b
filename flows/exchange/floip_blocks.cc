// FloipBlocks: texts as resources with a value for each language and mode, blocks below each other.
#include <utility>

#include "flows/base/text_language_code.h"
#include "flows/exchange/expression.h"
#include "flows/exchange/floip_export_json.h"
#include "flows/exchange/name_uuid.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

Json Value(const std::string& language, Json modes, std::string text) {
  return {{"language_id", language},
          {"content_type", "TEXT"},
          {"mime_type", "text/plain"},
          {"modes", std::move(modes)},
          {"value", std::move(text)}};
}

}  // namespace

std::string FloipBlocks::Id(const std::string& step, const std::string& slot) const {
  return NameUuid("flow/" + flow_.name + "/" + step + "/" + slot);
}

std::string FloipBlocks::BlockName(const std::string& step) {
  return step.front() >= '0' && step.front() <= '9' ? "s" + step : step;
}

Json FloipBlocks::Destination(const Target& target) const {
  return target.index < 0 ? Json() : Json(BlockId(target.name));
}

std::string FloipBlocks::LanguageId(size_t language) const {
  const std::string code = Iso3(data_.languages[language]);
  return code == "mis" ? "mis-" + data_.languages[language] : code;
}

Json FloipBlocks::Languages() const {
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

std::string FloipBlocks::Theirs(const std::string& text) const {
  return ToTemplate(text, [this](const std::string& name) {
    const bool known = name == "emergency" && !data_.emergency.empty();
    return known ? data_.emergency : "@contact." + name;
  });
}

std::string FloipBlocks::Resource(const Step& step, const std::string& slot, const Wording& text,
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

Json FloipBlocks::Exit(const Step& step, const std::string& name, const std::string& test,
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

Json FloipBlocks::Going(const Step& step) const {
  return Json::array({Exit(step, "default", "", Destination(NextOf(step)))});
}

Json& FloipBlocks::Add(const std::string& id, const std::string& name, const char* type,
                       Json config, Json exits) {
  blocks_.push_back(
      {{"uuid", id},
       {"name", name},
       {"type", type},
       {"config", std::move(config)},
       {"exits", std::move(exits)},
       {"ui_metadata", {{"canvas_coordinates", {{"x", 0}, {"y", 120 * blocks_.size()}}}}}});
  return blocks_.back();
}

Json& FloipBlocks::Add(const Step& step, const char* type, Json config, Json exits) {
  return Add(BlockId(step.id), BlockName(step.id), type, std::move(config), std::move(exits));
}

}  // namespace tipline::flows::exchange
