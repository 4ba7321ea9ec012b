#include "workers/cli/case_sending.h"

#include <nlohmann/json.hpp>

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

Json TimeOrNull(const std::optional<TimePoint>& at) {
  return at ? Json(FormatTime(*at)) : Json();
}

bool IsOpen(const store::OutboundRow& row) {
  return row.state == "queued" || row.state == "held";
}

std::string ContactText(const flows::SafeContact& one) {
  std::string out = one.case_id.empty() ? "person: " : "this case: ";
  if (one.withdrawn_at) return out + "withdrawn " + FormatTime(*one.withdrawn_at) + "\n";
  out += one.may_write ? "may be written to" : "must NOT be written to";
  out += ", " + flows::DayHoursText(one.hours) + " " + one.time_zone;
  if (!one.hours.weekdays.empty()) out += ", only on weekdays";
  for (const int day : one.hours.weekdays)
    out += " " + std::to_string(day);
  if (!one.channel.empty()) out += ", only on " + one.channel;
  if (one.valid_until) out += ", until " + FormatTime(*one.valid_until);
  if (!one.note.empty()) out += "\n  " + one.note.Reveal();
  return out + "\n";
}

}  // namespace

void AddSending(const CaseSending& sending, Json& into) {
  into["wishes"] = {{"withdrawn_at", TimeOrNull(sending.wishes.withdrawn_at)},
                    {"deletion_asked_at", TimeOrNull(sending.wishes.deletion_asked_at)},
                    {"erased_at", TimeOrNull(sending.wishes.erased_at)},
                    {"told", sending.wishes.told}};
  Json& contacts = into["safe_contacts"] = Json::array();
  for (const flows::SafeContact& one : sending.contacts)
    contacts.push_back({{"of", one.case_id.empty() ? "person" : "case"},
                        {"may_write", one.may_write},
                        {"channel", one.channel},
                        {"cover", one.cover},
                        {"hours", flows::DayHoursText(one.hours)},
                        {"weekdays", one.hours.weekdays},
                        {"time_zone", one.time_zone},
                        {"valid_until", TimeOrNull(one.valid_until)},
                        {"withdrawn_at", TimeOrNull(one.withdrawn_at)},
                        {"note", one.note.Reveal()},
                        {"updated_by", one.updated_by},
                        {"updated_at", FormatTime(one.updated_at)}});
  Json& opt_outs = into["opt_outs"] = Json::array();
  for (const store::OptOut& one : sending.opt_outs)
    opt_outs.push_back(
        {{"channel", one.channel}, {"at", FormatTime(one.at)}, {"source", one.source}});
  Json& messages = into["outbound"] = Json::array();
  for (const store::OutboundRow& row : sending.messages)
    messages.push_back({{"id", row.id},
                        {"class", OutboundClassName(row.kind)},
                        {"channel", row.channel},
                        {"state", row.state},
                        {"reason", row.reason},
                        {"attempts", row.attempts},
                        {"created_at", FormatTime(row.created_at)},
                        {"next_try_at", IsOpen(row) ? TimeOrNull(row.next_try_at) : Json()},
                        {"segments", row.segments},
                        {"cost_micros", row.cost_micros},
                        {"currency", row.currency}});
}

namespace {

std::string WishesText(const store::Wishes& wishes) {
  std::string out;
  const auto line = [&](const char* what, const std::optional<TimePoint>& at) {
    if (at) out += std::string(what) + " " + FormatTime(*at) + "\n";
  };
  line("NO CONTACT: the person took it back", wishes.withdrawn_at);
  line("DELETION ASKED by the person", wishes.deletion_asked_at);
  line("words erased", wishes.erased_at);
  for (const std::string& what : wishes.told)
    out += "told the person: " + what + "\n";
  return out;
}

}  // namespace

std::string SendingText(const CaseSending& sending) {
  std::string out = WishesText(sending.wishes);
  for (const flows::SafeContact& one : sending.contacts)
    out += ContactText(one);
  for (const store::OptOut& one : sending.opt_outs)
    out += "wants nothing unasked on " + one.channel + " since " + FormatTime(one.at) + " (" +
           one.source + ")\n";
  for (const store::OutboundRow& row : sending.messages) {
    out += std::string("out ") + OutboundClassName(row.kind) + " " + row.channel + " " +
           FormatTime(row.created_at) + ": " + row.state;
    if (!row.reason.empty()) out += " (" + row.reason + ")";
    if (IsOpen(row) && row.next_try_at) out += ", next " + FormatTime(*row.next_try_at);
    out += "\n";
  }
  return out;
}

}  // namespace tipline::cli
