#include "tests/workers/loop/sender_world.h"

#include <stdexcept>

#include "gateway/base/outbound_box.h"
#include "tests/workers/loop/sends_only.h"

namespace tipline::workers {
namespace {

class Throwing final : public SendsOnly {
 public:
  Result<gateway::SendRequest> BuildSend(const Outbound&, const ChannelSettings&,
                                         const gateway::SendContext&) const override {
    throw std::runtime_error("a defect");
  }
};

class Lending final : public SendsOnly {
 public:
  Result<std::optional<gateway::SendRequest>> BuildToken(const ChannelSettings& channel,
                                                         TimePoint) const override {
    gateway::SendRequest request;
    request.url = channel.api_url + "/token";
    return std::optional(request);
  }
  Result<gateway::AccessToken> ReadToken(const gateway::SendReply& reply) const override {
    if (reply.status == 401) return Denied("wrong credentials");
    if (reply.status != 200) return Unavailable("later");
    return gateway::AccessToken{Secret<std::string>(reply.body), Millis(3'600'000)};
  }
  Result<gateway::SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                         const gateway::SendContext& context) const override {
    gateway::SendRequest request;
    request.url = channel.api_url + "/message";
    request.headers = {{"Authorization", std::string(context.access_token)}};
    request.body = message.id;
    return request;
  }
};

const gateway::RegisterProvider kThrowing("throwing", std::make_unique<Throwing>());
const gateway::RegisterProvider kLending("lending", std::make_unique<Lending>());

}  // namespace

ChannelSettings& SenderWorld::AddChannel(const std::string& id, const std::string& url) {
  ChannelSettings channel = Generic();
  channel.id = id;
  channel.api_url = url;
  return settings_.channels[id] = channel;
}

void SenderWorld::AddFailover() {
  AddChannel("second", second_.url() + "/send").sender = "SECOND";
  Generic().failover = {"second"};
}

void SenderWorld::UseThrowing(const std::string& channel) {
  AddChannel(channel, provider_.url()).provider = "throwing";
}

void SenderWorld::UseLending() {
  Generic().provider = "lending";
  Generic().api_url = provider_.url();
  Generic().failover.clear();
}

void SenderWorld::Answers(testing::FakeProvider& provider, int status) {
  provider.Script([status](const auto&) { return testing::FakeAnswer{status, "{}", {}}; });
}

void SenderWorld::BringDown(const std::string& channel) {
  for (int i = 0; i < 2 * flows::kFailedDown; ++i)
    services_->health.Answered(channel, gateway::SendClass::kTemporary, Millis(1), clock_.Now());
  ASSERT_EQ(services_->health.StateOf(channel, clock_.Now()), flows::Health::kDown);
}

void SenderWorld::Post(const std::string& id, const Words& words) {
  Outbound message;
  message.id = id;
  message.kind = words.kind;
  message.channel = "generic";
  message.to = Secret(words.to.empty() ? number_ : words.to);
  message.text = Secret(words.text);
  message.case_id = words.case_id;
  message.created_at = clock_.Now();
  SendRaw({"outbound", id, OutboundClassName(words.kind),
           SealOutbound(keys_, EncodeOutbound(message)), "generic"},
          Pseudonym(keys_, message.to.Reveal()));
}

void SenderWorld::PutInto(const std::string& id, OutboundClass kind, int partition,
                          const std::string& channel, const std::string& now_on) {
  Outbound message;
  message.id = id;
  message.kind = kind;
  message.channel = channel;
  message.to = Secret(number_);
  message.text = Secret<std::string>("CANARYWORDS");
  message.created_at = clock_.Now();
  store::OutboundRow row;
  row.id = id;
  row.kind = kind;
  row.channel = now_on.empty() ? channel : now_on;
  row.partition = partition;
  row.created_at = clock_.Now();
  row.box = SealOutbound(keys_, EncodeOutbound(message));
  ASSERT_TRUE(services_->outbound.Add({row}).has_value());
}

std::string SenderWorld::BoxOf(const std::string& id) {
  std::string box;
  const Status read = database_->Read([&](soci::session& sql) -> Status {
    sql << "SELECT box_sealed FROM outbound WHERE id = :id", soci::into(box), soci::use(id);
    return Unit{};
  });
  EXPECT_TRUE(read.has_value());
  return box;
}

std::string SenderWorld::SomebodyOfTheLastPartition() const {
  int n = 0;
  while (PartitionOf(Pseudonym(keys_, std::to_string(n)), settings_.partitions) !=
         settings_.partitions - 1)
    ++n;
  return Pseudonym(keys_, std::to_string(n));
}

Case SenderWorld::CaseHeard(Millis ago, bool danger, const std::string& may_text) {
  Tip tip = MakeTip("tip1", "they keep my passport and do not pay me", danger);
  tip.medium = Medium::kSms;
  tip.received_at = clock_.Now() - ago;
  if (!may_text.empty()) tip.answers["may_text"] = may_text;
  Send(tip);
  EXPECT_TRUE(StepUntil([&] { return Cases().size() == 1; }));
  RunUntilIdle();
  return Cases()[0].item;
}

flows::SafeContact SenderWorld::Safe() const {
  flows::SafeContact contact;
  contact.pseudonym = Pseudonym(keys_, number_);
  contact.may_write = true;
  contact.updated_at = clock_.Now();
  contact.updated_by = "tester";
  return contact;
}

void SenderWorld::Keep(const flows::SafeContact& contact) {
  const Status kept = services_->safe_contacts.Keep(contact);
  ASSERT_TRUE(kept.has_value()) << kept.error().message;
}

void SenderWorld::OptOut(const std::string& channel) {
  ASSERT_TRUE(services_->opt_outs
                  .Tell(Pseudonym(keys_, number_), OptChange::kOptOut,
                        {channel, "22395", clock_.Now(), "person"})
                  .has_value());
}

std::string SenderWorld::Around(Millis from, Millis to) const {
  return FormatTime(clock_.Now() + from).substr(11, 5) + "-" +
         FormatTime(clock_.Now() + to).substr(11, 5);
}

void SenderWorld::ExpectEnd(const std::string& id, const std::string& state,
                            const std::string& reason) {
  EXPECT_TRUE(StepUntil([&] {
    const std::string now = Row(id).state;
    return !now.empty() && now != "queued" && now != "sending";
  })) << id;
  EXPECT_EQ(Row(id).state, state) << id;
  EXPECT_EQ(Row(id).reason, reason) << id;
}

bool SenderWorld::Soon(const std::function<bool()>& ready) {
  return testing::Eventually(
      [&] {
        lane_->Step(Millis(5));
        return ready();
      },
      std::chrono::seconds(8));
}

}  // namespace tipline::workers
