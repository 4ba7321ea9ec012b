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

struct Work {
  std::vector<store::Intake> intakes;
  std::vector<size_t> place;  // of the entry in the batch
};

class TakeIn final : public Job {
 public:
  std::vector<Outcome> Run(Lane& lane, const std::vector<store::Delivered>& batch) const override {
    std::vector<Outcome> outcomes(batch.size());
    const auto directory = lane.services().CurrentDirectory();
    auto load = lane.services().cases.Load();
    if (!directory || !load) {
      const Error error = directory ? load.error() : directory.error();
      return std::vector<Outcome>(batch.size(), Outcome{Verdict::kRetry, error});
    }
    Work work;
    for (size_t i = 0; i < batch.size(); ++i) {
      auto intake = Judge(lane.services(), batch[i], **directory, *load, lane.Now());
      if (!intake) {
        outcomes[i] = Failed(intake.error());
        continue;
      }
      if (intake->offer) ++(*load)[intake->offer->responder_id];
      work.intakes.push_back(*std::move(intake));
      work.place.push_back(i);
    }
    Store(lane, work, outcomes);
    return outcomes;
  }

 private:
  static Result<store::Intake> Judge(Services& services, const store::Delivered& entry,
                                     const Directory& directory,
                                     const std::map<std::string, int>& load, TimePoint now) {
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
    intake.assessment = flows::Assess(intake.tip, services.lexicon, now);
    intake.due_at = flows::DueAt(intake.assessment.priority, now);
    // Information that was asked for (P4) is answered by staff; nobody outside is alarmed for it.
    if (intake.assessment.priority == Priority::kP4) return intake;
    flows::CaseFacts facts = flows::FactsOf(intake.tip, intake.assessment);
    facts.load = load;
    const auto choices = flows::Route(facts, directory, now);
    if (!choices.empty())
      intake.offer =
          store::Offer{choices[0].responder_id, choices[0].organisation_id, choices[0].due_at};
    return intake;
  }

  static void Store(Lane& lane, const Work& work, std::vector<Outcome>& outcomes) {
    if (work.intakes.empty()) return;
    auto taken = lane.services().cases.TakeIn(work.intakes, lane.Now());
    lane.Reached("taken_in");
    if (taken) {
      for (size_t k = 0; k < taken->size(); ++k)
        outcomes[work.place[k]] = Follow(lane, (*taken)[k]);
      return;
    }
    const bool passes = taken.error().code == Code::kUnavailable;
    for (size_t k = 0; k < work.intakes.size(); ++k) {
      Outcome& outcome = outcomes[work.place[k]];
      if (passes) {
        outcome = Failed(taken.error());
        continue;
      }
      const auto one = lane.services().cases.TakeIn({work.intakes[k]}, lane.Now());
      outcome = one ? Follow(lane, one->front()) : Failed(one.error());
    }
  }

  // What follows outside of SQL. Done again after a crash in between: all of it is idempotent by
  // the referral.
  static Outcome Follow(Lane& lane, const store::TakenIn& taken) {
    if (taken.fresh)
      LogInfo("taken_in", {{"case", taken.item.id},
                           {"priority", PriorityName(taken.item.priority)},
                           {"offers", taken.offers.size()}});
    Status done = SendOffers(lane, taken.item, taken.offers);
    if (done && taken.later) done = Rejudge(lane, taken.item);
    return done ? Done() : Failed(done.error());
  }
};

const RegisterJob kTakeIn("tips", {"tip", "raw"}, std::make_shared<TakeIn>());

}  // namespace
}  // namespace tipline::workers
