// What is written to travellers, to those who are told about them and to duty leads. Short enough
// for one SMS, nothing in it that may not be seen, no promise. Staff read English; people read what
// their language's catalog has ("cover:checkin_ask", gateway/base/covers.h). Tests:
// tests/workers/jobs/checkin_wording_test.cc
#pragma once

#include <map>
#include <string>
#include <vector>

#include "flows/base/time.h"

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
  kWhere,        // a sentence of kLate: {place} {when}
  kLead,         // to the duty lead: {id} {when}
  kLeadBlind,    // {id} {when}
  kLeadTrouble,  // {id}
  kLeadFine,     // {id}
  kLeadRelay,    // {id}
  kPaused,       // {cause} {when}
};

using CheckinValues = std::map<std::string, std::string>;

// In English.
std::string CheckinWord(CheckinText what, const CheckinValues& values = {});
// In the language of who reads it; English where there is no such text in it, or where the catalogs
// cannot be read: a message about somebody who is missed goes out in any case.
std::string CheckinWordIn(const std::string& flows_dir, const std::string& language,
                          CheckinText what, const CheckinValues& values = {});
// "3 Nov 14:05" in English, "3/11 14:05" in all other languages.
std::string CheckinTime(const std::string& language, const std::string& zone, TimePoint at);

const std::vector<std::string>& CheckinTexts();  // all of them, with their placeholders
// What a text to people is called in cover/en.json; empty: one to staff.
std::string CheckinId(CheckinText what);

}  // namespace tipline::workers
