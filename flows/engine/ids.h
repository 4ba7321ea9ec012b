// Ids, case codes and PINs from the entropy of one turn: no chance of our own. Ids come from other
// bytes than codes and PINs, so that an id tells nothing about them. One turn, one object.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "flows/base/time.h"

namespace tipline::flows {

constexpr size_t kCodeDigits = 10;
constexpr size_t kPinDigits = 4;

class Ids {
 public:
  Ids(const std::array<uint8_t, 32>& entropy, TimePoint now) : entropy_(entropy), now_(now) {}
  std::string Ulid();            // a new one each call
  std::string CaseCode() const;  // 10 digits that look like a phone number
  std::string Pin() const;       // 4 digits, none of the first that anybody tries

 private:
  uint64_t Word(size_t at) const;
  const std::array<uint8_t, 32>& entropy_;
  TimePoint now_;
  uint64_t drawn_ = 0;
};

}  // namespace tipline::flows
