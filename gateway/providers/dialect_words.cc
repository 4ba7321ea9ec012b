#include "gateway/providers/dialect_words.h"

#include <algorithm>
#include <ctime>

#include "gateway/providers/charset.h"
#include "gateway/providers/common.h"
#include "gateway/providers/udh.h"

namespace tipline::gateway {
namespace {

constexpr int64_t kLatest = 253'402'300'799;  // year 9999, Unix seconds

std::string_view Bare(std::string_view code) {
  while (code.ends_with('#'))
    code.remove_suffix(1);
  if (code.starts_with('*')) code.remove_prefix(1);
  return code;
}

std::string Behind(std::string_view dialled, std::string_view code) {
  const std::string_view typed = Bare(dialled);
  const size_t size = Bare(code).size();
  return std::string(typed.size() > size ? typed.substr(size + 1) : std::string_view());
}

}  // namespace

Escape EscapeOf(std::string_view type) {
  if (type.find("xml") != std::string_view::npos) return Escape::kXml;
  return type.find("urlencoded") == std::string_view::npos ? Escape::kNone : Escape::kForm;
}

bool IsJson(std::string_view type) {
  return type.starts_with("application/json");
}

std::string CodeOf(std::string_view dialled, const std::string& to,
                   const ChannelSettings& channel) {
  std::string best;
  const auto consider = [&](const std::string& code) {
    const std::string_view bare = Bare(code);
    const std::string_view typed = Bare(dialled);
    if (bare.empty() || bare.size() < Bare(best).size() || !typed.starts_with(bare)) return;
    if (typed.size() == bare.size() || typed[bare.size()] == '*') best = code;
  };
  consider(to);
  for (const std::string& code : channel.codes)
    consider(code);
  return best;
}

void TakeDialled(const std::string& input, const ChannelSettings& channel, bool accumulated,
                 Inbound& inbound) {
  const std::string code = CodeOf(input, inbound.to, channel);
  if (accumulated) {
    if (!input.starts_with('*') || code.empty()) return;
    inbound.text = Secret<std::string>(Behind(input, code));
  } else {
    inbound.dialled = true;
    inbound.text = Secret<std::string>(code.empty() ? std::string() : Behind(input, code));
  }
  if (inbound.to.empty() && (input.starts_with('*') || !code.empty()))
    inbound.to = code.empty() ? OptionalAddress(&input) : code;
}

Secret<std::string> DialectWords(const std::optional<std::string>& text,
                                 const std::string& charset) {
  if (!text) return {};
  const bool hex = charset.ends_with("-hex");
  const std::string bytes = hex ? FromHex(*text).value_or(*text) : *text;
  const auto words = ToUtf8(bytes, hex ? charset.substr(0, charset.size() - 4) : charset);
  std::string kept = words ? *words : FromLatin1(bytes);
  std::erase(kept, '\0');
  return Secret<std::string>(std::move(kept));
}

std::optional<TimePoint> DialectTime(const std::optional<std::string>& text,
                                     const DialectEvent& event) {
  if (!text || text->empty()) return std::nullopt;
  if (event.time_format == "rfc3339") return OptionalTime(*text);
  if (event.time_format == "seconds" || event.time_format == "millis") {
    const auto number = ToNumber<int64_t>(text);
    const int64_t unit = event.time_format == "seconds" ? 1000 : 1;
    if (!number || *number <= 0 || *number > kLatest * (1000 / unit)) return std::nullopt;
    return FromMillis(*number * unit);
  }
  std::tm read{};
  read.tm_gmtoff = event.time_offset_minutes * 60L;
  if (strptime(text->c_str(), event.time_format.c_str(), &read) == nullptr) return std::nullopt;
  const long offset = read.tm_gmtoff;
  return FromMillis((static_cast<int64_t>(timegm(&read)) - offset) * 1000);
}

bool Holds(const Mark& mark, const Values& values, const ChannelSettings& channel) {
  if (mark.field.empty()) return false;
  const std::optional<std::string> value = values.Find(mark.field);
  if (!value) return false;
  if (mark.there) return !value->empty();
  if (mark.is_code)
    return value->starts_with('*') &&
           (channel.codes.empty() || !CodeOf(*value, {}, channel).empty());
  if (!mark.same_as.empty()) return values.Find({mark.same_as}) == value;
  return std::any_of(mark.is.begin(), mark.is.end(),
                     [&](const std::string& word) { return EqualsIgnoringCase(word, *value); });
}

}  // namespace tipline::gateway
