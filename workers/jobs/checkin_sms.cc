// What phones send that take part in check-ins (gateway/webhooks/checkins.h). `checkin_sms`: a
// short answer, as "1" to "9" or "trouble"; `checkin_sign`: somebody was heard of. And the timer
// `checkin_unreached`: an alert to a contact will not arrive. Tests:
// tests/workers/jobs/checkin_test.cc
#include <algorithm>
#include <memory>

#include "gateway/base/log.h"
#include "workers/jobs/checkin.h"
#include "workers/jobs/checkin_wording.h"
#include "workers/jobs/offers.h"
#include "workers/loop/job.h"

namespace tipline::workers {
namespace {

using store::CheckinContact;

struct Arrived {
  Inbound inbound;
  std::string pseudonym;
  SignOf sign;
};

Result<Arrived> Open(Lane& lane, const store::Delivered& entry) {
  const KeyRing& keys = lane.services().keys;
  TRY_ASSIGN(const std::string plain, OpenCase(keys, entry.sealed));
  Arrived arrived;
  TRY_ASSIGN(arrived.inbound, DecodeInbound(plain));
  arrived.pseudonym = Pseudonym(keys, arrived.inbound.from.Reveal());
  arrived.sign.at = arrived.inbound.sent_at.value_or(entry.appended_at());
  arrived.sign.trouble = arrived.inbound.text.Reveal() == "trouble";
  return arrived;
}

Status Hear(Lane& lane, const Arrived& arrived, const std::string& id) {
  const Status heard = HearTraveller(lane, arrived.pseudonym, arrived.sign, id);
  if (!heard && heard.error().code == Code::kNotFound) return Unit{};  // it ended meanwhile
  return heard;
}

// Somebody who was told that a traveller is late wants it looked into.
Status AskForHelp(Lane& lane, const CheckinContact& contact, const std::string& id) {
  TRY_ASSIGN(const store::Traveller traveller, FindTraveller(lane, contact.traveller_id));
  store::Checkins records(lane.services().database, lane.services().keys);
  TRY(records.Note(traveller.id, "relay_asked", "by a contact", lane.Now()));
  return TellDutyLeads(
      lane, "relay|" + id,
      CheckinWord(CheckinText::kLeadRelay, "en", {{"id", CheckinReference(traveller)}}));
}

class CheckinSms final : public Job {
 public:
  std::vector<Outcome> Run(Lane& lane, const std::vector<store::Delivered>& batch) const override {
    return InTurn(batch, [&](size_t i) {
      const Status done = One(lane, batch[i]);
      return done ? Done() : Failed(done.error());
    });
  }

 private:
  static Status One(Lane& lane, const store::Delivered& entry) {
    TRY_ASSIGN(const Arrived arrived, Open(lane, entry));
    Services& services = lane.services();
    const std::string says = arrived.inbound.text.Reveal();
    std::string language = "en";
    // Whoever waits for an answer from this phone decides what "1" means: first the traveller that
    // it is itself, then an invitation, then an alarm.
    const auto own = RunningTraveller(lane, arrived.pseudonym);
    if (!own && own.error().code != Code::kNotFound) return own.error();
    const bool due = own && own->state.stage != flows::CheckinStage::kWaiting;
    if (own) language = own->language;
    if (own) TRY(Hear(lane, arrived, entry.id));
    store::Checkins records(services.database, services.keys);
    TRY_ASSIGN(const auto all, records.OfPhone(arrived.pseudonym));
    std::map<std::string, std::string> values;
    CheckinText answer = CheckinText::kThanks;
    if (!due && !arrived.sign.trouble) {
      TRY(AsContact(lane, all, says, entry.id, answer, values));
    }
    return Answer(lane, entry.id, arrived.inbound, arrived.pseudonym,
                  CheckinWord(answer, language, values), "");
  }

  static Status AsContact(Lane& lane, const std::vector<CheckinContact>& all,
                          const std::string& says, const std::string& id, CheckinText& answer,
                          std::map<std::string, std::string>& values) {
    if (says != "1" && says != "2") return Unit{};
    const auto asked =
        std::find_if(all.begin(), all.end(), [](const auto& one) { return one.state == "asked"; });
    if (asked != all.end()) {
      TRY_ASSIGN(const store::Traveller traveller, FindTraveller(lane, asked->traveller_id));
      values["name"] = traveller.nickname;
      answer = says == "1" ? CheckinText::kAccepted : CheckinText::kDeclined;
      return AnswerInvitation(lane, *asked, says == "1");
    }
    const auto told =
        std::find_if(all.begin(), all.end(), [](const auto& one) { return one.told == 1; });
    if (told == all.end() || says != "1") return Unit{};
    answer = CheckinText::kPassedOn;
    return AskForHelp(lane, *told, id);
  }
};

class CheckinSign final : public Job {
 public:
  std::vector<Outcome> Run(Lane& lane, const std::vector<store::Delivered>& batch) const override {
    return InTurn(batch, [&](size_t i) {
      const auto arrived = Open(lane, batch[i]);
      if (!arrived) return Failed(arrived.error());
      const Status heard = Hear(lane, *arrived, batch[i].id);
      return heard ? Done() : Failed(heard.error());
    });
  }
};

class Unreached final : public TimerJob {
 public:
  Status Run(Lane& lane, const std::string& id) const override {
    const std::string traveller_id = id.substr(std::string_view(kCheckinReferral).size());
    TRY_ASSIGN(store::Traveller traveller, FindTraveller(lane, traveller_id));
    const auto step = flows::ContactUnreached(traveller.state, lane.Now());
    if (traveller.state.stage != flows::CheckinStage::kTelling) return Unit{};
    LogInfo("checkin_contact_unreached", {{"traveller", traveller.id}});
    traveller.state = step.state;
    if (step.act == flows::CheckinAct::kTellLead) {
      traveller.act = flows::CheckinActName(step.act);
      traveller.posted = false;
    }
    return ChangeTraveller(lane, std::move(traveller), "contact_unreached");
  }
};

const RegisterJob kSms("tips", {"checkin_sms"}, std::make_shared<CheckinSms>());
const RegisterJob kSign("tips", {"checkin_sign"}, std::make_shared<CheckinSign>());
const RegisterTimer kUnreached("checkin_unreached", std::make_shared<Unreached>());

}  // namespace

std::string UnreachedJob(const std::string& referral_id) {
  return referral_id.starts_with(kCheckinReferral) ? "checkin_unreached" : "referral_unreached";
}

}  // namespace tipline::workers
