// tipline voice told, answered: a company is told of what a worker said only after the independent
// responder has it and only with the worker's yes; how long it takes to answer is kept. Tests:
// tests/workers/cli/voice_test.cc
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "flows/voice/figures.h"
#include "workers/cli/case_store.h"

namespace tipline::cli {

struct Responses {
  size_t told = 0, answered = 0;
  std::optional<int64_t> median_hours;  // of those that were answered
};

// Of what the company was told in these months.
Result<Responses> ResponsesOf(CaseStore& opened, const std::string& site,
                              const flows::voice::Span& span);
nlohmann::json ResponsesJson(const Responses& responses);
void PrintResponses(const Responses& responses);

// Into the group `voice`.
void AddVoiceTold(CLI::App& group, Context& context, int& exit_code);

}  // namespace tipline::cli
