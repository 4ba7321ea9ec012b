// Calls that nobody answers, from Redis to what staff see. A suite derives from it, so that its
// tests have a name of their own.
#pragma once

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/store/records/contacts.h"
#include "tests/workers/jobs/checkin_world.h"

namespace tipline::workers {

class MissedCallWorld : public CheckinWorld {
 protected:
  void Ring(const std::string& number = kTraveller, const std::string& id = {},
            Millis ahead = Millis(0)) {
    Inbound call;
    call.kind = InboundKind::kCall;
    call.channel = "generic";
    call.from = Secret(number);
    call.from_is_msisdn = !number.empty();
    call.to = "+254700000099";
    call.sent_at = clock_.Now() + ahead;
    SendRaw({"tips", id.empty() ? "c" + std::to_string(++number_) : id, "missed_call",
             SealToCase(keys_, EncodeInbound(call)), "generic"},
            Pseudonym(keys_, number));
    ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  }
  // Those that a call made.
  std::vector<Case> CallCases() {
    std::vector<Case> found;
    for (const store::CaseRow& row : Cases())
      if (row.item.about == "missed_call") found.push_back(row.item);
    return found;
  }
  std::vector<Tip> Tips(const Case& item) {
    std::vector<Tip> tips;
    const auto kept = services_->cases.TipsOf(item.id);
    if (!kept) return tips;
    for (const store::CaseTip& one : *kept)
      if (one.tip) tips.push_back(*one.tip);
    return tips;
  }
  Tip OnlyTip() {
    const auto cases = CallCases();
    EXPECT_THAT(cases, ::testing::SizeIs(1));
    const auto tips = cases.empty() ? std::vector<Tip>() : Tips(cases.front());
    EXPECT_THAT(tips, ::testing::SizeIs(1));
    return tips.empty() ? Tip() : tips.front();
  }
  bool HasNumber() {
    store::ContactVault vault(*database_, keys_);
    const auto has = vault.Has(Pseudonym(keys_, kTraveller));
    return has && *has;
  }
  Case AskedForACall(bool urgent = false) {
    Tip tip = MakeTip("asked", "", urgent);
    tip.about = "callback";
    tip.wants_callback = true;
    Send(tip);
    RunUntilIdle();
    const auto cases = Cases();
    return cases.empty() ? Case() : cases.front().item;
  }
  void Say(bool may_write, Millis lasts = std::chrono::hours(24)) {
    flows::SafeContact contact;
    contact.pseudonym = Pseudonym(keys_, kTraveller);
    contact.may_write = may_write;
    contact.valid_until = clock_.Now() + lasts;
    contact.updated_by = "person";
    contact.updated_at = clock_.Now();
    const Status kept = services_->safe_contacts.Keep(contact);
    ASSERT_TRUE(kept.has_value()) << kept.error().message;
  }
};

}  // namespace tipline::workers
