#include "workers/emulate/derive_json.h"

namespace tipline::emulate {
namespace {

using gateway::BodyKind;
using gateway::DialectEvent;
using gateway::Mark;
using nlohmann::json;

constexpr const char* kUssdPath = "/hooks/{channel}/ussd{token_path}";
constexpr const char* kAnyWord = "continue";  // of a mark that is not set

std::string TimeOf(const std::string& format) {
  if (format == "seconds") return "{now|seconds}";
  if (format == "millis") return "{now}";
  if (format.empty() || format == "rfc3339") return "{now|time:%Y-%m-%dT%H:%M:%SZ}";
  return "{now|time:" + format + "}";
}

std::string FirstOf(const std::vector<std::string>& words) {
  return words.empty() ? std::string() : words.front();
}

// "{field:NAME}" of answers: what the request has to bring along.
void PutAsked(const json& body, BodyMaker& maker, const json& have) {
  constexpr std::string_view kField = "{field:";
  for (const json& one : body.is_structured() ? body : json::array({body})) {
    if (one.is_structured()) {
      PutAsked(one, maker, have);
      continue;
    }
    if (!one.is_string()) continue;
    const std::string text = one.get<std::string>();
    for (size_t at = text.find(kField); at != text.npos; at = text.find(kField, at + 1)) {
      const size_t begin = at + kField.size();
      const std::string name = text.substr(begin, text.find('}', begin) - begin);
      if (!have.contains(name)) maker.Put(name, "1");
    }
  }
}

json RequestOf(const BodyMaker& maker, bool by_get) {
  if (maker.kind() == BodyKind::kXml) return {{"xml", maker.Xml()}};
  if (maker.kind() == BodyKind::kJson) return {{"json", maker.fields()}};
  if (by_get) return {{"method", "GET"}, {"query", maker.fields()}};
  return {{"form", maker.fields()}};
}

// Of a batch, the only element.
std::string Inside(const DialectEvent& event, const std::string& name) {
  if (!event.each) return name;
  if (event.reads == BodyKind::kXml) return *event.each + "/" + name;
  return (event.each->empty() ? "" : *event.each + ".") + "0." + name;
}

void PutFields(const DialectEvent& event, const std::map<std::string, std::string>& patterns,
               BodyMaker& maker) {
  if (!event.when.field.empty() && !event.when.is.empty())
    maker.Put(Inside(event, event.when.field.front()), event.when.is.front());
  for (const auto& [logical, pattern] : patterns) {
    const auto names = event.fields.find(logical);
    if (names != event.fields.end() && !names->second.empty())
      maker.Put(Inside(event, names->second.front()), pattern);
  }
}

void PutAuth(const gateway::DialectSpec& spec, BodyMaker& maker, json& request) {
  for (const gateway::DialectAuth& auth : spec.auth) {
    const std::string value = "{secret." + auth.secret + "?}";
    if (!auth.header.empty())
      request["headers"][auth.header] = value;
    else
      maker.Put(auth.field.front(), value);
  }
}

json DeriveUssd(const gateway::DialectSpec& spec, bool ending) {
  const DialectEvent& ussd = spec.ussd;
  BodyMaker maker(ussd.reads);
  PutFields(ussd,
            {{"session", "{session}"},
             {"from", "{from|no_plus}"},
             {"to", "{code}"},
             {"text", "{typed}"},
             {"turn", "{turn}"},
             {"id", "{session}-{turn}"}},
            maker);
  json first = {{"typed", ""}, {"mark", FirstOf(ussd.first.is)}};
  json next = {{"typed", "{input}"},
               {"mark", FirstOf(ussd.first.is) == "true" ? "false" : kAnyWord}};
  if (ussd.accumulated) {
    first["typed"] = next["typed"] = "{transcript}";
  } else if (ussd.dialled || ussd.first.is_code) {
    first["typed"] = "{dialled}";
  }
  if (!ussd.first.same_as.empty())
    maker.Put(ussd.first.field.front(), "{dialled}");
  else if (!ussd.first.is.empty())
    maker.Put(ussd.first.field.front(), "{mark}");
  if (ending && !ussd.end.is.empty()) maker.Put(ussd.end.field.front(), ussd.end.is.front());
  json request;
  PutAuth(spec, maker, request);
  PutAsked(ussd.answer.body, maker, maker.fields());
  if (!ussd.closed.body.empty()) PutAsked(ussd.closed.body, maker, maker.fields());
  request.update(RequestOf(maker, true));
  if (!ending)
    return {{"request", request},
            {"first", first},
            {"next", next},
            {"answer", DeriveScreen(ussd.answer)}};
  request["path"] = kUssdPath;
  return {{"request", request}};
}

// {mark} and {typed} of a turn, in what ends the session.
void SetTyped(json& end) {
  std::string text = end["request"].dump();
  for (const char* place : {"{typed}", "{mark}"})
    for (size_t at = text.find(place); at != std::string::npos; at = text.find(place))
      text.replace(at, std::string(place).size(), "");
  end["request"] = json::parse(text);
}

json DeriveEnd(const gateway::DialectSpec& spec) {
  BodyMaker maker(spec.ussd_end.reads);
  PutFields(spec.ussd_end,
            {{"session", "{session}"}, {"from", "{from|no_plus}"}, {"reason", "{reason}"}}, maker);
  json request;
  PutAuth(spec, maker, request);
  request.update(RequestOf(maker, true));
  return {{"request", request}, {"answer", DeriveReceipt(spec.ussd_end.answer)}};
}

json DeriveSms(const gateway::DialectSpec& spec) {
  const DialectEvent& sms = spec.sms;
  BodyMaker maker(sms.reads);
  const bool hex = sms.charset.ends_with("-hex");
  PutFields(sms,
            {{"from", "{from|no_plus}"},
             {"to", "{to}"},
             {"text", hex ? "{text|utf16be|hex}" : "{text}"},
             {"id", "{id}"},
             {"time", TimeOf(sms.time_format)},
             {"concat_group", "{concat_group?}"},
             {"concat_part", "{concat_part?}"},
             {"concat_total", "{concat_total?}"}},
            maker);
  json request;
  PutAuth(spec, maker, request);
  request.update(RequestOf(maker, false));
  json event = {{"request", request}, {"answer", DeriveReceipt(sms.answer)}};
  const auto group = sms.fields.find("concat_group");
  if (group != sms.fields.end() && !group->second.empty())
    event["part"] = {
        {"concat_group", "{group}"}, {"concat_part", "{part}"}, {"concat_total", "{parts}"}};
  return event;
}

// A word of the table for each state that it has; of a range ("10-12") the first number.
json StatesOf(const DialectEvent& status) {
  json states = json::object();
  for (const auto& [word, state] : status.states.rows) {
    if (!state || word.find_first_of("~*") != std::string::npos) continue;
    const std::string name = DeliveryStateName(*state);
    if (states.contains(name)) continue;
    const size_t dash = word.find('-');
    const bool range = dash != std::string::npos && dash > 0 &&
                       word.find_first_not_of("0123456789-") == std::string::npos;
    states[name] = {{"word", range ? word.substr(0, dash) : word}};
  }
  return states;
}

json DeriveStatus(const gateway::DialectSpec& spec) {
  const DialectEvent& status = spec.status;
  BodyMaker maker(status.reads);
  PutFields(status, {{"id", "{id}"}, {"reference", "{reference}"}, {"state", "{word}"}}, maker);
  json request;
  PutAuth(spec, maker, request);
  request.update(RequestOf(maker, false));
  return {{"request", request},
          {"states", StatesOf(status)},
          {"to_message_url", true},
          {"escapes", {{"%s", "{word}"}}},
          {"answer", DeriveReceipt(status.answer)}};
}

}  // namespace

json DeriveProfile(const gateway::DialectSpec& spec) {
  json profile = json::object();
  if (spec.ussd.served) {
    profile["ussd"] = DeriveUssd(spec, false);
    if (spec.ussd_end.served) {
      profile["ussd-end"] = DeriveEnd(spec);
    } else if (!spec.ussd.end.field.empty() && !spec.ussd.end.is.empty()) {
      profile["ussd-end"] = DeriveUssd(spec, true);
      SetTyped(profile["ussd-end"]);
    }
  }
  if (spec.sms.served) profile["sms"] = DeriveSms(spec);
  if (spec.status.served) profile["status"] = DeriveStatus(spec);
  if (spec.send) profile["send"] = DeriveSend(*spec.send);
  if (spec.token) profile["token"] = DeriveToken(*spec.token);
  return profile;
}

}  // namespace tipline::emulate
