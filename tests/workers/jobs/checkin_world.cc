#include "tests/workers/jobs/checkin_world.h"

#include "flows/base/zone.h"
#include "gateway/store/live/channel_status.h"

namespace tipline::workers {
namespace {

constexpr Millis kTick{240'000};  // shorter than a gap of the beat

}  // namespace

void CheckinWorld::SetUp() {
  WorkerTest::SetUp();
  if (HasFatalFailure()) return;
  chores_ = std::make_unique<CheckinChores>(*lane_);
  Alive();
}

void CheckinWorld::Restart() {
  chores_.reset();
  StartAfresh();
  chores_ = std::make_unique<CheckinChores>(*lane_);
  chores_->Run(false);
}

Values CheckinWorld::Ask(const std::string& kind, const std::map<std::string, std::string>& fields,
                         const std::string& number, bool duress) {
  Inquiry inquiry;
  inquiry.id = "i" + std::to_string(++number_);
  inquiry.kind = kind;
  inquiry.channel = "generic";
  inquiry.service_code = "*384*123#";
  inquiry.language = "en";
  inquiry.asked_at = clock_.Now();
  inquiry.number = Secret(number);
  inquiry.pseudonym = Pseudonym(keys_, number);
  inquiry.duress = duress;
  for (const auto& [name, value] : fields)
    inquiry.fields[name] = Secret(value);
  const auto decoded = DecodeInquiry(EncodeInquiry(inquiry));
  EXPECT_TRUE(decoded.has_value());
  const InquiryKind* found = FindInquiryKind(kind);
  EXPECT_NE(found, nullptr) << kind;
  if (found == nullptr) return {};
  const auto values = found->run(*lane_, inquiry);
  EXPECT_TRUE(values.has_value()) << kind << ": " << (values ? "" : values.error().message);
  const auto again = found->run(*lane_, inquiry);  // a worker that died before it was done
  EXPECT_TRUE(again.has_value()) << kind;
  return values ? *values : Values();
}

void CheckinWorld::Enrol(std::vector<std::string> friends, const std::string& trouble,
                         std::chrono::hours until) {
  const TimePoint due = clock_.Now() + until;
  const TimePoint wall = due + OffsetOf("Africa/Nairobi", due);
  const auto hour =
      std::chrono::floor<std::chrono::hours>(wall - std::chrono::floor<std::chrono::days>(wall));
  const Values done = Ask("checkin_enrol", {{"nickname", "Asha"},
                                            {"days", "20"},
                                            {"every", "1"},
                                            {"hour", std::to_string(hour.count())},
                                            {"trouble", trouble}});
  ASSERT_EQ(done.at("enrolled"), "yes");
  for (const std::string& one : friends) {
    ASSERT_EQ(Ask("checkin_contact_add", {{"contact_number", one}}).at("contact_state"), "asked");
    ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
    Says(one, "1");
    ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  }
}

void CheckinWorld::Says(const std::string& number, const std::string& text,
                        const std::string& kind) {
  Inbound inbound;
  inbound.kind = InboundKind::kSms;
  inbound.channel = "generic";
  inbound.from = Secret(number);
  inbound.to = "22395";
  inbound.text = Secret(text);
  inbound.sent_at = clock_.Now();
  SendRaw({"tips", "s" + std::to_string(++number_), kind, SealToCase(keys_, EncodeInbound(inbound)),
           "generic"},
          Pseudonym(keys_, number));
}

void CheckinWorld::Alive() {
  store::ChannelStatuses statuses(*redis_);
  ASSERT_TRUE(statuses.TellGateway({"generic", "mute"}, clock_.Now()).has_value());
  const Status looked = chores_->Look();
  ASSERT_TRUE(looked.has_value()) << looked.error().message;
}

void CheckinWorld::Pass(Millis time) {
  const TimePoint until = clock_.Now() + time;
  while (clock_.Now() < until) {
    clock_.Forward(std::min<Millis>(kTick, std::max<Millis>(until - clock_.Now(), Millis(1))));
    ASSERT_NO_FATAL_FAILURE(Alive());
    for (int i = 0; i < 3; ++i)
      lane_->Step(Millis(0));
  }
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
}

void CheckinWorld::Away(Millis time) {
  clock_.Forward(time);
}

store::Traveller CheckinWorld::Me() {
  auto found = RunningTraveller(*lane_, Pseudonym(keys_, kTraveller));
  EXPECT_TRUE(found.has_value());
  return found ? *std::move(found) : store::Traveller();
}

std::vector<std::string> CheckinWorld::Kinds() {
  std::vector<std::string> kinds;
  const auto events = Records().Events(Me().id);
  for (size_t i = 0; events && i < events->size(); ++i)
    kinds.push_back((*events)[i].kind);
  return kinds;
}

long long CheckinWorld::Count(const std::string& table) {
  const auto count = database_->Read([&](soci::session& sql) -> Result<long long> {
    long long found = -1;
    sql << "SELECT COUNT(*) FROM " + table, soci::into(found);
    return found;
  });
  return count ? *count : -1;
}

}  // namespace tipline::workers
