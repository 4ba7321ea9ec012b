// What `tipline doctor` says of each channel: how its provider answers, when something last came in
// and went out, refused webhooks, silence. From what gateways and workers told
// (gateway/store/live/channel_status.h). Reads only. Tests:
// tests/workers/cli/doctor_channels_test.cc.
#pragma once

#include <vector>

#include "gateway/store/live/channel_status.h"
#include "workers/cli/doctor_checks.h"

namespace tipline::cli {

// Webhooks that were refused this recently, and none was taken since, are a wrong secret.
constexpr Millis kRefusedRecently{3'600'000};

// Pure. Down fails; degraded, silent and refused warn.
Finding JudgeChannel(const ChannelSettings& channel, const store::ChannelStatus& status,
                     TimePoint now);

std::vector<Finding> CheckChannelStatus(const Settings& settings, store::Redis& redis,
                                        TimePoint now);

}  // namespace tipline::cli
