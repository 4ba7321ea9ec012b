// Tips and lexicons for triage tests, from data.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "flows/model/case.h"
#include "flows/model/tip.h"
#include "flows/triage/lexicon.h"

namespace tipline::flows::testing {

constexpr int64_t kTriageNow = 1'764'000'000'000;

// config/triage, read once.
const Lexicon& StockLexicon();
nlohmann::json ReadData(const std::string& path);  // below tests/data
// {"text","lang","place","about","answers","child","danger_now","duress","wants_callback","days_old","said":["…"]}
Tip TipFrom(const nlohmann::json& data);
std::string Told(const Assessment& assessment);
// Checks {"priority" exactly | "at_least" | "no_more_than", "indicators" all of these,
// "not_indicators", "child", "language", "place", "reasons" rules that must be there,
// "not_reasons", "evidence" part of some evidence}.
void CheckAssessment(const Assessment& assessment, const nlohmann::json& wanted);

}  // namespace tipline::flows::testing
