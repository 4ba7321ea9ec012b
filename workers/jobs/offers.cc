// Tests: tests/workers/jobs/responder_test.cc
#include "workers/jobs/offers.h"

#include <algorithm>
#include <utility>

#include "flows/routing/route.h"
#include "flows/triage/assess.h"
#include "gateway/base/ids.h"
#include "gateway/base/log.h"
#include "gateway/base/outbound_box.h"
#include "workers/jobs/site_facts.h"
#include "workers/jobs/wording.h"

namespace tipline::workers {
namespace {

store::StreamEntry Sealed(const KeyRing& keys, const Outbound& message) {
  return {"outbound", message.id, OutboundClassName(message.kind),
          SealOutbound(keys, EncodeOutbound(message)), message.channel};
}

}  // namespace

flows::CaseFacts FactsOfCase(const Case& item, const std::vector<store::CaseTip>& tips) {
  flows::CaseFacts facts;
  std::string words;
  for (const store::CaseTip& tip : tips) {
    if (!tip.tip) continue;
    flows::CaseFacts one = flows::FactsOf(*tip.tip, tip.assessment);
    words += one.words.Reveal() + "\n";
    if (facts.place.empty()) facts.place = one.place;
    if (facts.place_code.empty()) facts.place_code = one.place_code;
    if (facts.about.empty()) facts.about = one.about;
    facts.complaint = facts.complaint || one.complaint;
    if (!one.kept_from.empty()) facts.kept_from = one.kept_from;
    if (!one.agreed.empty()) facts.agreed = one.agreed;
    if (facts.site.empty()) facts.site = one.site;
  }
  facts.words = Secret(std::move(words));
  facts.priority = item.priority;
  facts.child = item.child;
  facts.language = item.language;
  facts.indicators = item.indicators;
  facts.consent = item.consent;
  facts.pseudonym = item.pseudonym;
  return facts;
}

Result<std::optional<store::Offer>> ChooseNext(Services& services, const Case& item) {
  TRY_ASSIGN(const auto directory, services.CurrentDirectory());
  TRY_ASSIGN(const auto tips, services.cases.TipsOf(item.id));
  TRY_ASSIGN(const auto asked, services.cases.ReferralsOf(item.id));
  flows::CaseFacts facts = FactsOfCase(item, tips);
  TRY(AddSite(services, facts));
  TRY_ASSIGN(facts.load, services.cases.Load());
  for (const Referral& referral : asked)
    facts.asked.push_back(referral.responder_id);
  for (const flows::ResponderChoice& choice :
       flows::Route(facts, *directory, services.clock.Now())) {
    const auto before = std::find(facts.asked.begin(), facts.asked.end(), choice.responder_id);
    if (before != facts.asked.end()) continue;
    return std::optional(store::Offer{choice.responder_id, choice.organisation_id, choice.due_at});
  }
  return std::optional<store::Offer>();
}

Status AddOffers(Lane& lane, const Case& item, const std::vector<Referral>& offers,
                 std::vector<store::Command>& commands) {
  if (offers.empty()) return Unit{};
  TRY_ASSIGN(const auto directory, lane.services().CurrentDirectory());
  for (const Referral& offer : offers) {
    const TimePoint due = offer.due_at.value_or(lane.Now());
    const Responder* responder = FindResponder(*directory, offer.responder_id);
    if (responder == nullptr || responder->number.empty()) {
      // Taken out of the directory meanwhile: the clock is over at once and the next one is asked.
      commands.push_back(lane.ScheduleCommand("", "referral_unreached", offer.id, lane.Now()));
      continue;
    }
    commands.push_back(lane.ScheduleCommand(responder->pseudonym, "referral_due", offer.id, due));
    Outbound alert;
    alert.id = offer.id;
    alert.kind = OutboundClass::kAlert;
    alert.channel = responder->channel;
    alert.to = responder->number;
    alert.text = Secret(Word(Wording::kOffer, responder->language, offer.reference));
    alert.case_id = item.id;
    alert.referral_id = offer.id;
    alert.created_at = offer.offered_at;
    commands.push_back(
        lane.AppendCommand(responder->pseudonym, Sealed(lane.services().keys, alert)));
  }
  return Unit{};
}

Status SendOffers(Lane& lane, const Case& item, const std::vector<Referral>& offers) {
  std::vector<store::Command> commands;
  TRY(AddOffers(lane, item, offers, commands));
  for (const Status& done : lane.RunAll(commands))
    TRY(done);
  return Unit{};
}

Status Answer(Lane& lane, const std::string& id, const Inbound& inbound,
              const std::string& pseudonym, const std::string& text, const std::string& case_id) {
  Outbound message;
  message.id = id;
  message.kind = OutboundClass::kReply;
  message.channel = inbound.channel;
  message.to = inbound.from;
  message.from = inbound.to;
  message.text = Secret(text);
  message.case_id = case_id;
  message.created_at = lane.Now();
  return lane.Append(pseudonym, Sealed(lane.services().keys, message));
}

Status PassOn(Lane& lane, const Referral& referral, const std::string& status) {
  Services& services = lane.services();
  TRY_ASSIGN(const Case item, services.cases.Find(referral.case_id));
  std::optional<store::Offer> next;
  if (referral.status == "offered" || referral.status == "accepted") {
    TRY_ASSIGN(next, ChooseNext(services, item));
  }
  TRY_ASSIGN(const store::Answered done,
             services.cases.TurnDown(referral, status, next, lane.Now()));
  // It was answered in between: whoever takes it away must look again whether it has to be.
  if (!done.changed && status == "withdrawn" && done.referral.status != referral.status)
    return Conflict("the referral was answered meanwhile");
  lane.Reached("passed_on");
  if (done.changed && done.offers.empty()) LogWarning("nobody_left_to_ask", {{"case", item.id}});
  return SendOffers(lane, done.item, done.offers);
}

Status Rejudge(Lane& lane, const Case& item) {
  Services& services = lane.services();
  TRY_ASSIGN(const auto directory, services.CurrentDirectory());
  TRY_ASSIGN(const auto tips, services.cases.TipsOf(item.id));
  TRY_ASSIGN(const auto referrals, services.cases.ReferralsOf(item.id));
  std::vector<flows::Excluded> excluded;
  flows::CaseFacts facts = FactsOfCase(item, tips);
  TRY(AddSite(services, facts));
  flows::Route(facts, *directory, lane.Now(), &excluded);
  const auto is_out = [&](const Referral& referral, std::string_view rule) {
    return std::any_of(excluded.begin(), excluded.end(), [&](const flows::Excluded& one) {
      return one.responder_id == referral.responder_id && one.rule == rule;
    });
  };
  for (const Referral& referral : referrals) {
    const bool offered = referral.status == "offered";
    if (!offered && referral.status != "accepted") continue;
    const bool conflict = is_out(referral, "conflict") || is_out(referral, "company");
    if (conflict || (offered && is_out(referral, "hours"))) {
      LogWarning("referral_withdrawn",
                 {{"referral", referral.id}, {"why", conflict ? "conflict" : "hours"}});
      TRY(PassOn(lane, referral, "withdrawn"));
      continue;
    }
    if (!offered) continue;
    TRY_ASSIGN(const store::Answered hastened,
               services.cases.Hasten(
                   referral.id, lane.Now() + flows::AcknowledgeWithin(item.priority), lane.Now()));
    if (hastened.changed) TRY(SendOffers(lane, hastened.item, {hastened.referral}));
  }
  return Unit{};
}

}  // namespace tipline::workers
