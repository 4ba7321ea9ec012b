#include "tests/bench/fill.h"

#include <thread>
#include <utility>

#include "gateway/base/ids.h"
#include "gateway/base/settings.h"
#include "gateway/providers/provider.h"
#include "gateway/store/live/flows_published.h"
#include "gateway/store/live/streams.h"
#include "gateway/webhooks/decide.h"

namespace tipline::bench {
namespace {

constexpr uint64_t kAtOnce = 2000;  // commands of one pipeline
constexpr uint64_t kFirstPhone = 730'000'000;
constexpr int kPartitions = 64;  // config/sandbox.json

std::string Phone(uint64_t number) {
  return "+254" + std::to_string(kFirstPhone + number % 9'000'000);
}

// `make` is asked for the commands of [from, to) on a thread of its own while the ones before are
// on their way.
template <typename Make>
Status Send(store::Redis& redis, uint64_t count, const Make& make) {
  std::vector<store::Command> next;
  for (uint64_t from = 0; from < count + kAtOnce; from += kAtOnce) {
    std::vector<store::Command> now = std::exchange(next, {});
    std::thread maker;
    if (from < count)
      maker = std::thread([&] { next = make(from, std::min(count, from + kAtOnce)); });
    Status sent = Unit{};
    if (!now.empty()) {
      const auto replies = redis.RunAll(now, std::chrono::seconds(60));
      if (!replies) sent = replies.error();
      for (size_t i = 0; replies && i < replies->size(); ++i)
        if ((*replies)[i].view().is_error()) sent = store::ErrorOf((*replies)[i].view());
    }
    if (maker.joinable()) maker.join();
    TRY(sent);
  }
  return Unit{};
}

}  // namespace

struct Filler::State {
  explicit State(testing::System& s)
      : system(s),
        admin(s.redis().options("tl-admin")),
        gateway(s.redis().options("tl-gateway")),
        worker(s.redis().options("tl-worker")) {}
  testing::System& system;
  store::Redis admin, gateway, worker;  // each with its own rights
  KeyRing keys;
  ChannelSettings channel;
  std::unique_ptr<flows::Bundle> bundle;
  uint64_t people = 0;  // so far: no two are alike

  // One command for each of so many people who were not there yet.
  template <typename Make>
  Status Fill(store::Redis& redis, uint64_t count, const Make& make) {
    const uint64_t first = std::exchange(people, people + count);
    return Send(redis, count, [&](uint64_t from, uint64_t to) {
      std::vector<store::Command> commands;
      for (uint64_t i = from; i < to; ++i)
        commands.push_back(make(first + i));
      return commands;
    });
  }
  store::Command SessionOf(uint64_t number) const;
  store::Command TipOf(uint64_t number) const;
  store::Command ReplyOf(uint64_t number, const std::string& to_channel) const;
  store::Command Entry(const std::string& pseudonym, const store::StreamEntry& entry) const {
    return {"XADD",
            store::StreamKey(store::TagOf(PartitionOf(pseudonym, kPartitions)), entry.stream),
            "*",
            "id",
            entry.id,
            "kind",
            entry.kind,
            "sealed",
            entry.sealed,
            "meta",
            entry.meta};
  }
};

Filler::Filler(std::unique_ptr<State> state) : state_(std::move(state)) {}
Filler::~Filler() = default;

Result<std::unique_ptr<Filler>> Filler::Open(testing::System& system) {
  auto state = std::make_unique<State>(system);
  TRY_ASSIGN(state->keys, LoadKeys(system.home() + "/keys", Role::kGateway));
  const auto latest = state->admin.Run(store::PublishedFlows::LatestCommand("main"));
  if (!latest) return latest.error();
  TRY_ASSIGN(const int64_t version, store::PublishedFlows::ReadLatest(latest->view()));
  const auto raw = state->admin.Run(store::PublishedFlows::GetCommand("main", version));
  if (!raw) return raw.error();
  TRY_ASSIGN(const std::string text, store::PublishedFlows::ReadGet(raw->view()));
  TRY_ASSIGN(flows::Bundle bundle, flows::Bundle::Decode(text));
  state->bundle = std::make_unique<flows::Bundle>(std::move(bundle));
  state->channel.id = state->channel.provider = "africastalking";
  return std::unique_ptr<Filler>(new Filler(std::move(state)));
}

store::Command Filler::State::SessionOf(uint64_t number) const {
  const store::Conversations conversations(keys, kPartitions);
  const gateway::Decider decider(keys);
  const gateway::Provider* provider = gateway::FindProvider("africastalking");
  store::Loaded loaded;
  store::Commit last;
  const TimePoint now = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  for (const char* typed : {"", "1", "1*1"}) {
    Inbound inbound;
    inbound.kind = InboundKind::kUssd;
    inbound.channel = channel.id;
    inbound.session = "ATUid_fill" + std::to_string(number);
    inbound.from = Secret<std::string>(Phone(number));
    inbound.text = Secret<std::string>(typed);
    inbound.to = "*384*123#";
    inbound.accumulated = true;
    inbound.first = *typed == '\0';
    const auto arrival =
        gateway::Arrive(std::move(inbound), channel, *provider, now, keys, "nobody asks");
    last = decider.Decide(arrival, loaded, *bundle, now, FreshEntropy()).commit;
    loaded.session = last.session;
    loaded.transcript = last.transcript;
    loaded.same_provider_session = true;
  }
  last.entries.clear();
  last.expected_revision = 0;
  return conversations.CommitCommand(last);
}

store::Command Filler::State::TipOf(uint64_t number) const {
  const TimePoint now = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  const std::string phone = Phone(number);
  Tip tip;
  tip.id = NewUlid(now);
  tip.conversation = NewUlid(now);
  tip.flow = "main";
  tip.flow_version = 1;
  tip.channel = channel.id;
  tip.service_code = "*384*123#";
  tip.received_at = now;
  tip.language = "en";
  tip.about = "work";
  tip.consent = Consent::kShare;
  tip.number = Secret<std::string>(phone);
  tip.pseudonym = Pseudonym(keys, phone);
  tip.text = Secret<std::string>("They keep our passports and lock the gate at night, house " +
                                 std::to_string(number));
  tip.place = Secret<std::string>("Kisumu");
  tip.answers = {{"topic", "report"}, {"what", "work"}};
  tip.said = {{now, "menu", Secret<std::string>("1"), "report"},
              {now, "what", Secret<std::string>("3"), "work"},
              {now, "place", Secret<std::string>("Kisumu"), ""}};
  tip.code = Secret<std::string>(std::to_string(100'000'000 + number));
  tip.pin = Secret<std::string>(std::to_string(1000 + number % 9000));
  return Entry(tip.pseudonym,
               {"tips", tip.id, "tip", SealToCase(keys, EncodeTip(tip)), tip.channel});
}

store::Command Filler::State::ReplyOf(uint64_t number, const std::string& to_channel) const {
  const TimePoint now = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  Outbound message;
  message.id = NewUlid(now);
  message.channel = to_channel;
  message.to = Secret<std::string>(Phone(number));
  message.from = "22395";
  message.text = Secret<std::string>("Thank you. This was received.");
  message.created_at = now;
  return Entry(Pseudonym(keys, message.to.Reveal()),
               {"outbound", message.id, OutboundClassName(message.kind),
                SealToCase(keys, EncodeOutbound(message)), message.channel});
}

Status Filler::Sessions(uint64_t count) {
  return state_->Fill(state_->gateway, count,
                      [this](uint64_t person) { return state_->SessionOf(person); });
}

Status Filler::Tips(uint64_t count) {
  return state_->Fill(state_->worker, count,
                      [this](uint64_t person) { return state_->TipOf(person); });
}

Status Filler::Replies(uint64_t count, const std::string& channel) {
  return state_->Fill(state_->worker, count,
                      [&](uint64_t person) { return state_->ReplyOf(person, channel); });
}

}  // namespace tipline::bench
