// What each channel has cost today, against its cap (ChannelSettings::daily_cap_micros). Read from
// the records, at most kSpendAge old, with what is under way here on top: over the cap by no more
// than other workers send within that time. At kSpendWarns of a cap the log says so, once a day;
// metric tipline_channel_spend_share. Answers to somebody who just wrote may take kAnswerReserve of
// the cap on top. Money in millionths of the channel's currency. Thread-safe.
// Tests: tests/workers/loop/spending_test.cc
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "gateway/base/metrics.h"
#include "gateway/base/settings.h"
#include "gateway/store/records/outbound.h"

namespace tipline::workers {

constexpr Millis kSpendAge{1'000};
constexpr double kSpendWarns = 0.8;
constexpr int kAnswerReserve = 20;  // per cent

class Spending {
 public:
  explicit Spending(store::OutboundRecords& records) : records_(records) {}

  // Whether a message of that cost fits into what is left today. True for channels without a cap.
  // If the records cannot be read: by what was known.
  bool Fits(const ChannelSettings& channel, int64_t micros, TimePoint now);
  // The same for an answer: with the reserve.
  bool FitsAnswer(const ChannelSettings& channel, int64_t micros, TimePoint now);
  // It is on its way, and later: this is what it cost (0: it was not taken).
  void Begin(const ChannelSettings& channel, int64_t micros);
  void End(const ChannelSettings& channel, int64_t begun, int64_t micros);

 private:
  struct Channel {
    std::string day, warned;  // day that it was warned of
    int64_t spent = 0, under_way = 0;
    TimePoint read_at{};
  };
  bool FitsInto(int64_t most, const ChannelSettings& channel, int64_t micros, TimePoint now);
  void Read(const ChannelSettings& channel, Channel& known, TimePoint now);
  static void WarnOnce(const ChannelSettings& channel, Channel& known);

  store::OutboundRecords& records_;
  std::mutex mutex_;
  std::map<std::string, Channel> channels_;  // guarded by mutex_
};

}  // namespace tipline::workers
