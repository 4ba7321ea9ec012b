#include <algorithm>

#include "flows/base/json.h"
#include "gateway/providers/charset.h"
#include "gateway/providers/dialect_provider.h"
#include "gateway/providers/dialect_reader.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

const char* const kAnswerPlaces = "text session from from_no_plus to turn input ends continues";

constexpr int kLeastScreen = 40;
constexpr int kMostScreen = 1000;

const char* FieldsOf(InboundKind kind) {
  switch (kind) {
    case InboundKind::kUssd:
      return "session from to text turn id";
    case InboundKind::kUssdEnd:
      return "session from reason";
    case InboundKind::kSms:
      return "from to text id time concat_group concat_part concat_total";
    case InboundKind::kStatus:
      return "id reference state reason";
    case InboundKind::kCall:
      break;
  }
  return "";
}

std::vector<std::string> Split(std::string_view names) {
  std::vector<std::string> all;
  while (!names.empty()) {
    const size_t space = names.find(' ');
    all.emplace_back(names.substr(0, space));
    names = space == std::string_view::npos ? std::string_view() : names.substr(space + 1);
  }
  return all;
}

bool Has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

// `plain`: names that may stand alone; `kinds`: what may stand before a ':'.
void DialectReader::CheckPlaces(Node& node, const std::string& key, const json& value,
                                const char* plain, const char* kinds) {
  for (const std::string& place : PlacesOf(value)) {
    const bool choice = place.back() == '?';
    const std::string name = choice ? place.substr(0, place.size() - 1) : place;
    const size_t colon = name.find(':');
    const std::string kind = name.substr(0, colon);
    const std::string rest = colon == std::string::npos ? "" : name.substr(colon + 1);
    const bool known = colon == std::string::npos ? Has(Split(plain), name)
                                                  : Has(Split(kinds), kind) && !rest.empty();
    if (!known || (choice && !IsFlag(name))) {
      node.Wrong(key, "{" + place + "}", std::string("places {") + plain + "}, " + kinds + ":NAME");
      return;
    }
    if (kind == "secret") NeedSecret(rest);
    if (kind == "told") TellSecret(rest);
    const bool option = std::any_of(spec_.options.begin(), spec_.options.end(),
                                    [&rest](const DialectOption& one) { return one.name == rest; });
    if (kind == "option" && !option) node.Wrong(key, "{" + place + "}", "a name of /options");
  }
}

Mark DialectReader::ReadMark(Node node) {
  Mark mark;
  mark.field = node.Texts("field");
  mark.is = node.Texts("is");
  mark.same_as = node.Text("same_as");
  mark.is_code = node.Flag("is_code");
  mark.there = node.Flag("there");
  if (mark.field.empty()) node.Wrong("field", "nothing", "a name of a field");
  const int signs = (mark.is.empty() ? 0 : 1) + (mark.same_as.empty() ? 0 : 1) +
                    (mark.is_code ? 1 : 0) + (mark.there ? 1 : 0);
  if (signs != 1)
    node.Wrong("is", std::to_string(signs) + " signs", "one of is, same_as, is_code, there");
  node.Finish();
  return mark;
}

DialectAnswer DialectReader::ReadAnswer(Node node) {
  DialectAnswer answer;
  answer.type = node.Text("type", answer.type);
  answer.headers = node.Table("headers");
  for (const auto& [name, value] : answer.headers)
    CheckPlaces(node, "headers", value, kAnswerPlaces, "field told");
  if (node.Has("body")) answer.body = node.Any("body");
  if (node.Has("end_body")) answer.end_body = node.Any("end_body");
  node.Any("end_body");
  answer.replace = node.Table("replace");
  const bool is_json = answer.type.starts_with("application/json");
  for (const char* key : {"body", "end_body"}) {
    const json& body = node.Any(key);
    if (!is_json && !body.is_null() && !body.is_string())
      node.Wrong(key, KindOf(body), "a text, where the type is not application/json");
    CheckPlaces(node, key, body, kAnswerPlaces, "field told");
  }
  if (is_json && answer.body.is_string()) answer.body = json::object();
  node.Finish();
  return answer;
}

void DialectReader::ReadUssd(Node& node, DialectEvent& event) {
  event.first = ReadMarkAt(node, "first");
  event.end = ReadMarkAt(node, "end");
  event.accumulated = node.Choice("input", {"last", "accumulated"}, 0) == 1;
  event.dialled = node.Flag("dialled");
  event.screen = node.Number("screen", 0, kLeastScreen, kMostScreen);
  if (node.Has("closed")) event.closed = ReadAnswer(node.Child("closed"));
  node.Any("closed");
  if (event.dialled && !event.accumulated && event.first.field.empty())
    node.Wrong("dialled", "true", "it with a /first mark, or with input accumulated");
}

void DialectReader::ReadWords(Node& node, DialectEvent& event) {
  event.opt_out = ReadMarkAt(node, "opt_out");
  event.charset = node.Text("charset", event.charset);
  const std::string charset = event.charset.ends_with("-hex")
                                  ? event.charset.substr(0, event.charset.size() - 4)
                                  : event.charset;
  const auto known = ToUtf8("", charset);
  if (!known) node.Wrong("charset", "an unknown charset", known.error().message);
  event.time_format = node.Text("time_format", "rfc3339");
  event.time_offset_minutes = node.Number("time_offset_minutes", 0, -14 * 60, 14 * 60);
}

void DialectReader::ReadStates(Node& node, DialectEvent& event) {
  for (const auto& [word, name] : node.Table("states")) {
    const auto state = DeliveryStateFromName(name);
    if (!state && name != "ignore")
      node.Wrong("states", "\"" + name + "\"",
                 "queued, sent, delivered, failed, rejected, expired, ignore");
    event.states.rows.emplace_back(word, state);
  }
  if (event.states.rows.empty()) node.Wrong("states", "nothing", "the words of states");
}

DialectEvent DialectReader::ReadEvent(Node node, InboundKind kind) {
  DialectEvent event;
  event.served = true;
  event.reads = std::array{BodyKind::kForm, BodyKind::kJson,
                           BodyKind::kXml}[node.Choice("reads", {"form", "json", "xml"}, 0)];
  if (node.Has("each")) event.each = node.Text("each");
  node.Any("each");
  if (event.each && event.reads == BodyKind::kForm)
    node.Wrong("each", "it with reads form", "it with reads json or xml");
  event.when = ReadMarkAt(node, "when");
  Node names = node.Child("fields");
  for (const std::string& name : Split(FieldsOf(kind)))
    event.fields[name] = names.Texts(name);
  names.Finish();
  event.strip = node.Texts("strip");
  if (kind != InboundKind::kStatus)
    event.from_is =
        std::array{NumberForm::kAny,
                   NumberForm::kInternational}[node.Choice("from_is", {"any", "international"}, 0)];
  if (node.Has("answer")) event.answer = ReadAnswer(node.Child("answer"));
  node.Any("answer");
  const auto need = [&](const char* name) {
    if (event.fields[name].empty()) names.Wrong(name, "nothing", "a name of a field, or several");
  };
  switch (kind) {
    case InboundKind::kUssd:
      need("session"), need("from"), ReadUssd(node, event);
      break;
    case InboundKind::kUssdEnd:
      need("session");
      break;
    case InboundKind::kSms:
      need("from"), ReadWords(node, event);
      break;
    case InboundKind::kStatus:
      need("state"), ReadStates(node, event);
      break;
    case InboundKind::kCall:
      break;
  }
  node.Finish();
  return event;
}

Result<DialectSpec> DialectReader::Read(const std::string& name, const json& document) {
  Node root(document, "", problem_);
  spec_.name = name;
  spec_.title = root.Required("title", "who the provider is");
  spec_.carries = root.Required("carries", "what of it is served");
  spec_.verified = root.Required("verified", "what the facts were checked against");
  ReadOptions(root);
  ReadAuth(root);
  const auto event = [&](const char* key, InboundKind kind, DialectEvent& into) {
    if (root.Has(key)) into = ReadEvent(root.Child(key), kind);
    root.Any(key);
  };
  event("ussd", InboundKind::kUssd, spec_.ussd);
  event("ussd_end", InboundKind::kUssdEnd, spec_.ussd_end);
  event("sms", InboundKind::kSms, spec_.sms);
  event("status", InboundKind::kStatus, spec_.status);
  if (root.Has("send")) spec_.send = ReadSend(root.Child("send"));
  if (root.Has("token")) spec_.token = ReadToken(root.Child("token"));
  for (const char* key : {"send", "token", "emulator"})  // the last is for the operator emulator
    root.Any(key);
  for (const std::string& told : spec_.told)
    if (Has(spec_.secrets, told) || told.starts_with("path_token"))
      root.Wrong("", "{told:" + told + "}", "a secret of its own: the provider gets to know it");
  root.Finish();
  if (problem_.first) return *problem_.first;
  return std::move(spec_);
}

Result<DialectSpec> ReadDialect(const std::string& name, const std::string& file,
                                std::string_view text) {
  JsonLimits limits;
  limits.comments = true;
  const Result<json> document = ParseJson(text, limits);
  if (!document) return Invalid(file + ": " + document.error().message);
  return DialectReader(file).Read(name, *document);
}

}  // namespace tipline::gateway
