#include "gateway/providers/json_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "gateway/providers/charset.h"
#include "gateway/providers/common.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr double kMostOfAnAmount = 1e6;
constexpr int64_t kMostOfACount = 1000;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

}  // namespace

const json* Member(const json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

const json& ObjectIn(const json& object, std::string_view name) {
  static const json kNone = json::object();
  const json* found = Member(object, name);
  return found != nullptr && found->is_object() ? *found : kNone;
}

const json& ArrayIn(const json& object, std::string_view name) {
  static const json kNone = json::array();
  const json* found = Member(object, name);
  return found != nullptr && found->is_array() ? *found : kNone;
}

const json& FirstIn(const json& object, std::string_view name) {
  static const json kNone = json::object();
  const json& array = ArrayIn(object, name);
  return array.empty() ? kNone : array.front();
}

std::optional<std::string> ScalarIn(const json& object, std::string_view name) {
  const json* found = Member(object, name);
  if (found == nullptr) return std::nullopt;
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number() || found->is_boolean()) return found->dump();
  return std::nullopt;
}

std::string TextIn(const json& object, std::string_view name) {
  return ScalarIn(object, name).value_or("");
}

std::string IdIn(const json& object, std::string_view name) {
  return OptionalId(PointerTo(ScalarIn(object, name)));
}

std::string AddressIn(const json& object, std::string_view name) {
  return OptionalAddress(PointerTo(ScalarIn(object, name)));
}

std::optional<int64_t> IntegerIn(const json& object, std::string_view name) {
  const std::string text = TextIn(object, name);
  int64_t value = 0;
  const char* last = text.data() + text.size();
  const auto [end, failure] = std::from_chars(text.data(), last, value);
  if (text.empty() || failure != std::errc() || end != last) return std::nullopt;
  return value;
}

int CountIn(const json& object, std::string_view name) {
  const int64_t count = IntegerIn(object, name).value_or(0);
  return count > 0 && count <= kMostOfACount ? static_cast<int>(count) : 0;
}

int64_t MicrosIn(const json& object, std::string_view name) {
  return MicrosOf(TextIn(object, name));
}

int64_t MicrosOf(std::string_view amount) {
  double read = 0;
  const char* last = amount.data() + amount.size();
  const auto [end, failure] = std::from_chars(amount.data(), last, read);
  const bool right = failure == std::errc() && end == last && read > 0 &&
                     read <= kMostOfAnAmount;  // false for what is not a number, too
  return right ? std::llround(read * 1e6) : 0;
}

std::string CurrencyIn(const json& object, std::string_view name) {
  return CurrencyOf(TextIn(object, name));
}

std::string CurrencyOf(std::string code) {
  const bool right = code.size() == 3 && std::all_of(code.begin(), code.end(),
                                                     [](char c) { return c >= 'A' && c <= 'Z'; });
  return right ? code : std::string();
}

std::string WordsAnywhere(const json& value) {
  constexpr std::array<std::string_view, 5> kNames = {"text", "body", "message", "content",
                                                      "caption"};
  std::string words;
  if (!value.is_structured()) return words;
  for (const auto& item : value.items()) {
    const json& member = item.value();
    const bool named =
        value.is_object() && std::any_of(kNames.begin(), kNames.end(), [&item](auto known) {
          return EqualsIgnoringCase(known, item.key());
        });
    const std::string found =
        named && member.is_string() ? member.get<std::string>() : WordsAnywhere(member);
    if (!found.empty()) words += (words.empty() ? "" : "\n") + found;
  }
  return words;
}

Secret<std::string> KeptWords(std::string_view words) {
  const std::string valid = Readable(words);
  std::string kept;
  kept.reserve(valid.size());
  for (const char c : valid) {
    if (c == '\0')
      kept += kReplacement;
    else
      kept += c;
  }
  return Secret<std::string>(std::move(kept));
}

Status SenderOfWords(const char* field, const std::optional<std::string>& value,
                     const ChannelSettings& channel, Inbound& inbound, NumberForm form) {
  Status read = ReadSender(field, PointerTo(value), channel, inbound, form);
  if (read || inbound.text.empty()) return read;
  inbound.from = Secret<std::string>();
  inbound.from_is_msisdn = false;
  return Unit{};
}

}  // namespace tipline::gateway
