#include "workers/emulate/derive_json.h"

#include <algorithm>

#include "gateway/providers/xml.h"

namespace tipline::emulate {
namespace {

using gateway::BodyKind;
using gateway::DialectAnswer;
using gateway::DialectEvent;
using gateway::Mark;
using nlohmann::json;

constexpr const char* kUssdPath = "/hooks/{channel}/ussd{token_path}";
constexpr const char* kAnyWord = "continue";  // of a mark that is not set

bool IsIndex(const std::string& segment) {
  return segment == "*" ||
         (!segment.empty() && segment.size() < 3 &&
          std::all_of(segment.begin(), segment.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

std::vector<std::string> Segments(const std::string& name, char separator) {
  std::vector<std::string> segments(1);
  for (const char c : name) {
    if (c == separator)
      segments.emplace_back();
    else
      segments.back() += c;
  }
  return segments;
}

// Patterns are text; of an element's attributes and children, attributes come first by their '@'.
std::string XmlOf(const std::string& name, const json& node) {
  if (node.is_string()) return "<" + name + ">" + node.get<std::string>() + "</" + name + ">";
  std::string attributes;
  std::string inside;
  for (const auto& [member, value] : node.items()) {
    if (member.starts_with('@'))
      attributes += " " + member.substr(1) + "=\"" + value.get<std::string>() + "\"";
    else
      inside += XmlOf(member, value);
  }
  return "<" + name + attributes + ">" + inside + "</" + name + ">";
}

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

// Where a place stands in a body that is JSON or XML: pointer, or path.
struct Place {
  std::string at, pattern;
};
void FindPlaces(const json& body, const std::string& at, std::vector<Place>& found) {
  if (body.is_string()) found.push_back({at, body.get<std::string>()});
  if (!body.is_structured()) return;
  for (const auto& [name, member] : body.items())
    FindPlaces(member, at + "/" + name, found);
}

// "{continues?A:B}" -> the word that ends; empty: no such place in it.
std::string EndWord(const std::string& pattern) {
  if (pattern == "{continues}") return "false";
  if (pattern == "{ends}") return "true";
  for (const auto& [flag, second] : {std::pair{"{continues?", true}, {"{ends?", false}}) {
    const size_t at = pattern.find(flag);
    if (at == std::string::npos) continue;
    const size_t begin = at + std::string(flag).size();
    const size_t colon = pattern.find(':', begin);
    const size_t end = pattern.find('}', begin);
    return second ? pattern.substr(colon + 1, end - colon - 1)
                  : pattern.substr(begin, colon - begin);
  }
  return {};
}

// "{continues?CON:END} {text}", or parts between bars.
json TextAnswer(const std::string& body) {
  const std::vector<std::string> parts = Segments(body, '|');
  if (parts.size() > 1) {
    json answer = {{"kind", "parts"}};
    for (size_t i = 0; i < parts.size(); ++i) {
      if (parts[i] == "{text}") answer["text"] = std::to_string(i);
      if (EndWord(parts[i]).empty()) continue;
      answer["ends"] = std::to_string(i);
      answer["end_is"] = EndWord(parts[i]);
    }
    return answer;
  }
  const size_t text = body.find("{text}");
  const std::string before = body.substr(0, text);
  const size_t flag = before.find('{');
  const size_t close = before.find('}');
  if (flag == std::string::npos || close == std::string::npos) return {{"kind", "text"}};
  const std::string inside = before.substr(flag, close - flag + 1);
  const std::string end = EndWord(inside);
  const size_t question = inside.find('?');
  const size_t colon = inside.find(':');
  const std::string first = inside.substr(question + 1, colon - question - 1);
  const std::string go_on =
      end == first ? inside.substr(colon + 1, inside.size() - colon - 2) : first;
  const std::string behind = before.substr(close + 1);
  return {{"kind", "prefix"},
          {"go_on", before.substr(0, flag) + go_on + behind},
          {"end", before.substr(0, flag) + end + behind}};
}

json StructuredAnswer(const DialectAnswer& from, bool is_json) {
  json answer = {{"kind", is_json ? "json" : "xml"}};
  std::vector<Place> places;
  std::vector<std::string> last;  // paths of the last screen
  if (is_json) {
    FindPlaces(from.body, "", places);
  } else {
    const auto fields = gateway::ReadXml(from.body.get<std::string>());
    for (const auto& [at, pattern] : fields ? *fields : gateway::XmlFields())
      places.push_back({at, pattern});
    const auto ended = from.end_body ? gateway::ReadXml(from.end_body->get<std::string>())
                                     : Result<gateway::XmlFields>(gateway::XmlFields());
    for (const auto& [at, pattern] : ended ? *ended : gateway::XmlFields())
      last.push_back(at);
  }
  for (const Place& place : places) {
    if (place.pattern.find("{text}") != std::string::npos) answer["text"] = place.at;
    if (!EndWord(place.pattern).empty()) {
      answer["ends"] = place.at;
      answer["end_is"] = EndWord(place.pattern);
    } else if (!last.empty() && std::find(last.begin(), last.end(), place.at) == last.end()) {
      answer["ends_without"] = place.at;
    }
  }
  return answer;
}

json UssdAnswer(const DialectAnswer& from) {
  json answer;
  if (from.type.starts_with("application/json"))
    answer = StructuredAnswer(from, true);
  else if (from.body.is_string() && from.body.get<std::string>().starts_with('<'))
    answer = StructuredAnswer(from, false);
  else
    answer = TextAnswer(from.body.get<std::string>());
  for (const auto& [name, pattern] : from.headers) {
    if (EndWord(pattern).empty()) continue;
    answer = {{"kind", "header"}, {"ends", name}, {"end_is", EndWord(pattern)}};
  }
  answer["type"] = from.type.substr(0, from.type.find(';'));
  return answer;
}

// What a message or a report has to be answered.
json PlainAnswer(const DialectAnswer& from) {
  const bool fixed = from.body.is_string() && !from.body.get<std::string>().empty() &&
                     from.body.get<std::string>().find('{') == std::string::npos;
  if (fixed) return {{"kind", "exact"}, {"exact", from.body}};
  if (from.body.is_string() && from.body.get<std::string>() == "{text}") return {{"kind", "text"}};
  return {{"kind", "ignored"}};
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
            {"answer", UssdAnswer(ussd.answer)}};
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
  return {{"request", request}, {"answer", PlainAnswer(spec.ussd_end.answer)}};
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
  json event = {{"request", request}, {"answer", PlainAnswer(sms.answer)}};
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
          {"answer", PlainAnswer(status.answer)}};
}

}  // namespace

void BodyMaker::Put(const std::string& name, json value) {
  if (name.find('+') != std::string::npos) return;
  if (kind_ == BodyKind::kForm || kind_ == BodyKind::kText) {
    fields_[name] = std::move(value);
    return;
  }
  json* at = &fields_;
  for (const std::string& segment : Segments(name, kind_ == BodyKind::kXml ? '/' : '.')) {
    if (kind_ == BodyKind::kJson && IsIndex(segment))
      at = &(*at)[segment == "*" ? 0 : static_cast<size_t>(std::stoi(segment))];
    else
      at = &(*at)[segment];
  }
  *at = std::move(value);
}

std::string BodyMaker::Xml() const {
  std::string xml;
  for (const auto& [name, node] : fields_.items())
    xml += XmlOf(name, node);
  return xml;
}

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
