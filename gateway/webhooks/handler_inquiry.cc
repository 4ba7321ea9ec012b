// Somebody waits for what the records say: the worker's answer is looked for in Redis with each
// tick, while the phone can still wait; after that the screen says that it takes a moment.
#include <algorithm>
#include <utility>

#include "gateway/store/live/streams.h"
#include "gateway/webhooks/handler_turn.h"

namespace tipline::gateway {

// A session that waits for an answer, and somebody typed: it may be there by now.
void Handler::FetchFindings(const TurnPtr& turn, const store::Loaded& loaded,
                            const std::string& inquiry) {
  redis_.Run(shared_.findings.GetCommand(turn->arrival.who.pseudonym, inquiry),
             [this, turn, loaded, inquiry](Result<store::Reply> reply) {
               if (!reply) return StoreFailed(turn, reply.error());
               auto findings = shared_.findings.ReadGet(inquiry, *reply);
               if (findings) turn->arrival.findings = *std::move(findings);
               turn->arrival.looked = true;  // what cannot be opened is not there
               Decide(turn, loaded);
             });
}

void Handler::Await(const TurnPtr& turn, const std::string& inquiry, const Reply& meanwhile,
                    Outcome outcome) {
  const bool sms = turn->arrival.inbound.kind == InboundKind::kSms;
  const Millis most = sms ? kFindingsWaitSms : kFindingsWait;
  turn->inquiry = inquiry;
  turn->meanwhile = meanwhile;
  turn->outcome = outcome;
  turn->wait_until = std::chrono::steady_clock::now() +
                     std::min<Millis>(most, turn->arrival.channel->deadline * 2 / 3);
  waiting_.push_back(turn);
}

void Handler::LookForFindings() {
  std::vector<TurnPtr> waiting;
  waiting.swap(waiting_);
  for (const TurnPtr& turn : waiting)
    LookFor(turn);
}

void Handler::LookFor(const TurnPtr& turn) {
  redis_.Run(shared_.findings.GetCommand(turn->arrival.who.pseudonym, turn->inquiry),
             [this, turn](Result<store::Reply> reply) {
               auto findings = reply ? shared_.findings.ReadGet(turn->inquiry, *reply)
                                     : Result<std::optional<Findings>>(reply.error());
               if (findings && *findings) {
                 turn->arrival.findings = **std::move(findings);
                 turn->arrival.looked = true;
                 ContinueArrival(turn->arrival, turn->inquiry, shared_.keys);
                 turn->tries = 0;
                 return Load(turn);
               }
               if (findings && std::chrono::steady_clock::now() < turn->wait_until)
                 return waiting_.push_back(turn);
               Meanwhile(turn);
             });
}

// It takes longer than the phone can wait; whatever is sent next looks again.
void Handler::Meanwhile(const TurnPtr& turn) {
  const Arrival& arrival = turn->arrival;
  const bool message = arrival.inbound.kind == InboundKind::kSms &&
                       !arrival.provider->CarriesSmsReply() && !turn->meanwhile.text.empty();
  if (!message) return Finish(turn, turn->meanwhile, turn->outcome);
  Append(
      turn,
      ReplyEntry(arrival, turn->inquiry, turn->meanwhile.text, shared_.clock.Now(), shared_.keys),
      turn->meanwhile, turn->outcome);
}

}  // namespace tipline::gateway
