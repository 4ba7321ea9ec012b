// Dialled codes, marks (Holds), words and times of dialects. For dialect*.cc only. Pure;
// thread-safe.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/providers/dialect_json.h"

namespace tipline::gateway {

// The longest of `to` and the channel's codes that `dialled` begins with; empty: none.
std::string CodeOf(std::string_view dialled, const std::string& to, const ChannelSettings& channel);
// Sets text, dialled and to. What came before the first screen is a code, or nothing that a person
// wanted to say; what was dialled behind a code that is not ours cannot be told from it.
void TakeDialled(const std::string& input, const ChannelSettings& channel, bool accumulated,
                 Inbound& inbound);
// Words come, whatever they are made of: what is not of the charset is read as Latin-1.
Secret<std::string> DialectWords(const std::optional<std::string>& text,
                                 const std::string& charset);
std::optional<TimePoint> DialectTime(const std::optional<std::string>& text,
                                     const DialectEvent& event);

// By media type.
Escape EscapeOf(std::string_view type);
bool IsJson(std::string_view type);

// The whole text is one number.
template <typename Number>
std::optional<Number> ToNumber(const std::optional<std::string>& text) {
  Number value = 0;
  if (!text) return std::nullopt;
  const char* last = text->data() + text->size();
  const auto [end, failure] = std::from_chars(text->data(), last, value);
  if (failure != std::errc() || end != last) return std::nullopt;
  return value;
}

}  // namespace tipline::gateway
