// Messages on their way out: the durable queue behind workers/jobs/deliver and the delivery state
// that staff see. Words and number lie in the case box (Outbound, encoded) until the message is
// final, then the box is emptied. States: "queued", "sending" (marked before the provider is
// asked), "held" (channel cannot send now; see reason), then "sent", "delivered", "failed",
// "rejected", "expired". Thread-safe. Tests: tests/gateway/store/records/outbound_test.cc
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/model/message.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct OutboundRow {
  std::string id;
  OutboundClass kind = OutboundClass::kReply;
  std::string channel;
  int partition = 0;
  std::string state = "queued";
  int attempts = 0;
  std::string provider_id;
  std::string reason;  // a code or word, never our text
  std::string case_id, referral_id;
  TimePoint created_at{};
  TimePoint updated_at{};
  std::optional<TimePoint> next_try_at;
  std::string box;  // SealToCase(EncodeOutbound); empty once final
};

// How one attempt ended.
struct Attempt {
  std::string id;
  std::string state;  // "sent", "queued" (again), "held", "failed", "rejected", "delivered"
  std::string provider_id;
  std::string reason;
  std::optional<TimePoint> next_try_at;
};

class OutboundRecords {
 public:
  explicit OutboundRecords(Database& database) : db_(database) {}

  // One transaction; idempotent by id. Returns the ids that were new.
  Result<std::vector<std::string>> Add(const std::vector<OutboundRow>& rows);
  // Queued, due now, of these partitions and not of these channels: replies first, then alerts,
  // then the oldest. Marks them "sending" and counts the attempt in one transaction, before any
  // provider is asked.
  Result<std::vector<OutboundRow>> Take(const std::vector<int>& partitions,
                                        const std::vector<std::string>& not_channels, int limit,
                                        TimePoint now);
  // What a process that died left in "sending" is queued again, under the same id: whether the
  // provider has it is unknown, and a message sent twice is better than one not sent. Only by the
  // one that holds these partitions and sends nothing.
  Result<int> Reclaim(const std::vector<int>& partitions, TimePoint now);
  Status Finish(const std::vector<Attempt>& attempts, TimePoint now);
  // Held messages of the channel are queued again (it can send now).
  Result<int> Release(const std::string& channel, TimePoint now);
  // Everything queued of the channel is held, with the reason.
  Result<int> Hold(const std::string& channel, const std::string& reason, TimePoint now);
  // By our id, else by the provider's id on that channel. Repeated and late reports change nothing
  // (AfterReport). kNotFound: not ours, or not recorded yet.
  Result<OutboundRow> Report(const std::string& channel, const std::string& reference,
                             DeliveryState state, const std::string& reason, TimePoint now);
  Result<OutboundRow> Find(const std::string& id);  // without the box
  Result<std::vector<OutboundRow>> OfCase(const std::string& case_id);
  Result<std::vector<std::pair<std::string, int>>> Counts();  // state -> messages

 private:
  Database& db_;
};

}  // namespace tipline::store
