// tips -> cases: open the box, assess, route, ONE SQL transaction for the whole batch, then alerts
// and clocks. A tip whose box opens but makes no sense still becomes a case that staff see, with
// the urgency of what nobody could read; a tip that makes the transaction fail is found by taking
// the batch in one by one. Tests: tests/workers/jobs/take_in_test.cc
#include <algorithm>
#include <map>

#include "flows/cases/lifecycle.h"
#include "flows/routing/route.h"
#include "flows/triage/assess.h"
#include "gateway/base/log.h"
#include "workers/jobs/offers.h"
#include "workers/jobs/role_facts.h"
#include "workers/jobs/site_facts.h"
#include "workers/jobs/talk_facts.h"
#include "workers/loop/job.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

// "raw": an inbound message, or a tip of a flow that this worker does not know. The words stay in
// the box.
Tip TipFromUnread(const store::Delivered& entry, const std::string& plain, const KeyRing& keys) {
  Tip tip;
  if (const auto inbound = DecodeInbound(plain)) {
    tip.channel = inbound->channel;
    tip.medium = inbound->kind == InboundKind::kSms ? Medium::kSms : Medium::kUssd;
    tip.service_code = inbound->to;
    tip.number = inbound->from;
    tip.pseudonym = Pseudonym(keys, inbound->from.Reveal());
    tip.text = inbound->text;
  } else {
    tip.text = Secret<std::string>(plain);
  }
  tip.about = "raw";
  tip.received_at = entry.appended_at();
  return tip;
}

// What routing looks at besides the tip.
struct Known {
  std::shared_ptr<const Directory> directory;
  std::string flaw;  // why somebody who could be asked may be missing; empty: nothing is
  std::map<std::string, int> load;
};

// A directory that nobody can read must not cost a tip its case: staff find someone. A store that
// is away is another matter: it comes back.
Result<Known> KnownOf(Services& services) {
  Known known;
  bool whole = false;
  const auto directory = services.CurrentDirectory(&whole);
  if (!directory && directory.error().code == Code::kUnavailable) return directory.error();
  if (!directory) LogError("directory_unreadable", directory.error());
  known.directory = directory ? *directory : std::make_shared<const Directory>();
  if (!whole) known.flaw = "directory_unreadable";
  auto load = services.CurrentLoad();
  if (!load && load.error().code == Code::kUnavailable) return load.error();
  if (load) known.load = *std::move(load);
  return known;
}

struct Work {
  std::vector<store::Intake> intakes;
  std::vector<size_t> place;  // of the entry in the batch
};

class TakeIn final : public Job {
 public:
  std::vector<Outcome> Run(Lane& lane, const std::vector<store::Delivered>& batch) const override {
    std::vector<Outcome> outcomes(batch.size());
    auto known = KnownOf(lane.services());
    if (!known) return std::vector<Outcome>(batch.size(), Outcome{Verdict::kRetry, known.error()});
    Work work;
    for (size_t i = 0; i < batch.size(); ++i) {
      auto intake = Judge(lane.services(), batch[i], *known, work.intakes, lane.Now());
      if (!intake) {
        outcomes[i] = Failed(intake.error());
        continue;
      }
      if (intake->offer) {
        ++known->load[intake->offer->responder_id];
        lane.services().AddLoad(intake->offer->responder_id);
      }
      work.intakes.push_back(*std::move(intake));
      work.place.push_back(i);
    }
    if (work.intakes.empty()) return outcomes;
    const auto taken = lane.services().cases.TakeIn(work.intakes, lane.Now());
    lane.Reached("taken_in");
    // A tip that the store does not take must not keep the others out.
    if (!taken && batch.size() > 1)
      return InTurn(batch, [&](size_t i) { return Run(lane, {batch[i]}).front(); });
    if (!taken) {
      for (const size_t place : work.place)
        outcomes[place] = Failed(taken.error());
      return outcomes;
    }
    const auto followed = Follow(lane, *taken);
    for (size_t k = 0; k < work.place.size(); ++k)
      outcomes[work.place[k]] = followed[k] ? Done() : Failed(followed[k].error());
    return outcomes;
  }

 private:
  static Result<store::Intake> Judge(Services& services, const store::Delivered& entry,
                                     const Known& known, const std::vector<store::Intake>& before,
                                     TimePoint now) {
    TRY_ASSIGN(const std::string plain, OpenCase(services.keys, entry.sealed));
    store::Intake intake;
    intake.kind = entry.kind;
    intake.box = entry.sealed;
    auto tip = DecodeTip(plain);
    if (tip) {
      intake.tip = *std::move(tip);
    } else {
      intake.tip = TipFromUnread(entry, plain, services.keys);
      intake.kind = "raw";
      intake.box = SealToCase(services.keys, EncodeTip([&] {
                                Tip kept = intake.tip;
                                kept.id = entry.id;
                                return kept;
                              }()));
    }
    intake.tip.id = entry.id;  // what the stream is idempotent by
    TRY_ASSIGN(const bool changed, CheckRole(services, intake.tip));
    if (changed) intake.box = SealToCase(services.keys, EncodeTip(intake.tip));
    intake.assessment = flows::Assess(
        intake.tip, services.lexicon, now,
        [&](const std::string& typed) { return services.places.CodeOf(typed, intake.tip); });
    intake.due_at = flows::DueAt(intake.assessment.priority, now);
    // Information that was asked for (P4) is answered by staff; nobody outside is alarmed for it.
    // Nor for a phone that only rang.
    if (intake.assessment.priority == Priority::kP4 || intake.tip.about == "missed_call")
      return intake;
    TRY_ASSIGN(flows::CaseFacts facts, FactsOfTalk(services, intake, before));
    facts.load = known.load;
    TRY(AddSite(services, facts));
    const auto choices = flows::Route(facts, *known.directory, now);
    if (choices.empty())
      intake.no_offer = known.flaw;
    else
      intake.offer =
          store::Offer{choices[0].responder_id, choices[0].organisation_id, choices[0].due_at};
    return intake;
  }

  // What follows outside of SQL: the alerts and clocks of all in one round trip, one outcome each.
  // Done again after a crash in between: all of it is idempotent by the referral.
  static std::vector<Status> Follow(Lane& lane, const std::vector<store::TakenIn>& taken) {
    std::vector<Status> done;
    std::vector<store::Command> commands;
    std::vector<size_t> ends;  // of each one's commands
    for (const store::TakenIn& one : taken) {
      if (one.fresh)
        LogInfo("taken_in", {{"case", one.item.id},
                             {"priority", PriorityName(one.item.priority)},
                             {"offers", one.offers.size()}});
      done.push_back(AddOffers(lane, one.item, one.offers, commands));
      ends.push_back(commands.size());
    }
    const std::vector<Status> ran = lane.RunAll(commands);
    lane.Reached("alerted");
    for (size_t k = 0, at = 0; k < taken.size(); ++k) {
      for (; at < ends[k]; ++at)
        if (done[k] && !ran[at]) done[k] = ran[at];
      if (done[k] && taken[k].later) done[k] = Rejudge(lane, taken[k].item);
    }
    return done;
  }
};

const RegisterJob kTakeIn("tips", {"tip", "raw"}, std::make_shared<TakeIn>());

}  // namespace
}  // namespace tipline::workers
