#include "gateway/providers/kannel_message.h"

#include <charconv>

#include "gateway/providers/charset.h"
#include "gateway/providers/common.h"

namespace tipline::gateway {
namespace {

constexpr int64_t kLatest = 253'402'300'799;  // year 9999, Unix seconds

std::string CharsetOf(std::string_view content_type) {
  const size_t at = content_type.find("charset=");
  if (at == std::string_view::npos) return {};
  std::string_view name = content_type.substr(at + 8);
  name = name.substr(0, name.find(';'));
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"')
    name = name.substr(1, name.size() - 2);
  return std::string(name);
}

bool IsPostUrl(const http::Request& request) {
  const std::string type = MediaType(request);
  return request.method == "POST" && type != "application/x-www-form-urlencoded" &&
         (request.HasHeader("X-Kannel-To") || request.HasHeader("X-Kannel-From") ||
          type == "text/plain" || type == "application/octet-stream");
}

}  // namespace

KannelMessage ReadKannelMessage(const http::Request& request) {
  const bool post_url = IsPostUrl(request);
  const http::Form form = post_url ? http::Form(request.query) : BodyThenQuery(request);
  KannelMessage raw{std::nullopt,        form.Get("to"),   form.Get("ts"),  form.Get("coding"),
                    form.Get("charset"), form.Get("text"), form.Get("udh"), {}};
  if (const std::string* from = form.Find("from")) raw.from = *from;
  raw.id = OptionalId(form.Find("id"));
  if (!post_url) return raw;
  raw.words = request.body;
  const auto header = [&request](const char* name, std::string& field) {
    if (request.HasHeader(name)) field = request.Header(name);
  };
  std::string from = raw.from.value_or("");
  header("X-Kannel-From", from);
  if (!from.empty()) raw.from = from;
  header("X-Kannel-To", raw.to);
  header("X-Kannel-Time", raw.time);
  header("X-Kannel-Coding", raw.coding);
  std::string udh;  // %XX, as smsbox sends it
  header("X-Kannel-UDH", udh);
  if (!udh.empty()) raw.udh = http::UrlDecode(udh, false);
  const std::string charset = CharsetOf(request.Header("Content-Type"));
  if (!charset.empty()) raw.charset = charset;
  return raw;
}

std::string KannelWords(const KannelMessage& raw) {
  std::string charset = raw.charset;
  if (charset.empty())
    charset = raw.coding == "2" ? "UTF-16BE" : raw.coding == "1" ? "8-BIT" : "UTF-8";
  Result<std::string> words = ToUtf8(raw.words, charset);
  return words ? *std::move(words) : Readable(raw.words);
}

std::optional<TimePoint> KannelTime(std::string_view time) {
  if (const std::optional<int64_t> seconds = KannelInteger(time))
    return *seconds > 0 && *seconds <= kLatest ? std::optional(FromMillis(*seconds * 1000))
                                               : std::nullopt;
  return OptionalTime(time);
}

std::optional<int64_t> KannelInteger(std::string_view text) {
  int64_t value = 0;
  const char* last = text.data() + text.size();
  const auto [end, failure] = std::from_chars(text.data(), last, value);
  if (failure != std::errc() || end != last || text.empty()) return std::nullopt;
  return value;
}

}  // namespace tipline::gateway
