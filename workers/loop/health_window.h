// The counts of the last flows::kHealthWindow, in buckets. Only health_counts.h
// includes this. Not thread-safe.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "flows/delivery/health.h"

namespace tipline::workers::health {

inline constexpr int kBuckets = 20;  // of 30 s: a window that moves in steps nobody notices
inline constexpr Millis kBucket = flows::kHealthWindow / kBuckets;

// Upper ends, ms; the last one is the sender's time-out. Finer where answers usually are.
inline constexpr std::array<int, 14> kBounds = {10,   20,   50,   100,  150,  250,  500,
                                                1000, 1500, 2500, 3500, 5000, 7500, 10'000};

// The counts of a sliding window: `T` has operator+= and starts at zero.
template <typename T>
class Window {
 public:
  T& At(TimePoint now) {
    Turn(Number(now));
    return buckets_[static_cast<size_t>(newest_ % kBuckets)];
  }
  T Sum(TimePoint now) const {
    T sum{};
    const int64_t number = Number(now);
    if (number < newest_ - kBuckets) return sum;  // the clock was set back: what is here is no past
    for (int64_t i = std::max(newest_ - kBuckets + 1, number - kBuckets + 1); i <= newest_; ++i)
      sum += buckets_[static_cast<size_t>(i % kBuckets)];
    return sum;
  }

 private:
  static int64_t Number(TimePoint now) {
    return std::max<int64_t>(0, ToMillis(now)) / kBucket.count();
  }
  void Turn(int64_t number) {
    if (number > newest_ + kBuckets || number < newest_ - kBuckets) {
      buckets_.fill(T{});
      newest_ = number;
    }
    while (newest_ < number)
      buckets_[static_cast<size_t>(++newest_ % kBuckets)] = T{};
  }

  std::array<T, kBuckets> buckets_{};
  int64_t newest_ = kBuckets;  // number of the bucket that is filled now
};

struct AnswerBucket {
  int taken = 0, refused = 0, limited = 0, failed = 0;
  std::array<int, kBounds.size() + 1> times{};
  AnswerBucket& operator+=(const AnswerBucket& other) {
    taken += other.taken;
    refused += other.refused;
    limited += other.limited;
    failed += other.failed;
    for (size_t i = 0; i < times.size(); ++i)
      times[i] += other.times[i];
    return *this;
  }
};

struct ReportBucket {
  int reports = 0, delivered = 0;
  ReportBucket& operator+=(const ReportBucket& other) {
    reports += other.reports;
    delivered += other.delivered;
    return *this;
  }
};

inline size_t TimeSlot(Millis took) {
  const auto* slot = std::lower_bound(kBounds.begin(), kBounds.end(), took.count());
  return static_cast<size_t>(slot - kBounds.begin());
}

// Within the bucket that holds it, as if they lay there evenly.
inline Millis Quantile(const AnswerBucket& sum, double share) {
  int all = 0;
  for (const int count : sum.times)
    all += count;
  if (all == 0) return Millis(0);
  double left = share * all;
  for (size_t i = 0; i < sum.times.size(); ++i) {
    if (left > sum.times[i]) {
      left -= sum.times[i];
      continue;
    }
    const double low = i == 0 ? 0 : kBounds[i - 1];
    const double high = i < kBounds.size() ? kBounds[i] : kBounds.back();
    const double part = sum.times[i] > 0 ? left / sum.times[i] : 1;
    return Millis(std::max<int64_t>(1, static_cast<int64_t>(low + (high - low) * part)));
  }
  return Millis(kBounds.back());
}

}  // namespace tipline::workers::health
