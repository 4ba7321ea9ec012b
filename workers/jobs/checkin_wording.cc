#include "workers/jobs/checkin_wording.h"

#include <array>

#include "flows/checkin/schedule.h"
#include "gateway/base/covers.h"
#include "gateway/base/log.h"

namespace tipline::workers {
namespace {

// In the order of CheckinText; those to people are in cover/en.json too.
constexpr std::array kEnglish = {
    "Hi, how is your day? Reply 1 for good.",
    "Hi again. Reply 1 when you can.",
    "Still hoping to hear from you today. Reply 1.",
    "Thank you. Have a good day.",
    "{name} would like us to text you if {name} does not answer us. Reply 1 for yes, 2 for no.",
    "Thank you. We text you only if {name} does not answer.",
    "Thank you. We will not ask again.",
    "{name} has not answered us since {last}. {where} Reply 1 if someone should look into it.",
    "{name} is in touch again, {when}. Thank you.",
    "Thank you. We pass this on to the person on duty.",
    "Told us {place}, {when}.",
    "Traveller {id} does not answer since {when}. Look: tipline checkin show {id}",
    "Traveller {id} is late since {when}, and we could not be reached. Decide: tipline checkin "
    "show {id}",
    "Traveller {id} needs a look now: tipline checkin show {id}",
    "Traveller {id} is in touch again.",
    "A contact asks that traveller {id} is looked into: tipline checkin show {id}",
    "Check-in alarms are paused: {cause}, since {when}. They go on by themselves. See: tipline "
    "checkin list",
};

constexpr std::array kIds = {
    "checkin_ask",    "checkin_remind",    "checkin_remind_again", "checkin_thanks",
    "checkin_invite", "checkin_accepted",  "checkin_declined",     "checkin_late",
    "checkin_fine",   "checkin_passed_on", "checkin_where",
};

std::string Filled(std::string_view text, const CheckinValues& values) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += text[at++];
      continue;
    }
    const auto value = values.find(std::string(text.substr(at + 1, end - at - 1)));
    if (value != values.end()) out += value->second;
    at = end + 1;
    // What is empty leaves no gap.
    if (value != values.end() && value->second.empty() && at < text.size() && text[at] == ' ') ++at;
  }
  return out;
}

bool IsEnglish(const std::string& language) {
  return language.empty() || language == "en" || language.starts_with("en-");
}

}  // namespace

std::string CheckinWord(CheckinText what, const CheckinValues& values) {
  return Filled(kEnglish.at(static_cast<size_t>(what)), values);
}

std::string CheckinWordIn(const std::string& flows_dir, const std::string& language,
                          CheckinText what, const CheckinValues& values) {
  const std::string id = CheckinId(what);
  if (id.empty() || IsEnglish(language)) return CheckinWord(what, values);
  const auto text = CoverText(flows_dir, language, id);
  if (text) return Filled(*text, values);
  LogWarning("checkin_wording", {{"language", language}, {"error", text.error().message}});
  return CheckinWord(what, values);
}

std::string CheckinTime(const std::string& language, const std::string& zone, TimePoint at) {
  return IsEnglish(language) ? flows::LocalStamp(zone, at) : flows::LocalDigits(zone, at);
}

std::string CheckinId(CheckinText what) {
  const auto index = static_cast<size_t>(what);
  return index < kIds.size() ? kIds.at(index) : "";
}

const std::vector<std::string>& CheckinTexts() {
  static const std::vector<std::string> kTexts(kEnglish.begin(), kEnglish.end());
  return kTexts;
}

}  // namespace tipline::workers
