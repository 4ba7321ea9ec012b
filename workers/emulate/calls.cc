#include "workers/emulate/calls.h"

#include <algorithm>
#include <utility>

#include "flows/base/gsm7.h"
#include "flows/base/text.h"
#include "gateway/base/crypto.h"

namespace tipline::emulate {
namespace {

// "*384*123#" -> "384*123"
std::string Bare(std::string_view code) {
  if (code.starts_with('*')) code.remove_prefix(1);
  if (code.ends_with('#')) code.remove_suffix(1);
  return std::string(code);
}

// What was dialled, apart: the channel's code and the options behind it.
struct Dialled {
  std::string code;
  std::vector<std::string> options;
};

Dialled Split(const ChannelSettings& channel, const std::string& dialled) {
  const std::string bare = Bare(dialled);
  Dialled split{dialled, {}};
  size_t longest = 0;
  for (const std::string& code : channel.codes) {
    const std::string own = Bare(code);
    if (!code.starts_with('*') || own.size() < longest) continue;
    if (bare != own && !bare.starts_with(own + "*")) continue;
    longest = own.size();
    split = {code, {}};
    for (size_t at = own.size(); at < bare.size();) {
      const size_t next = std::min(bare.find('*', at + 1), bare.size());
      split.options.push_back(bare.substr(at + 1, next - at - 1));
      at = next;
    }
  }
  return split;
}

std::string Join(std::vector<std::string> first, const std::vector<std::string>& then) {
  first.insert(first.end(), then.begin(), then.end());
  std::string all;
  for (size_t i = 0; i < first.size(); ++i)
    all += (i == 0 ? "" : "*") + first[i];
  return all;
}

Values UssdValues(const Line& line, InboundKind event, const Network& network, const Call& call,
                  TimePoint now) {
  Values values = ValuesOf(line, event, now);
  const Dialled dialled = Split(line.channel, call.dialled);
  values["session"] = call.session;
  values["from"] = call.from;
  values["to"] = values["code"] = dialled.code;
  values["code_bare"] = Bare(dialled.code);
  values["dialled"] = call.dialled;
  values["dialled_bare"] = Bare(call.dialled);
  values["input"] = call.inputs.empty() ? "" : call.inputs.back();
  values["transcript"] = Join(dialled.options, call.inputs);
  values["turn"] = std::to_string(call.inputs.size() + 1);
  values["turn0"] = std::to_string(call.inputs.size());
  values["first"] = call.inputs.empty() ? "true" : "false";
  values["screen"] = call.screen;
  values["network"] = network.name;
  values["network_code"] = network.code;
  return values;
}

Values SmsValues(const Line& line, const PhoneSms& sms, TimePoint now) {
  Values values = ValuesOf(line, InboundKind::kSms, now);
  const Measured size = Measure(sms.text);
  values["id"] = sms.id;
  values["from"] = sms.from;
  values["to"] = sms.to;
  values["text"] = sms.text;
  values["segments"] = std::to_string(size.parts);
  values["encoding"] = EncodingName(size.encoding);
  values["coding"] = size.encoding == Encoding::kGsm7 ? "0" : "2";
  values["network_code"] = line.profile.networks.front().code;
  return values;
}

// The path and query of an absolute URL.
std::string TargetOf(std::string_view url) {
  const size_t scheme = url.find("://");
  const size_t path = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
  return path == std::string_view::npos ? "/" : std::string(url.substr(path));
}

// "%d" and the like, as Kannel puts them into a dlr-url.
Result<std::string> Unescaped(const StatusForm& form, std::string_view url, const Values& values) {
  std::string text;
  for (size_t at = 0; at < url.size();) {
    const auto escape =
        std::find_if(form.escapes.begin(), form.escapes.end(),
                     [&](const auto& one) { return url.substr(at).starts_with(one.first); });
    if (escape == form.escapes.end()) {
      text += url[at++];
      continue;
    }
    TRY_ASSIGN(const std::string value, Expand(escape->second, values));
    text += value == "%" ? value : http::UrlEncode(value);
    at += escape->first.size();
  }
  return text;
}

}  // namespace

Result<http::Request> TurnWebhook(const Line& line, const Network& network, const Call& call,
                                  TimePoint now, std::string_view nonce) {
  if (!line.profile.ussd) return NotFound("provider " + line.profile.name + " has no USSD");
  const EventForm& form = *line.profile.ussd;
  Values values = UssdValues(line, InboundKind::kUssd, network, call, now);
  TRY(AddValues(call.inputs.empty() ? form.first : form.next, values));
  return MakeWebhook(line, form.request, values, nonce);
}

Result<http::Request> EndWebhook(const Line& line, const Network& network, const Call& call,
                                 std::string_view reason, TimePoint now, std::string_view nonce) {
  if (!line.profile.ussd_end)
    return NotFound("provider " + line.profile.name + " does not say when a session ends");
  Values values = UssdValues(line, InboundKind::kUssdEnd, network, call, now);
  values["reason"] = reason;
  return MakeWebhook(line, line.profile.ussd_end->request, values, nonce);
}

std::vector<std::string> CutIntoParts(std::string_view text, size_t at_least) {
  const Measured size = Measure(text);
  const bool gsm7 = size.encoding == Encoding::kGsm7;
  if (size.parts <= 1 && at_least <= 1) return {std::string(text)};
  const size_t room = std::min(gsm7 ? kSmsGsm7Part : kSmsUcs2Part,
                               std::max<size_t>(2, (size.units + at_least - 1) / at_least));
  std::vector<std::string> parts(1);
  size_t units = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t c = NextCodePoint(text, at);
    const size_t takes = gsm7 ? static_cast<size_t>(SeptetsOf(c)) : c > 0xFFFF ? 2 : 1;
    if (units + takes > room) {
      parts.emplace_back();
      units = 0;
    }
    parts.back() += text.substr(begin, at - begin);
    units += takes;
  }
  return parts;
}

Result<std::vector<http::Request>> SmsWebhooks(const Line& line, const PhoneSms& sms, int parts,
                                               TimePoint now, std::string_view nonce) {
  if (!line.profile.sms) return NotFound("provider " + line.profile.name + " has no SMS");
  const EventForm& form = *line.profile.sms;
  const Values whole = SmsValues(line, sms, now);
  const bool cuts = !form.part.is_null();
  const std::vector<std::string> texts =
      cuts ? CutIntoParts(sms.text, static_cast<size_t>(std::max(parts, 1)))
           : std::vector<std::string>{sms.text};
  std::vector<http::Request> requests;
  for (size_t i = 0; i < texts.size(); ++i) {
    Values values = whole;
    values["text"] = texts[i];
    values["part"] = std::to_string(i + 1);
    values["part_hex"] = Hex(std::string(1, static_cast<char>(i + 1)));
    values["parts"] = std::to_string(texts.size());
    values["parts_hex"] = Hex(std::string(1, static_cast<char>(texts.size())));
    values["group_hex"] = sms.id.substr(0, 2);
    values["group"] = std::to_string(std::stoul(sms.id.substr(0, 2), nullptr, 16));
    if (texts.size() > 1) values["id"] = sms.id.substr(0, 28) + std::to_string(1000 + i);
    TRY(AddValues(texts.size() > 1 ? form.part : form.whole, values));
    TRY_ASSIGN(http::Request request,
               MakeWebhook(line, form.request, values, std::string(nonce) + std::to_string(i)));
    requests.push_back(std::move(request));
  }
  return requests;
}

Result<http::Request> StatusWebhook(const Line& line, const Report& report, TimePoint now,
                                    std::string_view nonce) {
  if (!line.profile.status)
    return NotFound("provider " + line.profile.name + " sends no delivery reports");
  const StatusForm& form = *line.profile.status;
  const auto state = form.states.find(report.state);
  if (state == form.states.end())
    return NotFound("provider " + line.profile.name + " has no report \"" +
                    DeliveryStateName(report.state) + "\"");
  Values values = ValuesOf(line, InboundKind::kStatus, now);
  values["id"] = report.id;
  values["reference"] = report.reference;
  values["to"] = report.to;
  values["from"] = report.from;
  values["state"] = DeliveryStateName(report.state);
  TRY(AddValues(state->second, values));
  if (!form.to_message_url || report.url.empty())
    return MakeWebhook(line, form.request, values, nonce);
  RequestForm request = form.request;  // the URL of the message in place of its own
  TRY_ASSIGN(request.path, Unescaped(form, TargetOf(report.url), values));
  for (size_t at = 0; (at = request.path.find('{', at)) != std::string::npos; at += 2)
    request.path.insert(at, "{");                                       // it is no pattern
  if (!form.escapes.empty()) request.query = nlohmann::json::object();  // all stands in the URL
  return MakeWebhook(line, request, values, nonce);
}

}  // namespace tipline::emulate
