// The gateway's request handler: probes, and every webhook of every provider from socket to socket
// in two Redis round trips (ARCHITECTURE.md, "The way of a message"). One per worker loop, used on
// that loop's thread only.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "flows/base/time.h"
#include "gateway/base/crypto.h"
#include "gateway/base/settings.h"
#include "gateway/http/server.h"
#include "gateway/store/live/findings.h"
#include "gateway/store/live/parts.h"
#include "gateway/store/redis_group.h"
#include "gateway/store/spool.h"
#include "gateway/webhooks/decide.h"
#include "gateway/webhooks/flow_cache.h"
#include "gateway/webhooks/in_flight.h"
#include "gateway/webhooks/knowledge_cache.h"
#include "gateway/webhooks/route.h"
#include "gateway/webhooks/spool_order.h"
#include "gateway/webhooks/tally.h"

namespace tipline::gateway {

constexpr int kMaxTries = 5;             // of one turn that keeps losing the race for its session
constexpr size_t kRedisConnections = 4;  // of one worker
// How long an answer of the records is waited for (and never longer than two thirds of the
// channel's deadline): a screen should be there within two seconds, a message has time.
constexpr Millis kFindingsWait{1'500};
constexpr Millis kFindingsWaitSms{5'000};

// Shared by all workers of the process; everything in it is thread-safe or immutable and outlives
// the server.
struct Shared {
  const Settings& settings;
  const KeyRing& keys;
  const store::Conversations& conversations;
  const store::Parts& parts;
  const Decider& decider;
  const Clock& clock;
  FlowCache& flows;
  KnowledgeCache& knowledge;
  const store::FindingsStore& findings;
  store::Spool& spool;
  SpoolOrder& spool_order;
  InFlight& in_flight;
  Tally& tally;
  std::function<bool()> draining;
  std::atomic<bool>& store_ok;  // the replay thread's view: Redis answers and is safe
  std::atomic<int>& connected;  // connections of workers to Redis that can be used
};

class Handler final : public http::Handler {
 public:
  Handler(Shared& shared, store::RedisOptions redis);
  http::Companion* companion() override { return &redis_; }
  void OnRequest(http::Request request, http::Answer answer) override;
  size_t MaxBody(const http::Request& head) const override;

 private:
  struct Turn;  // one message on its way
  using TurnPtr = std::shared_ptr<Turn>;
  struct Batch;  // several that came in one webhook
  using BatchPtr = std::shared_ptr<Batch>;

  void OnHook(const Route& route, const http::Request& request, http::Answer answer);
  void Refuse(const std::string& channel, int status, const char* why, http::Answer& answer) const;
  bool FromAllowed(const http::Request& request, const ChannelSettings& channel) const;
  // kDenied: used before with another body; kUnavailable: it cannot be known.
  void CheckOnce(const OnceKey& once, const ChannelSettings& channel, const http::Request& request,
                 std::function<void(const Status&)> then);
  void TakeAll(std::vector<Inbound> all, InboundKind event, const ChannelSettings& channel,
               const Provider& provider, TimePoint received_at, http::Answer answer);
  void TakeNext(const BatchPtr& batch);
  void OnProbe(const Route& route, const http::Request& request, http::Answer& answer) const;
  void Take(Inbound inbound, const ChannelSettings& channel, const Provider& provider,
            TimePoint received_at, http::Answer answer, BatchPtr batch);
  void TakePart(const TurnPtr& turn);
  void Begin(const TurnPtr& turn);
  void Load(const TurnPtr& turn);
  void Decide(const TurnPtr& turn, const store::Loaded& loaded);
  void FetchFlow(const TurnPtr& turn, const store::Loaded& loaded, const std::string& name,
                 int64_t version);
  void Commit(const TurnPtr& turn, Decision decision);
  void Append(const TurnPtr& turn, const store::StreamEntry& entry, const Reply& reply,
              Outcome outcome);
  void EngineFailed(const TurnPtr& turn);
  void FileRaw(const TurnPtr& turn, const Reply& reply);
  void Answer(const TurnPtr& turn, const http::Response& response, bool taken);
  bool Spool(const Arrival& arrival);
  void StoreFailed(const TurnPtr& turn, const Error& error);
  void Finish(const TurnPtr& turn, const Reply& reply, Outcome outcome);
  bool Ready() const;

  // handler_inquiry.cc
  void FetchFindings(const TurnPtr& turn, const store::Loaded& loaded, const std::string& inquiry);
  void Await(const TurnPtr& turn, const std::string& inquiry, const Reply& meanwhile,
             Outcome outcome);
  void LookForFindings();
  void LookFor(const TurnPtr& turn);
  void Meanwhile(const TurnPtr& turn);

  class Links final : public store::RedisGroup {
   public:
    Links(Handler& handler, const store::RedisOptions& options, size_t connections)
        : RedisGroup(options, connections), handler_(handler) {}
    void OnTick() override {
      ForgetOldSender();
      RedisGroup::OnTick();
      handler_.LookForFindings();
    }

   private:
    Handler& handler_;
  };

  Shared& shared_;
  Links redis_;
  std::vector<TurnPtr> waiting_;  // for an answer of the records
  const std::string nonce_ =
      RandomToken(12);  // with the number of the turn: a name that is no other's
  uint64_t turns_ = 0;
};

}  // namespace tipline::gateway
