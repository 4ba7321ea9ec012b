// `tipline hook explain CHANNEL EVENT < request.http`: what the adapter of a channel makes of a
// captured request, and what it would be answered. For whoever connects a provider: no store is
// asked and nothing is kept. Shows words and numbers.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/model/message.h"
#include "gateway/base/settings.h"

namespace tipline::cli {

// Shown in place of what the flow would say on a USSD screen.
constexpr std::string_view kExplainScreen = "(the next screen)";

struct HookExplained {
  bool rejected = false;
  std::string
      json;  // one object with all fields of README, "hook explain"; null where there is nothing
};

// Pure; ages of signatures are judged as of `now`. kNotFound: the configuration has no such
// channel, or its provider is unknown.
Result<HookExplained> ExplainHook(std::string_view wire, const Settings& settings,
                                  const std::string& channel_id, InboundKind event, bool verify,
                                  TimePoint now);

// `tipline hook providers`; the exit code. Dialects must be loaded.
int PrintProviders(bool as_json);

}  // namespace tipline::cli
