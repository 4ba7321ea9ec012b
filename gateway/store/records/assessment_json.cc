#include "gateway/store/records/assessment_json.h"

#include <nlohmann/json.hpp>

namespace tipline::store {

std::string EncodeAssessment(const Assessment& assessment) {
  nlohmann::json reasons = nlohmann::json::array();
  for (const Reason& reason : assessment.reasons)
    reasons.push_back(
        {{"rule", reason.rule}, {"evidence", reason.evidence}, {"points", reason.points}});
  const nlohmann::json json = {{"priority", PriorityName(assessment.priority)},
                               {"indicators", assessment.indicators},
                               {"child", assessment.child},
                               {"language", assessment.language},
                               {"place", assessment.place},
                               {"place_code", assessment.place_code},
                               {"reasons", reasons}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<Assessment> DecodeAssessment(std::string_view text) {
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return Invalid("not a stored assessment");
  Assessment out;
  try {
    const auto priority = PriorityFromName(json.at("priority").get<std::string>());
    if (!priority) return Invalid("not a stored assessment: priority");
    out.priority = *priority;
    out.indicators = json.at("indicators").get<std::vector<std::string>>();
    out.child = json.at("child").get<bool>();
    out.language = json.at("language").get<std::string>();
    out.place = json.at("place").get<std::string>();
    out.place_code = json.value("place_code", std::string());
    for (const auto& reason : json.at("reasons"))
      out.reasons.push_back({reason.at("rule").get<std::string>(),
                             reason.at("evidence").get<std::string>(),
                             reason.at("points").get<int>()});
  } catch (const nlohmann::json::exception&) {
    return Invalid("not a stored assessment");
  }
  return out;
}

}  // namespace tipline::store
