// What `tipline case show` says about writing to the person: what they said is safe, opt-outs, and
// what became of each message that went out. Pure. Tests: tests/workers/cli/case_test.cc
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/delivery/permission.h"
#include "gateway/store/records/opt_outs.h"
#include "gateway/store/records/outbound.h"
#include "gateway/store/records/own_cases.h"

namespace tipline::cli {

struct CaseSending {
  std::vector<flows::SafeContact> contacts;
  std::vector<store::OptOut> opt_outs;
  std::vector<store::OutboundRow> messages;
  store::Wishes wishes;
};

// "wishes", "safe_contacts", "opt_outs" and "outbound", added to the case.
void AddSending(const CaseSending& sending, nlohmann::json& into);
std::string SendingText(const CaseSending& sending);

}  // namespace tipline::cli
