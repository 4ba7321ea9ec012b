// Cases as JSON (interface.md) and as tables for people. Pure. Tests:
// tests/workers/cli/case_test.cc
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "gateway/store/records/cases.h"

namespace tipline::cli {

// id, reference, priority, status, created_at, channel, indicators, tips and referrals (arrays),
// and the rest of the case. Words (text, place, evidence, notes) only where `file` holds them
// opened.
nlohmann::json CaseJson(const store::CaseFile& file);

// "3m", "2h", "5d"; "-" before it: is over.
std::string ShortSpan(Millis span);
std::string CaseTable(const std::vector<store::CaseRow>& rows, TimePoint now);
std::string CasePage(const store::CaseFile& file, TimePoint now);

}  // namespace tipline::cli
