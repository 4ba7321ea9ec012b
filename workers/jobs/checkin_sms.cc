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
  return CallDutyLeads(lane, traveller, "relay|" + id,
                       CheckinWord(CheckinText::kLeadRelay, {{"id", CheckinReference(traveller)}}));
}

// What the phone is told.
struct Reply {
  CheckinText text = CheckinText::kThanks;
  std::string language = "en";
  CheckinValues values;
};

class CheckinSms final : public EntryJob {
  Status One(Lane& lane, const store::Delivered& entry) const override {
    TRY_ASSIGN(const Arrived arrived, Open(lane, entry));
    Services& services = lane.services();
    Reply reply;
    // Whoever waits for an answer from this phone decides what "1" means: first the traveller that
    // it is itself, then an invitation, then an alarm.
    const auto own = RunningTraveller(lane, arrived.pseudonym);
    if (!own && own.error().code != Code::kNotFound) return own.error();
    const bool due = own && flows::IsLate(own->state.stage);
    if (own) reply.language = own->language;
    if (own) TRY(Hear(lane, arrived, entry.id));
    store::Checkins records(services.database, services.keys);
    TRY_ASSIGN(const auto all, records.OfPhone(arrived.pseudonym));
    if (!due && !arrived.sign.trouble) {
      TRY(AsContact(lane, arrived, all, entry.id, reply));
    }
    return Answer(
        lane, entry.id, arrived.inbound, arrived.pseudonym,
        CheckinWordIn(services.settings.flows_dir, reply.language, reply.text, reply.values), "");
  }

  static Status AsContact(Lane& lane, const Arrived& arrived,
                          const std::vector<CheckinContact>& all, const std::string& id,
                          Reply& reply) {
    const std::string says = arrived.inbound.text.Reveal();
    if (says != "1" && says != "2") return Unit{};
    // An answer is one to what was asked before it came, not to what they never saw.
    const auto asked = std::find_if(all.begin(), all.end(), [&](const auto& one) {
      return one.state == "asked" && one.asked_at < arrived.sign.at;
    });
    if (asked != all.end()) {
      TRY_ASSIGN(const store::Traveller traveller, FindTraveller(lane, asked->traveller_id));
      reply.values["name"] = traveller.nickname;
      reply.language = traveller.language;  // that of the invitation
      reply.text = says == "1" ? CheckinText::kAccepted : CheckinText::kDeclined;
      return AnswerInvitation(lane, *asked, says == "1");
    }
    const auto told =
        std::find_if(all.begin(), all.end(), [](const auto& one) { return one.told == 1; });
    if (told == all.end() || says != "1") return Unit{};
    TRY_ASSIGN(const store::Traveller traveller, FindTraveller(lane, told->traveller_id));
    reply.language = traveller.language;
    reply.text = CheckinText::kPassedOn;
    return AskForHelp(lane, *told, id);
  }
};

class CheckinSign final : public EntryJob {
  Status One(Lane& lane, const store::Delivered& entry) const override {
    TRY_ASSIGN(Arrived arrived, Open(lane, entry));
    arrived.sign.bare = true;
    return Hear(lane, arrived, entry.id);
  }
};

class Unreached final : public TimerJob {
 public:
  Status Run(Lane& lane, const std::string& id) const override {
    const auto about = ReadReferral(id);
    if (!about || about->about == CheckinAbout::kPrompt) return Unit{};  // the ladder goes on
    if (about->about == CheckinAbout::kInvite) return NotInvited(lane, about->contact);
    TRY_ASSIGN(store::Traveller traveller, FindTraveller(lane, about->traveller));
    if (about->about == CheckinAbout::kLead)
      return flows::IsLate(traveller.state.stage) ? RaiseOverdue(lane, traveller) : Status(Unit{});
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

 private:
  // Nobody can answer what never came.
  static Status NotInvited(Lane& lane, const std::string& contact_id) {
    store::Checkins records(lane.services().database, lane.services().keys);
    const auto contact = records.Contact(contact_id);
    if (!contact) return contact.error();
    return contact->state == "asked" ? DropInvitation(lane, *contact, false) : Status(Unit{});
  }
};

const RegisterJob kSms("tips", {"checkin_sms"}, std::make_shared<CheckinSms>());
const RegisterJob kSign("tips", {"checkin_sign"}, std::make_shared<CheckinSign>());
const RegisterTimer kUnreached("checkin_unreached", std::make_shared<Unreached>());

}  // namespace

std::string UnreachedJob(const std::string& referral_id) {
  return ReadReferral(referral_id) ? "checkin_unreached" : "referral_unreached";
}

}  // namespace tipline::workers
