#include "flows/cases/disposition.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tipline::flows {

const std::vector<Disposition>& DispositionTable() {
  static const std::vector<Disposition> kAll = {
      {"help_request", true},   // for oneself
      {"tip", true},            // about somebody else, or something seen
      {"complaint", true},      // about a recruiter
      {"call_request", true},   // wants to be called
      {"missed_call", true},    // rang, and said nothing
      {"unsorted", true},       // words that no menu asked for
      {"follow_up", false},     // came back to a case
      {"information", false},   // looked something up
      {"check_in", false},      // a traveller, or who looks after one
      {"worker_voice", false},  // short questions about a workplace
      {"professional", false},  // somebody with a verified role: a duty, a screening, field notes
      {"hang_up", false},       // said something and left, or the session broke
      {"silent", false},        // said nothing at all
      {"test", false},          // tried it out
      {"wrong_number", false}, {"prank", false},
  };
  return kAll;
}

namespace {

const Disposition* Find(std::string_view code) {
  const auto& all = DispositionTable();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Disposition& one) { return one.code == code; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

bool IsDisposition(std::string_view code) {
  return Find(code) != nullptr;
}

bool IsSubstantive(std::string_view code) {
  const Disposition* found = Find(code);
  return found != nullptr && found->substantive;
}

Status CheckDisposition(std::string_view code) {
  if (IsDisposition(code)) return Unit{};
  std::string allowed;
  for (const Disposition& one : DispositionTable())
    allowed += (allowed.empty() ? "" : ", ") + std::string(one.code);
  return Invalid("disposition; allowed: " + allowed);
}

const char* DispositionOf(const Tip& tip) {
  if (tip.about == "missed_call") return "missed_call";
  if (tip.answers.count("complaint") != 0) return "complaint";
  if (tip.about == "me" || tip.danger_now || tip.duress) return "help_request";
  if (tip.about == "someone" || tip.about == "saw") return "tip";
  if (tip.wants_callback) return "call_request";
  return kUnsorted;
}

const char* DispositionOfClosure(std::string_view closure_code) {
  constexpr std::array<std::pair<std::string_view, const char*>, 5> kSays = {
      {{"information_given", "information"},
       {"blank", "silent"},
       {"test", "test"},
       {"prank", "prank"},
       {"wrong_number", "wrong_number"}}};
  for (const auto& [code, says] : kSays)
    if (code == closure_code) return says;
  return "";
}

}  // namespace tipline::flows
