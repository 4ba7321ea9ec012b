// One message, turn or report of a dialect out of the fields of its webhook. For dialect*.cc only.
// Pure. Errors name the field and no content. Tests: the cases of the dialects.
#pragma once

#include <optional>
#include <string>

#include "gateway/providers/dialect_json.h"

namespace tipline::gateway {

// Of an event's fields.
class EventFields {
 public:
  EventFields(const DialectEvent& event, const Values& values) : event_(event), values_(values) {}

  std::optional<std::string> Find(const char* field) const {
    const auto names = event_.fields.find(field);
    return names == event_.fields.end() ? std::nullopt : values_.Find(names->second);
  }
  // A number or address without what the gateway puts before it.
  std::optional<std::string> Address(const char* field) const {
    std::optional<std::string> value = Find(field);
    for (const std::string& prefix : event_.strip)
      if (value && value->starts_with(prefix)) value->erase(0, prefix.size());
    return value;
  }
  // Its value was put together out of several fields ("USERID+MSISDN").
  bool IsJoined(const char* field) const {
    const auto names = event_.fields.find(field);
    if (names == event_.fields.end()) return false;
    for (const std::string& name : names->second)
      if (values_.Find({name})) return name.find('+') != std::string::npos;
    return false;
  }
  // For errors.
  const char* Name(const char* field) const {
    const auto names = event_.fields.find(field);
    return names == event_.fields.end() || names->second.empty() ? field
                                                                 : names->second.front().c_str();
  }

 private:
  const DialectEvent& event_;
  const Values& values_;
};

Result<Inbound> TakeUssd(const EventFields& fields, const DialectEvent& event, const Values& values,
                         const ChannelSettings& channel, Inbound inbound);
Result<Inbound> TakeEnd(const EventFields& fields, NumberForm form, const ChannelSettings& channel,
                        Inbound inbound);
Result<Inbound> TakeSms(const EventFields& fields, const DialectEvent& event, const Values& values,
                        const ChannelSettings& channel, Inbound inbound);
Result<Inbound> TakeStatus(const EventFields& fields, const DialectEvent& event,
                           const Values& values, Inbound inbound);

}  // namespace tipline::gateway
