// A responder's answer to an alert: `A 4821` takes it, `N 4821` passes it on. Whoever is asked for
// a reference that is not theirs, or does not exist, gets the same short text, which tells nothing.
// Tests: tests/workers/jobs/responder_test.cc
#include <memory>

#include "flows/routing/answer.h"
#include "gateway/base/log.h"
#include "workers/jobs/offers.h"
#include "workers/jobs/wording.h"
#include "workers/loop/job.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

struct Said {
  Wording wording = Wording::kNothing;
  std::string case_id;
};

std::string LanguageOf(const Directory& directory, const std::string& pseudonym) {
  for (const Responder& responder : directory.responders) {
    if (responder.pseudonym == pseudonym) return responder.language;
  }
  return "en";
}

Result<Said> Act(Lane& lane, const std::string& pseudonym, const flows::ResponderAnswer& answer) {
  Services& services = lane.services();
  const auto referral = services.cases.ReferralOf(pseudonym, answer.reference);
  if (!referral) {
    if (referral.error().code == Code::kNotFound) return Said{};
    return referral.error();
  }
  if (answer.accepts) {
    TRY_ASSIGN(const Case item, services.cases.Find(referral->case_id));
    TRY(Rejudge(lane, item));
    TRY_ASSIGN(const store::Answered done, services.cases.Accept(referral->id, lane.Now()));
    lane.Reached("answered");
    if (done.changed) LogInfo("referral_accepted", {{"referral", referral->id}});
    return Said{done.referral.status == "accepted" ? Wording::kTaken : Wording::kOver,
                done.item.id};
  }
  TRY(PassOn(lane, *referral, "declined"));
  LogInfo("referral_declined", {{"referral", referral->id}});
  return Said{referral->status == "withdrawn" ? Wording::kOver : Wording::kPassed,
              referral->case_id};
}

class ResponderSms final : public EntryJob {
  Status One(Lane& lane, const store::Delivered& entry) const override {
    Services& services = lane.services();
    TRY_ASSIGN(const std::string plain, OpenCase(services.keys, entry.sealed));
    TRY_ASSIGN(const Inbound inbound, DecodeInbound(plain));
    const std::string pseudonym = Pseudonym(services.keys, inbound.from.Reveal());
    TRY_ASSIGN(const auto directory, services.CurrentDirectory());
    Said said;
    const auto answer = flows::ReadResponderAnswer(inbound.text.Reveal());
    if (answer) {
      TRY_ASSIGN(said, Act(lane, pseudonym, *answer));
    }
    const std::string text =
        Word(said.wording, LanguageOf(*directory, pseudonym), answer ? answer->reference : "");
    return Answer(lane, entry.id, inbound, pseudonym, text, said.case_id);
  }
};

const RegisterJob kResponderSms("tips", {"responder_sms"}, std::make_shared<ResponderSms>());

}  // namespace
}  // namespace tipline::workers
