// Somebody rang and was not answered (gateway, event `call`): a sign of life of a traveller, and
// something for staff to see. We call or write back only where the person's own safe-contact rule
// says so: then the case holds the number and may be called or written to. Without such a rule, or
// after an opt-out, staff see that it rang and when, and no number is kept. Nobody outside is
// alarmed. Entry: the sealed Inbound. Tests: tests/workers/jobs/missed_call_test.cc
#include <algorithm>
#include <memory>

#include "flows/cases/call_wish.h"
#include "gateway/base/log.h"
#include "gateway/store/records/calling.h"
#include "gateway/store/records/missed_calls.h"
#include "workers/jobs/checkin.h"
#include "workers/loop/job.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

// What the person said about being called or written to.
struct Rule {
  bool may_call = false, may_text = false;
  bool refused = false;  // texts, whatever else was said
  std::string earlier;   // reference of their open case
  std::string writable;  // of the one in which they said last that writing is safe
  TimePoint said_at{};   // when they said whether it is
  bool urgent = false;   // which is P0 or P1
  flows::CallWish wish;  // what was said there of a call
};

bool IsOver(const flows::SafeContact& one, TimePoint now) {
  return one.withdrawn_at || !one.may_write || (one.valid_until && *one.valid_until <= now);
}

// Who asked for a call there may be called, unless that was taken back since.
Status AddCall(Lane& lane, const Case& item, Rule& rule) {
  Services& services = lane.services();
  if (!item.wants_callback) return Unit{};
  TRY_ASSIGN(const auto tips, services.cases.TipsOf(item.id));
  TRY_ASSIGN(const auto leave, store::MayCall(services.database, item, tips));
  if (!leave.why_not.empty()) return Unit{};
  rule.may_call = true;
  for (const store::CaseTip& one : tips)
    if (one.tip) flows::AddCallWish(*one.tip, rule.wish);
  return Unit{};
}

Status AddOpenCase(Lane& lane, const Case& item, Rule& rule) {
  if (rule.earlier.empty()) rule.earlier = item.reference;
  rule.urgent = rule.urgent || item.priority <= Priority::kP1;
  TRY_ASSIGN(const auto contacts, lane.services().safe_contacts.Find("", item.id));
  for (const flows::SafeContact& one : contacts) {
    rule.refused = rule.refused || one.withdrawn_at;
    if (one.updated_at < rule.said_at) continue;
    rule.said_at = one.updated_at;
    const bool safe = !IsOver(one, lane.Now()) && item.consent != Consent::kAnonymous;
    rule.writable = safe ? item.reference : "";
  }
  return AddCall(lane, item, rule);
}

// Its hours, channel and cover are that case's: staff write there, not from the missed call.
Status ReadOpenCases(Lane& lane, const std::string& pseudonym, Rule& rule) {
  store::CaseFilter filter;
  filter.open_only = true;
  filter.pseudonym = pseudonym;
  TRY_ASSIGN(const auto rows, lane.services().cases.List(filter));
  for (const store::CaseRow& row : rows)
    if (row.item.about != "missed_call") TRY(AddOpenCase(lane, row.item, rule));
  return Unit{};
}

Result<Rule> RuleOf(Lane& lane, const std::string& pseudonym) {
  Services& services = lane.services();
  Rule rule;
  TRY(ReadOpenCases(lane, pseudonym, rule));
  TRY_ASSIGN(const bool unsafe, store::IsUnsafePhone(services.database, pseudonym));
  TRY_ASSIGN(const auto contacts, services.safe_contacts.Find(pseudonym, ""));
  TRY_ASSIGN(const auto opted_out, services.opt_outs.Of(pseudonym));
  const bool over =
      !opted_out.empty() || std::any_of(contacts.begin(), contacts.end(),
                                        [&](const auto& one) { return IsOver(one, lane.Now()); });
  rule.refused = rule.refused || unsafe || over;
  rule.may_text = !contacts.empty() && !rule.refused;
  rule.may_call = rule.may_call && !over;  // the rest: store::MayCall
  if (rule.refused) rule.writable.clear();
  return rule;
}

struct Caller {
  Inbound inbound;
  std::string pseudonym;
  TimePoint at{};
  bool hidden = false;
};

Result<Caller> Open(Lane& lane, const store::Delivered& entry) {
  const KeyRing& keys = lane.services().keys;
  TRY_ASSIGN(const std::string plain, OpenCase(keys, entry.sealed));
  Caller caller;
  TRY_ASSIGN(caller.inbound, DecodeInbound(plain));
  caller.hidden = caller.inbound.from.empty();
  caller.at = caller.inbound.sent_at.value_or(entry.appended_at());
  caller.pseudonym = Pseudonym(
      keys, caller.hidden ? "hidden|" + caller.inbound.channel : caller.inbound.from.Reveal());
  return caller;
}

Tip TipOf(const Caller& caller, const Rule& rule, const store::MissedCallKept& kept,
          const std::string& id) {
  const Inbound& inbound = caller.inbound;
  Tip tip;
  tip.id = id;
  tip.conversation = kept.conversation;
  tip.flow = "missed_call";
  tip.channel = inbound.channel;
  tip.medium = Medium::kUssd;  // no thread that could be answered
  tip.service_code = inbound.to;
  tip.received_at = caller.at;
  tip.about = "missed_call";
  tip.pseudonym = caller.pseudonym;
  const bool text = !rule.may_call && (rule.may_text || !rule.writable.empty());
  tip.answers = {{"missed_calls", std::to_string(kept.calls)},
                 {"first_call", FormatTime(kept.first_at)},
                 {"call_back", rule.may_call ? "call"
                               : text        ? "text"
                                             : "no"}};
  if (caller.hidden) tip.answers["number"] = "hidden";
  if (!rule.earlier.empty()) tip.answers["open_case"] = rule.earlier;
  if (text && !rule.writable.empty()) tip.answers["text_in"] = rule.writable;
  if (rule.urgent) tip.answers["open_case_urgent"] = "yes";
  if (rule.may_call && !rule.wish.time.empty()) tip.answers["call_time"] = rule.wish.time;
  if (rule.may_call && !rule.wish.other.empty()) tip.answers["call_other"] = rule.wish.other;
  tip.said.push_back({caller.at, "missed_call", Secret<std::string>(), "missed_call"});
  tip.wants_callback = rule.may_call;
  tip.may_text = rule.may_text;
  if (rule.may_call || rule.may_text) tip.number = inbound.from;
  return tip;
}

Status Hear(Lane& lane, const Caller& caller, const std::string& id) {
  SignOf sign;
  sign.at = caller.at;
  const Status heard = HearTraveller(lane, caller.pseudonym, sign, id);
  if (!heard && heard.error().code == Code::kNotFound) return Unit{};
  return heard;
}

class MissedCalls final : public Job {
 public:
  std::vector<Outcome> Run(Lane& lane, const std::vector<store::Delivered>& batch) const override {
    return InTurn(batch, [&](size_t i) {
      const Status done = One(lane, batch[i]);
      return done ? Done() : Failed(done.error());
    });
  }

 private:
  static Status One(Lane& lane, const store::Delivered& entry) {
    Services& services = lane.services();
    TRY_ASSIGN(const Caller caller, Open(lane, entry));
    if (!caller.hidden) TRY(Hear(lane, caller, entry.id));
    const std::string id = CheckinMessageId(services.keys, caller.at, "missed_call|" + entry.id);
    // A gateway whose clock is ahead must not make the calls after it silent.
    const TimePoint at = std::min(caller.at, lane.Now());
    TRY_ASSIGN(const auto kept,
               store::MissedCalls(services.database).Keep({entry.id, caller.pseudonym, at}, id));
    lane.Reached("call_kept");
    LogInfo("missed_call", {{"channel", caller.inbound.channel}, {"shown", kept.shown}});
    if (!kept.shown) return Unit{};
    Rule rule;
    if (!caller.hidden) {
      TRY_ASSIGN(rule, RuleOf(lane, caller.pseudonym));
    }
    const Tip tip = TipOf(caller, rule, kept, id);
    return lane.Append(
        caller.pseudonym,
        {"tips", tip.id, "tip", SealToCase(services.keys, EncodeTip(tip)), caller.inbound.channel});
  }
};

const RegisterJob kMissedCalls("tips", {"missed_call"}, std::make_shared<MissedCalls>());

}  // namespace
}  // namespace tipline::workers
