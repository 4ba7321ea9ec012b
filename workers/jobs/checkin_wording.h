// What is written to travellers, to those who are told about them and to duty leads. Short enough
// for one SMS, nothing in it that may not be seen, no promise. Tests:
// tests/workers/jobs/checkin_wording_test.cc
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tipline::workers {

enum class CheckinText {
  kAsk,  // to the traveller, three times
  kRemind,
  kRemindAgain,
  kThanks,    // to whoever answered
  kInvite,    // to a contact: {name}
  kAccepted,  // {name}
  kDeclined,
  kLate,         // to a contact: {name} {last} {where}
  kFine,         // to a contact: {name} {when}
  kPassedOn,     // to a contact who asked for help
  kLead,         // to the duty lead: {id} {when}
  kLeadBlind,    // {id} {when}
  kLeadTrouble,  // {id}
  kLeadFine,     // {id}
  kLeadRelay,    // {id}
  kPaused,       // {cause} {when}
};

// English where there is no such text in a language.
std::string CheckinWord(CheckinText what, std::string_view language,
                        const std::map<std::string, std::string>& values = {});
const std::vector<std::string>& CheckinTexts();  // all of them, with their placeholders

}  // namespace tipline::workers
