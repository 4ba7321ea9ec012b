// Messages that may not go at once, over thirty days by a simulated clock and through SQL, Redis, a
// lane and a provider: what staff write waits for the hours that the person called safe, and for
// the end of the quiet hours. Each goes once, at the first moment at which it may; after six hours
// in which nothing of ours ran what was missed waits for its next hour, and does not come at once.
#include <cstdio>

#include "flows/delivery/hours.h"
#include "tests/workers/month/sent_world.h"

namespace tipline::workers {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Millis kHeldTick = minutes(15);
constexpr const char* kHeldZone = "Africa/Nairobi";
constexpr const char* kQuietHours = "21:00-07:00";
constexpr const char* kSafeHours = "10:00-12:00";

struct HeldLetter {
  std::string number;
  bool any_hour = false;
  TimePoint written;
  std::string case_id;
  bool posted = false;
};

class HeldMonth : public SentWorld {
 protected:
  void SetUp() override {
    SentWorld::SetUp();
    settings_.channels["generic"].quiet_hours = kQuietHours;
    settings_.channels["generic"].time_zone = kHeldZone;
  }

  bool MayGo(const HeldLetter& letter, TimePoint at) const {
    if (flows::IsWithin(*flows::ReadDayHours(kQuietHours), kHeldZone, at)) return false;
    return letter.any_hour || flows::IsWithin(*flows::ReadDayHours(kSafeHours), kHeldZone, at);
  }

  void Plan(size_t count, int length) {
    for (size_t i = 0; i < count; ++i) {
      HeldLetter one;
      one.number = "+2547" + std::to_string(50'000'000 + i);
      one.any_hour = i % 2 == 0;
      one.written = start_ + Between(Millis(0), days(length - 2));
      // Staff write by another program, but what it makes is known when Redis is back.
      if (Away(one.written)) one.written = gone_from_ + hours(6);
      store::Intake intake;
      intake.tip = MakeTip("tip" + std::to_string(i), "they keep my passport");
      intake.tip.number = Secret(one.number);
      intake.tip.pseudonym = Pseudonym(keys_, one.number);
      intake.box = SealToCase(keys_, EncodeTip(intake.tip));
      const auto taken = services_->cases.TakeIn({intake}, clock_.Now());
      ASSERT_TRUE(taken.has_value()) << taken.error().message;
      one.case_id = taken->front().item.id;
      flows::SafeContact contact;
      contact.case_id = one.case_id;
      contact.may_write = true;
      if (!one.any_hour) contact.hours = *flows::ReadDayHours(kSafeHours);
      contact.time_zone = kHeldZone;
      contact.updated_at = clock_.Now();
      contact.updated_by = "amina";
      ASSERT_TRUE(services_->safe_contacts.Keep(contact).has_value());
      letters_.push_back(one);
    }
  }

  void Post(TimePoint at) {
    for (HeldLetter& one : letters_) {
      if (one.posted || one.written > at) continue;
      one.posted = true;
      one.written = at;
      Outbound message;
      message.id = "m-" + one.case_id;
      message.kind = OutboundClass::kReply;
      message.channel = "generic";
      message.to = Secret(one.number);
      message.text = Secret<std::string>("See you at two");
      message.case_id = one.case_id;
      message.created_at = clock_.Now();
      SendRaw(
          {"outbound", message.id, "reply", SealToCase(keys_, EncodeOutbound(message)), "generic"},
          Pseudonym(keys_, one.number));
    }
  }

  void Judge() {
    const auto sent = ByNumber();
    int once = 0, missing = 0, doubled = 0, untimely = 0, late = 0;
    for (const HeldLetter& one : letters_) {
      const auto found = sent.find(one.number);
      const size_t count = found == sent.end() ? 0 : found->second.size();
      ++(count == 1 ? once : count == 0 ? missing : doubled);
      if (count == 0) continue;
      const Sent& first = found->second.front();
      if (!MayGo(one, first.at)) ++untimely;
      TimePoint expected = one.written;
      while (!MayGo(one, expected) || Away(expected))
        expected += kHeldTick;
      if (first.at > expected + 2 * kHeldTick) ++late;
    }
    std::printf(
        "%zu messages: %d once, %d not at all, %d twice, %d at an hour at which they may"
        " not, %d late\n",
        letters_.size(), once, missing, doubled, untimely, late);
    EXPECT_EQ(missing + doubled + untimely + late, 0);
  }

  std::vector<HeldLetter> letters_;
};

TEST_P(HeldMonth, EachGoesOnceAtTheFirstHourAtWhichItMay) {
  const int length = sqlite() ? 30 : 6;
  start_ = std::chrono::floor<days>(clock_.Now()) + days(2);
  gone_from_ = start_ + days(length / 2) + hours(5);  // 8:00 to 14:00 there
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_NO_FATAL_FAILURE(Plan(sqlite() ? 300 : 60, length));
  for (TimePoint at = start_; at < start_ + days(length); at += kHeldTick) {
    clock_.Forward(at - clock_.Now());
    if (Away(at)) continue;
    ASSERT_NO_FATAL_FAILURE(Post(at));
    Work();
  }
  ASSERT_NO_FATAL_FAILURE(Judge());
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  std::printf("%lld ms\n", static_cast<long long>(took.count()));
}
TIPLINE_ON_BOTH_ENGINES(HeldMonth);

}  // namespace
}  // namespace tipline::workers
