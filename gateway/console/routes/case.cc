// /api/cases/{id}: one case with all its words. Every answer with words is written into the audit
// trail; a poll that finds nothing new shows nothing and is not.
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/cases/disposition.h"
#include "gateway/console/allowed.h"
#include "gateway/console/answers.h"
#include "gateway/console/case_json.h"
#include "gateway/console/route.h"

namespace tipline::console {
namespace {

nlohmann::json CallJson(const Allowed& allowed) {
  if (!allowed.call) return nullptr;
  const auto hours = flows::HoursOf(allowed.call->wish);
  return {{"time", allowed.call->wish.time},
          {"other", allowed.call->wish.other},
          {"hours", hours ? flows::DayHoursText(*hours) : ""},
          {"zone", allowed.call->zone},
          {"good_time", allowed.call->good_time},
          {"said_stop", allowed.call->said_stop}};
}

nlohmann::json AllowedJson(const Allowed& allowed) {
  nlohmann::json codes = nlohmann::json::array();
  for (const flows::ClosureCode& known : allowed.close)
    codes.push_back({{"code", known.code}, {"group", known.group}});
  nlohmann::json kinds = nlohmann::json::array();
  for (const flows::Disposition& known : flows::DispositionTable())
    kinds.push_back(known.code);
  return {{"claim", allowed.claim},
          {"number", allowed.number},
          {"call", CallJson(allowed)},
          {"reply", {{"allowed", allowed.no_reply.empty()}, {"why", allowed.no_reply}}},
          {"close", std::move(codes)},
          {"dispositions", std::move(kinds)}};
}

// What can change on the page: the case itself, what may be done now, its messages' and alerts'
// delivery, who looks.
std::string StateOf(const Case& item, const std::vector<store::OutboundRow>& outbound,
                    const std::vector<Referral>& referrals, const Visitor& visitor,
                    const Allowed& allowed) {
  std::string state = AllowedJson(allowed).dump() + item.id + ":" + std::to_string(item.revision) +
                      ":" + visitor.name;
  for (const store::OutboundRow& row : outbound)
    state += "\n" + row.id + ":" + row.state;
  for (const Referral& referral : referrals)
    state += "\n" + referral.id + ":" + referral.status + referral.alert_state;
  return state;
}

nlohmann::json PageJson(const Call& call, const store::CaseFile& file,
                        const std::vector<store::OutboundRow>& outbound, const Allowed& allowed) {
  const std::vector<Reason> reasons = ReasonsOf(file);
  nlohmann::json item = SummaryJson(file.row, reasons);
  item["closure_code"] = file.row.item.closure_code;
  item["may_text"] = file.row.item.may_text;
  item["place"] = PlaceOf(file);
  return {{"now", FormatTime(call.now)},
          {"case", std::move(item)},
          {"conversation", ConversationJson(file, outbound)},
          {"reasons", ReasonsJson(reasons, true)},
          {"tips", TipsJson(file)},
          {"referrals", ReferralsJson(file.referrals)},
          {"timeline", TimelineJson(file)},
          {"seen_by", SeenByJson(file)},
          {"allowed", AllowedJson(allowed)}};
}

http::Response ShowCase(const Call& call) {
  const auto item = call.desk.cases.Find(call.places.at(0));
  if (!item) return ProblemOf(item.error());
  const auto outbound = call.desk.outbound.OfCase(item->id);
  if (!outbound) return ProblemOf(outbound.error());
  const auto referrals = call.desk.cases.ReferralsOf(item->id);
  if (!referrals) return ProblemOf(referrals.error());
  auto allowed = AllowedNow(call.desk, call.visitor, *item);
  if (!allowed) return ProblemOf(allowed.error());
  std::string tag = EntityTag(*call.desk.keys.store,
                              StateOf(*item, *outbound, *referrals, call.visitor, *allowed));
  if (Unchanged(call.request, tag)) return NotModified(std::move(tag));

  const auto file = call.desk.cases.Show(item->id, call.visitor.name, call.now);
  if (!file) return ProblemOf(file.error());
  allowed = AllowedNow(call.desk, call.visitor, file->row.item);
  if (!allowed) return ProblemOf(allowed.error());
  return OkTagged(PageJson(call, *file, *outbound, *allowed), std::move(tag));
}

const RegisterRoute kShowCase("GET", "/api/cases/{id}", kCaseWork, ShowCase);

}  // namespace
}  // namespace tipline::console
