// The options of an external channel.
#include <algorithm>
#include <array>
#include <charconv>

#include "flows/base/text.h"
#include "gateway/providers/external.h"

namespace tipline::gateway {
namespace {

constexpr int kMostLength = 10'000;
constexpr size_t kMaxOptionBytes = 2048;

bool IsText(std::string_view value) {
  return !value.empty() && value.size() <= kMaxOptionBytes && ValidUtf8(value);
}
bool IsUrl(std::string_view value) {
  return IsText(value) && (value.starts_with("https://") || value.starts_with("http://"));
}
bool IsMethod(std::string_view value) {
  return value == "GET" || value == "POST" || value == "PUT";
}
bool IsEncoding(std::string_view value) {
  return value == "D" || value == "S" || value == "U";
}
bool IsLength(std::string_view value) {
  return ExternalLength(value) > 0;
}
bool IsTemplate(std::string_view value) {
  constexpr std::array<std::string_view, 10> kPlaces = {
      "id",           "uuid",    "text",           "to",           "to_no_plus", "from",
      "from_no_plus", "channel", "session_status", "quick_replies"};
  const auto places = Places(value, kExternalBraces);
  return IsText(value) && std::all_of(places.begin(), places.end(), [&](const std::string& name) {
           return std::find(kPlaces.begin(), kPlaces.end(), name) != kPlaces.end();
         });
}
bool IsSendUrl(std::string_view value) {
  return IsUrl(value) && IsTemplate(value);
}

}  // namespace

std::string ExternalOption(const ChannelSettings& channel, const std::string& name,
                           const std::string& otherwise) {
  const auto found = channel.options.find(name);
  return found == channel.options.end() || found->second.empty() ? otherwise : found->second;
}

int ExternalLength(std::string_view value) {
  int length = 0;
  const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), length);
  return failure == std::errc() && end == value.data() + value.size() && length <= kMostLength
             ? length
             : 0;
}

std::vector<OptionName> ExternalOptions() {
  constexpr const char* kField = "the name of a field, or a path in XML (message/from)";
  return {{"mo_from_field", kField, IsText},
          {"mo_text_field", kField, IsText},
          {"mo_date_field", kField, IsText},
          {"mo_response", "a text of at most 2048 bytes", IsText},
          {"mo_response_content_type", "a media type", IsText},
          {"send_url", "http:// or https://, with {{places}} that send_body may have", IsSendUrl},
          {"send_method", "GET, POST or PUT", IsMethod},
          {"send_content_type", "urlencoded, json, xml or a media type", IsText},
          {"send_body",
           "a text with {{id}} {{uuid}} {{text}} {{to}} {{to_no_plus}} {{from}} "
           "{{from_no_plus}} {{channel}} {{session_status}} {{quick_replies}}",
           IsTemplate},
          {"mt_response_check", "a text of at most 2048 bytes", IsText},
          {"encoding", "D (default), S (smart) or U (unicode)", IsEncoding},
          {"max_length", "a number of characters from 1 to 10000", IsLength}};
}

}  // namespace tipline::gateway
