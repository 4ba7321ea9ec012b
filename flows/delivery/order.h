// Who leaves next when more waits than can go: replies (somebody holds a phone and waits), then
// alerts, then notices, of each the oldest. Nobody starves: an alert of a P0 or P1 case that has
// waited for kUrgentWaits goes before replies in three turns of four; other alerts and notices that
// have waited long have turns of their own. Pure. Tests: tests/flows/delivery/order_test.cc
#pragma once

#include <cstdint>
#include <optional>

#include "flows/base/time.h"

namespace tipline::flows {

constexpr Millis kUrgentWaits{3'000};
constexpr Millis kAlertWaits{30'000};   // then one turn of eight is theirs
constexpr Millis kNoticeWaits{60'000};  // then one turn of sixteen

// How long the oldest of each has been due; none: nothing is.
struct Waiting {
  std::optional<Millis> urgent;  // alerts of P0 and P1 cases; also among `alert`
  std::optional<Millis> reply;
  std::optional<Millis> alert;
  std::optional<Millis> notice;
};

enum class NextOut { kNobody, kUrgent, kReply, kAlert, kNotice };
// `turn` counts messages: the next one has the next number.
NextOut WhoIsNext(const Waiting& waiting, uint64_t turn);

}  // namespace tipline::flows
