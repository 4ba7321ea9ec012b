#include "workers/cli/case_text.h"

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "flows/cases/shown_answers.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

Json TimeOrNull(const std::optional<TimePoint>& at) {
  return at ? Json(FormatTime(*at)) : Json();
}

Json TipJson(const store::CaseTip& tip) {
  Json out = {{"id", tip.id},
              {"kind", tip.kind},
              {"channel", tip.channel},
              {"received_at", FormatTime(tip.received_at)},
              {"priority", PriorityName(tip.assessment.priority)}};
  Json reasons = Json::array();
  for (const Reason& reason : tip.assessment.reasons)
    reasons.push_back(
        {{"rule", reason.rule}, {"evidence", reason.evidence}, {"points", reason.points}});
  out["reasons"] = reasons;
  if (!tip.tip) return out;
  out["text"] = tip.tip->text.Reveal();
  out["place"] = tip.tip->place.Reveal();
  out["language"] = tip.tip->language;
  out["answers"] = tip.tip->answers;
  return out;
}

Json ReferralJson(const Referral& r) {
  return {{"id", r.id},
          {"responder", r.responder_id},
          {"organisation", r.organisation},
          {"reference", r.reference},
          {"status", r.status},
          {"alert_state", r.alert_state},
          {"attempt", r.attempt},
          {"offered_at", FormatTime(r.offered_at)},
          {"answered_at", TimeOrNull(r.answered_at)},
          {"due_at", TimeOrNull(r.due_at)}};
}

std::string Joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words)
    out += (out.empty() ? "" : " ") + word;
  return out;
}

// In a column: to the left, or to the right for numbers.
std::string Left(std::string text, size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text + " ";
}
std::string Right(const std::string& text, size_t width) {
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + text + " ";
}

std::string AnswersText(const Tip& tip) {
  std::string out;
  for (const auto& [name, value] : flows::AnswersToShow(tip.answers))
    out += (out.empty() ? "  " : ", ") + name + " " + value;
  return out.empty() ? out : out + "\n";
}

std::string Clock(const std::optional<TimePoint>& due, TimePoint now) {
  if (!due) return "";
  return *due >= now ? "in " + ShortSpan(*due - now) : "over " + ShortSpan(now - *due);
}

}  // namespace

Json CaseJson(const store::CaseFile& file) {
  const Case& item = file.row.item;
  Json out = {{"id", item.id},
              {"reference", item.reference},
              {"priority", PriorityName(item.priority)},
              {"status", item.status},
              {"created_at", FormatTime(item.created_at)},
              {"updated_at", FormatTime(item.updated_at)},
              {"due_at", TimeOrNull(item.due_at)},
              {"channel", item.channel},
              {"medium", MediumName(item.medium)},
              {"language", item.language},
              {"about", item.about},
              {"disposition", item.disposition},
              {"place_code", item.place_code.empty() ? Json() : Json(item.place_code)},
              {"consent", ConsentName(item.consent)},
              {"child", item.child},
              {"may_text", item.may_text},
              {"wants_callback", item.wants_callback},
              {"assigned_to", item.assigned_to.empty() ? Json() : Json(item.assigned_to)},
              {"closure_code", item.closure_code.empty() ? Json() : Json(item.closure_code)},
              {"needs_person", file.row.needs_person},
              {"revision", item.revision},
              {"indicators", item.indicators},
              {"tips", Json::array()},
              {"referrals", Json::array()}};
  for (const store::CaseTip& tip : file.tips)
    out["tips"].push_back(TipJson(tip));
  for (const Referral& referral : file.referrals)
    out["referrals"].push_back(ReferralJson(referral));
  if (file.timeline.empty()) return out;  // a row of a list
  out["messages"] = Json::array();
  for (const store::CaseMessage& message : file.messages)
    out["messages"].push_back({{"direction", message.direction},
                               {"author", message.author},
                               {"at", FormatTime(message.at)},
                               {"read_at", TimeOrNull(message.read_at)},
                               {"text", message.text.Reveal()}});
  out["timeline"] = Json::array();
  for (const store::TimelineEntry& entry : file.timeline)
    out["timeline"].push_back({{"at", FormatTime(entry.at)},
                               {"actor", entry.actor},
                               {"action", entry.action},
                               {"detail", entry.detail}});
  return out;
}

std::string ShortSpan(Millis span) {
  constexpr int64_t kDay = int64_t{24} * 60;
  const int64_t minutes = std::abs(span.count()) / 60'000;
  if (minutes < 60) return std::to_string(minutes) + "m";
  if (minutes < 2 * kDay) return std::to_string(minutes / 60) + "h";
  return std::to_string(minutes / kDay) + "d";
}

std::string CaseTable(const std::vector<store::CaseRow>& rows, TimePoint now) {
  std::string out = Left("REF", 7) + Left("PRI", 3) + Left("STATUS", 12) + Right("AGE", 5) +
                    Left("DUE", 9) + Left("CHANNEL", 14) + Left("ASSIGNED", 14) + Right("TIPS", 4) +
                    Right("REFS", 4) + " INDICATORS\n";
  for (const store::CaseRow& row : rows) {
    const Case& item = row.item;
    out += Left(item.reference, 7) + Left(PriorityName(item.priority), 3) + Left(item.status, 12) +
           Right(ShortSpan(now - item.created_at), 5) + Left(Clock(item.due_at, now), 9) +
           Left(item.channel, 14) + Left(item.assigned_to.empty() ? "-" : item.assigned_to, 14) +
           Right(std::to_string(row.tips), 4) + Right(std::to_string(row.referrals), 4) + " " +
           Joined(item.indicators) + (row.needs_person ? "  nobody to ask" : "") + "\n";
  }
  return out;
}

std::string CasePage(const store::CaseFile& file, TimePoint now) {
  const Case& item = file.row.item;
  std::string out = "Case " + item.reference + " (" + item.id + ")  " +
                    PriorityName(item.priority) + "  " + item.status + "  due " +
                    (item.due_at ? Clock(item.due_at, now) : "-") + "\n";
  out += "channel " + item.channel + ", " + MediumName(item.medium) + ", language " +
         item.language + ", consent " + ConsentName(item.consent) + (item.child ? ", child" : "") +
         (item.may_text ? ", may text" : ", do NOT text") + "\n";
  out += "contact: " + item.disposition +
         (item.place_code.empty() ? "" : ", place " + item.place_code) + "\n";
  out += "indicators: " + (item.indicators.empty() ? "none" : Joined(item.indicators)) + "\n";
  for (const store::CaseTip& tip : file.tips) {
    out += "\nTip of " + FormatTime(tip.received_at) +
           (tip.tip ? "" : "  (words closed: no case key)") + "\n";
    if (tip.tip && !tip.tip->place.empty()) out += "  place: " + tip.tip->place.Reveal() + "\n";
    if (tip.tip) out += "  " + tip.tip->text.Reveal() + "\n" + AnswersText(*tip.tip);
    for (const Reason& reason : tip.assessment.reasons)
      out +=
          "  " + std::to_string(reason.points) + " " + reason.rule + ": " + reason.evidence + "\n";
  }
  for (const store::CaseMessage& message : file.messages)
    out += "\n" + message.direction + " " + message.author + " " + FormatTime(message.at) + "\n  " +
           message.text.Reveal() + "\n";
  out += "\n";
  for (const Referral& r : file.referrals)
    out += "referral " + r.organisation + " (" + r.responder_id + "): " + r.status +
           (r.status == "offered" ? ", " + Clock(r.due_at, now) : "") + "\n";
  for (const store::TimelineEntry& entry : file.timeline)
    out +=
        FormatTime(entry.at) + "  " + entry.actor + "  " + entry.action + " " + entry.detail + "\n";
  return out;
}

}  // namespace tipline::cli
