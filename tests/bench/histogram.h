// Times of many answers in little memory: buckets that grow by 1/64, from 1 microsecond to a
// minute. One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tipline::bench {

class Histogram {
 public:
  void Add(int64_t nanoseconds);
  void Merge(const Histogram& other);
  uint64_t count() const { return count_; }
  // Milliseconds below which this share of all lies, within 2 %; 0 if there are none.
  double Percentile(double share) const;

 private:
  static constexpr size_t kPerDoubling = 64;
  static constexpr size_t kDoublings = 26;  // 2^26 us is 67 s
  static size_t BucketOf(int64_t nanoseconds);
  static double MillisOf(size_t bucket);
  std::array<uint32_t, kPerDoubling * kDoublings> buckets_{};
  uint64_t count_ = 0;
};

}  // namespace tipline::bench
