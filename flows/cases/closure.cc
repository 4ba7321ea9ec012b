// The closure codes of domain.md §5.6.
#include <algorithm>

#include "flows/cases/lifecycle.h"

namespace tipline::flows {

const std::vector<ClosureCode>& ClosureCodeTable() {
  static const std::vector<ClosureCode> kCodes = {
      {"safe_and_left", "person"},
      {"safe_and_stayed", "person"},
      {"service_received", "person"},
      {"rights_recovered", "person"},
      {"documents_recovered", "person"},
      {"identity_issued", "person"},
      {"returned", "person"},
      {"declined_help", "person"},
      {"lost_contact", "person"},
      {"unsafe_to_contact", "person"},
      {"harmed", "person"},
      {"died", "person"},
      {"agency_accepted", "agency"},
      {"agency_declined", "agency"},
      {"agency_no_answer", "agency"},
      {"action_taken", "agency"},
      {"no_action", "agency"},
      {"case_opened", "agency"},
      {"person_located", "agency"},
      {"person_not_located", "agency"},
      {"identified_formally", "agency"},
      {"not_identified", "agency"},
      {"prosecution", "agency"},
      {"recruiter_sanctioned", "agency"},
      {"information_given", "contact"},
      {"out_of_scope", "contact"},
      {"blank", "contact"},
      {"test", "contact"},
      {"prank", "contact"},
      {"abusive", "contact"},
      {"duplicate", "contact"},
      {"wrong_number", "contact"},
      {"exercise", "contact"},
      {"actionable", "tip"},
      {"needs_more", "tip"},
      {"not_actionable", "tip"},
  };
  return kCodes;
}

std::vector<std::string> ClosureCodes() {
  std::vector<std::string> codes;
  for (const ClosureCode& one : ClosureCodeTable())
    codes.emplace_back(one.code);
  return codes;
}

Status CheckClosureCode(std::string_view code) {
  const auto& all = ClosureCodeTable();
  const bool known =
      std::any_of(all.begin(), all.end(), [&](const ClosureCode& one) { return one.code == code; });
  if (!known) return Invalid("closure code: no such code");
  return Unit{};
}

std::string ClosedStatus(std::string_view from, std::string_view code) {
  const bool nobody_opened = from == "received" || from == "screened";
  if (!nobody_opened) return "closed";
  if (code.empty()) return "non_case";
  const auto& all = ClosureCodeTable();
  const bool contact = std::any_of(all.begin(), all.end(), [&](const ClosureCode& one) {
    return one.code == code && one.group == std::string_view("contact");
  });
  return contact ? "non_case" : "closed";
}

}  // namespace tipline::flows
