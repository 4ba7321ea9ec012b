// Delivery reports on single parts of a long SMS, of providers that send one for each. Pure.
// Tests: tests/gateway/store/records/outbound_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "flows/model/message.h"

namespace tipline {

// The reason of a report by which a part of the message failed, whatever its own reason.
inline std::string FailedPart(const std::string& reason) {
  return reason.empty() ? "part" : "part " + reason;
}
inline bool IsFailedPart(std::string_view reason) {
  return reason == "part" || reason.starts_with("part ");
}

// AfterReport (message.h) of a message with reason `before` by a report with reason `reason`. A
// part that failed leaves nothing whole to read, whatever became or becomes of the others.
inline DeliveryState AfterPartReport(DeliveryState now, std::string_view before,
                                     DeliveryState reported, std::string_view reason) {
  if (IsFailedPart(reason))
    return IsFinal(now) && now != DeliveryState::kDelivered ? now : reported;
  if (IsFinal(now) && IsFailedPart(before)) return now;
  return AfterReport(now, reported);
}

}  // namespace tipline
