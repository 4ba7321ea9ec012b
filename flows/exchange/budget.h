// How much room each screen takes on a phone, in each language and spelling. Pure; thread-safe.
// Tests: tests/flows/exchange/budget_test.cc
#pragma once

#include <string>
#include <vector>

#include "flows/base/gsm7.h"
#include "flows/engine/engine.h"
#include "flows/engine/flow_set.h"

namespace tipline::flows {

struct BudgetRow {
  std::string flow, step;  // step: empty for the texts that belong to no step
  std::string text;        // "text", "sms", "retry"; of no step: which one
  std::string language;
  bool fallback = false;  // in the fallback spelling for GSM 7-bit
  Medium medium = Medium::kUssd;
  Measured size;
  size_t room = 0;  // units of one USSD page, or of one part of an SMS
  bool over() const { return size.units > room; }
};

// With the options or lines that a step shows; `language` empty: all of them.
std::vector<BudgetRow> BudgetOf(const BundleData& data, const std::string& language,
                                const ScreenLimits& limits);

}  // namespace tipline::flows
