// Messages on their way out: the durable queue behind workers/jobs/deliver and the delivery state
// that staff see. Words and number lie in the case box (Outbound, encoded) until the message is
// final, then the box is emptied. States: "queued", "sending" (marked before the provider is
// asked), "held" (may not go now, see reason: until next_try_at), then "sent", "delivered",
// "failed", "rejected", "expired", or "unknown" (asked more than once, and never an answer that
// says whether the provider took it; a report still settles it). Thread-safe. Tests:
// tests/gateway/store/records/outbound_test.cc
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
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
  std::optional<TimePoint> next_try_at;  // none: at once
  std::string box;                       // SealToCase(EncodeOutbound); empty once final
  bool urgent = false;                   // an alert of a P0 or P1 case
  int unsure = 0;     // so often nobody knew whether the provider had taken it, a crash included
  std::string tried;  // channels that it left, by spaces
  int left_at = 0;    // its attempts when it left the last of them
  int segments = 0;   // of what was taken; 0: not known
  int64_t cost_micros = 0;  // millionths of `currency`
  std::string currency;
  std::string country;   // ISO 3166, of who got it; empty: not taken yet, or not known
  bool changed = false;  // of Report only: by that report
};

// How one attempt ended.
struct Attempt {
  std::string id;
  int number = 0;     // OutboundRow::attempts as it was taken: whose attempt this is
  std::string state;  // "queued" (again), "held", or one that is final
  std::string provider_id;
  std::string reason;
  std::optional<TimePoint> next_try_at;
  bool untried = false;      // the provider was not asked after all: the attempt does not count
  int unsure = 0;            // OutboundRow::unsure from now on
  std::string channel = {};  // it goes there from now on; empty: where it was
  // What was taken cost this, on a day of the channel's.
  int segments = 0;
  int64_t cost_micros = 0;
  std::string currency = {};
  std::string day = {};
  std::string country = {};
};

// What a channel sent in a day.
struct Spend {
  int64_t messages = 0, segments = 0, cost_micros = 0;
};

constexpr int kReleaseAtOnce = 1000;  // of what was held, in one transaction

class OutboundRecords {
 public:
  explicit OutboundRecords(Database& database) : db_(database) {}

  // One transaction; idempotent by id. Returns the ids that were new.
  Result<std::vector<std::string>> Add(const std::vector<OutboundRow>& rows);
  // First writes how these attempts `ended`: an attempt counts only while the message is still
  // "sending" under its number (if others took it over meanwhile, they say what becomes of it; but
  // what the provider has taken is not sent again). Then takes what is queued, due now, of these
  // partitions and not of these channels, in the order of flows/delivery/order.h from message
  // number `turn` on; marks them "sending" and counts the attempt, before any provider is asked.
  // `choose`, if given, says which of them (it may change their channel); it runs outside of any
  // transaction. Of the channels `only_alerts` alerts are taken all the same. All that is written
  // is one transaction, for a commit costs more than what is in it.
  using Choose = std::function<std::vector<OutboundRow>(std::vector<OutboundRow> due)>;
  Result<std::vector<OutboundRow>> Take(const std::vector<int>& partitions,
                                        const std::vector<std::string>& not_channels, int limit,
                                        TimePoint now, const std::vector<Attempt>& ended = {},
                                        uint64_t turn = 0, const Choose& choose = {},
                                        const std::vector<std::string>& only_alerts = {});
  // Only writes how these ended.
  Status Finish(const std::vector<Attempt>& ended, TimePoint now) {
    TRY(Take({}, {}, 0, now, ended));
    return Unit{};
  }
  // What a process that died left in "sending" is queued again, under the same id, as unsure:
  // whether the provider has it is unknown, and a message sent twice is better than one not sent.
  // Only what was
  // taken before `taken_before`, so that a lane which had the partition until now can still write
  // how its request ended, and not what is under way here (`not_ids`).
  Result<int> Reclaim(const std::vector<int>& partitions, TimePoint taken_before,
                      const std::set<std::string>& not_ids, TimePoint now);
  // What is held until now or earlier is queued again, at most kReleaseAtOnce messages.
  Result<int> ReleaseDue(TimePoint now);
  // The configuration may be another now: what is held for one of these reasons is due. So is what
  // an earlier release held without a time.
  Result<int> LookAgain(const std::vector<std::string>& reasons, TimePoint now);
  // Everything queued of the channel is held, with the reason.
  Result<int> Hold(const std::string& channel, const std::string& reason, TimePoint until,
                   TimePoint now);
  // By our id, else by the provider's id on that channel. With a `provider_id` beside the reference
  // that one decides: the reference may have come by a way that nobody vouches for, and names only
  // a message of that provider id, or of none yet. Of a channel that the message has left only by
  // our id, and only that it was taken or delivered there. Repeated and late reports change nothing
  // (AfterReport). kNotFound: not ours, or not recorded yet.
  Result<OutboundRow> Report(const std::string& channel, const std::string& reference,
                             DeliveryState state, const std::string& reason, TimePoint now,
                             const std::string& provider_id = {});
  Result<std::vector<OutboundRow>> OfCase(const std::string& case_id);  // without the boxes
  // In that currency ("": all).
  Result<Spend> SpendOf(const std::string& channel, const std::string& day,
                        const std::string& currency);

 private:
  Database& db_;
};

}  // namespace tipline::store
