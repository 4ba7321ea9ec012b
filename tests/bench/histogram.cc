#include "tests/bench/histogram.h"

#include <algorithm>
#include <cmath>

namespace tipline::bench {

size_t Histogram::BucketOf(int64_t nanoseconds) {
  const double us = std::max(1.0, static_cast<double>(nanoseconds) / 1e3);
  const auto bucket = static_cast<size_t>(std::log2(us) * kPerDoubling);
  return std::min(bucket, kPerDoubling * kDoublings - 1);
}

double Histogram::MillisOf(size_t bucket) {
  return std::exp2((static_cast<double>(bucket) + 0.5) / kPerDoubling) / 1e3;
}

void Histogram::Add(int64_t nanoseconds) {
  ++buckets_[BucketOf(nanoseconds)];
  ++count_;
}

void Histogram::Merge(const Histogram& other) {
  for (size_t i = 0; i < buckets_.size(); ++i)
    buckets_[i] += other.buckets_[i];
  count_ += other.count_;
}

double Histogram::Percentile(double share) const {
  const auto wanted = static_cast<uint64_t>(std::ceil(share * static_cast<double>(count_)));
  uint64_t seen = 0;
  for (size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= wanted && seen > 0) return MillisOf(i);
  }
  return 0;
}

}  // namespace tipline::bench
