#include "gateway/console/case_json.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/time.h"
#include "flows/cases/shown_answers.h"
#include "gateway/console/answers.h"

namespace tipline::console {
namespace {

using nlohmann::json;

json LineJson(TimePoint at, const char* from, const std::string& author, const std::string& words,
              const std::string& meaning, const std::string& state) {
  return {{"at", FormatTime(at)}, {"from", from},       {"author", author},
          {"words", words},       {"meaning", meaning}, {"state", state}};
}

using Spoken = std::pair<TimePoint, json>;

void AddTipLines(const store::CaseFile& file, std::vector<Spoken>& lines) {
  std::map<std::tuple<TimePoint, std::string, std::string>, bool> shown;
  for (const store::CaseTip& tip : file.tips) {
    if (!tip.tip) continue;
    for (const Said& said : tip.tip->said) {
      if (!shown.emplace(std::tuple(said.at, said.step, said.words.Reveal()), true).second)
        continue;
      lines.emplace_back(said.at,
                         LineJson(said.at, "person", "", said.words.Reveal(), said.meaning, ""));
    }
    if (tip.tip->said.empty() && !tip.tip->text.empty())
      lines.emplace_back(tip.received_at,
                         LineJson(tip.received_at, "person", "", tip.tip->text.Reveal(), "", ""));
  }
}

// A reply and its message on the way out carry the same time (routes/reply.cc).
std::string DeliveryOf(const store::CaseMessage& message,
                       const std::vector<store::OutboundRow>& outbound) {
  const auto row =
      std::find_if(outbound.begin(), outbound.end(), [&](const store::OutboundRow& candidate) {
        return candidate.kind == OutboundClass::kReply && candidate.created_at == message.at;
      });
  return row == outbound.end() ? DeliveryStateName(DeliveryState::kQueued) : row->state;
}

}  // namespace

json ReasonsJson(const std::vector<Reason>& reasons, bool with_evidence) {
  json out = json::array();
  for (const Reason& reason : reasons) {
    json& item = out.emplace_back(json{{"rule", reason.rule}, {"points", reason.points}});
    if (with_evidence) item["evidence"] = reason.evidence;
  }
  return out;
}

json SummaryJson(const store::CaseRow& row, const std::vector<Reason>& reasons) {
  const Case& item = row.item;
  return {{"id", item.id},
          {"reference", item.reference},
          {"priority", PriorityName(item.priority)},
          {"status", item.status},
          {"created_at", FormatTime(item.created_at)},
          {"due_at", TimeOrNull(item.due_at)},
          {"language", item.language},
          {"channel", item.channel},
          {"medium", MediumName(item.medium)},
          {"about", item.about},
          {"disposition", item.disposition},
          {"place_code", item.place_code},
          {"consent", ConsentName(item.consent)},
          {"child", item.child},
          {"needs_person", row.needs_person},
          {"wants_callback", item.wants_callback},
          {"assigned_to", item.assigned_to},
          {"indicators", item.indicators},
          {"reasons", ReasonsJson(reasons, false)},
          {"revision", item.revision}};
}

json ConversationJson(const store::CaseFile& file,
                      const std::vector<store::OutboundRow>& outbound) {
  std::vector<Spoken> lines;
  AddTipLines(file, lines);
  for (const store::CaseMessage& message : file.messages) {
    const bool in = message.direction == "in";
    const bool out = message.direction == "out";
    lines.emplace_back(
        message.at, LineJson(message.at, in ? "person" : (out ? "staff" : "note"), message.author,
                             message.text.Reveal(), "", out ? DeliveryOf(message, outbound) : ""));
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const Spoken& a, const Spoken& b) { return a.first < b.first; });
  json result = json::array();
  for (Spoken& line : lines)
    result.push_back(std::move(line.second));
  return result;
}

json TipsJson(const store::CaseFile& file) {
  json out = json::array();
  for (const store::CaseTip& tip : file.tips) {
    json answers = json::array();
    if (tip.tip)
      for (const auto& [name, value] : flows::AnswersToShow(tip.tip->answers))
        answers.push_back({{"name", name}, {"value", value}});
    out.push_back({{"id", tip.id},
                   {"kind", tip.kind},
                   {"received_at", FormatTime(tip.received_at)},
                   {"channel", tip.channel},
                   {"priority", PriorityName(tip.assessment.priority)},
                   {"place", tip.assessment.place},
                   {"answers", std::move(answers)}});
  }
  return out;
}

json ReferralsJson(const std::vector<Referral>& referrals) {
  json out = json::array();
  for (const Referral& referral : referrals)
    out.push_back({{"id", referral.id},
                   {"organisation", referral.organisation},
                   {"reference", referral.reference},
                   {"status", referral.status},
                   {"alert_state", referral.alert_state},
                   {"offered_at", FormatTime(referral.offered_at)},
                   {"answered_at", TimeOrNull(referral.answered_at)},
                   {"due_at", TimeOrNull(referral.due_at)},
                   {"attempt", referral.attempt}});
  return out;
}

json TimelineJson(const store::CaseFile& file) {
  json out = json::array();
  for (const store::TimelineEntry& entry : file.timeline)
    if (entry.action != "read")
      out.push_back({{"at", FormatTime(entry.at)},
                     {"actor", entry.actor},
                     {"action", entry.action},
                     {"detail", entry.detail}});
  return out;
}

json SeenByJson(const store::CaseFile& file) {
  std::map<std::string, TimePoint> last;
  for (const store::TimelineEntry& entry : file.timeline)
    if (entry.action == "read") last[entry.actor] = entry.at;
  json out = json::array();
  for (const auto& [name, at] : last)
    out.push_back({{"name", name}, {"at", FormatTime(at)}});
  return out;
}

std::vector<Reason> ReasonsOf(const store::CaseFile& file) {
  std::vector<Reason> reasons;
  for (auto tip = file.tips.rbegin(); tip != file.tips.rend(); ++tip)
    for (const Reason& reason : tip->assessment.reasons) {
      const bool known = std::any_of(reasons.begin(), reasons.end(), [&](const Reason& other) {
        return other.rule == reason.rule && other.evidence == reason.evidence;
      });
      if (!known) reasons.push_back(reason);
    }
  return reasons;
}

std::string PlaceOf(const store::CaseFile& file) {
  for (auto tip = file.tips.rbegin(); tip != file.tips.rend(); ++tip)
    if (!tip->assessment.place.empty()) return tip->assessment.place;
  return {};
}

}  // namespace tipline::console
