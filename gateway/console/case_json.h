// Cases as /api shows them. The summary holds no words of people; what a case page adds does. Pure;
// thread-safe.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "gateway/store/records/cases.h"
#include "gateway/store/records/outbound.h"

namespace tipline::console {

// `reasons`: rule and points; evidence is left out here.
nlohmann::json SummaryJson(const store::CaseRow& row, const std::vector<Reason>& reasons);
// Everything that was said, both ways and in order; a tip repeats what earlier tips of its
// conversation said, which is shown once. `outbound` gives our own messages their delivery state.
nlohmann::json ConversationJson(const store::CaseFile& file,
                                const std::vector<store::OutboundRow>& outbound);
nlohmann::json TipsJson(const store::CaseFile& file);
nlohmann::json ReferralsJson(const std::vector<Referral>& referrals);
// Without reads; those are SeenByJson, the last one of each reader.
nlohmann::json TimelineJson(const store::CaseFile& file);
nlohmann::json SeenByJson(const store::CaseFile& file);
// Reasons of all tips, newest tip first, each once.
std::vector<Reason> ReasonsOf(const store::CaseFile& file);
nlohmann::json ReasonsJson(const std::vector<Reason>& reasons, bool with_evidence);
std::string PlaceOf(const store::CaseFile& file);  // of the newest tip that has one

}  // namespace tipline::console
