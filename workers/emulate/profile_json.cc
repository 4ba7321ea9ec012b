#include "workers/emulate/profile_json.h"

#include <filesystem>
#include <utility>

#include "flows/base/json.h"
#include "gateway/base/files.h"
#include "gateway/providers/dialect_provider.h"
#include "workers/emulate/derive_json.h"
#include "workers/emulate/members_json.h"

namespace tipline::emulate {

// profile_send.cc
Result<SendForm> ReadSendForm(const nlohmann::json& object, const std::string& where);
Result<ApiForm> ReadTokenForm(const nlohmann::json& object, const std::string& where);

namespace {

using nlohmann::json;

constexpr size_t kMaxProfileBytes = size_t{256} * 1024;

Result<Network> ReadNetwork(const json& object, const std::string& where) {
  Network network;
  Members members(object, where);
  members.Read("name", network.name);
  members.Read("code", network.code);
  members.Read("gsm7", network.gsm7);
  members.Read("ucs2", network.ucs2);
  members.Read("input", network.input);
  members.Read("pages", network.pages);
  members.ReadSeconds("idle_s", network.idle);
  members.ReadSeconds("session_s", network.session);
  members.ReadSeconds("answer_s", network.answer);
  TRY(members.Done());
  return network;
}

Result<std::vector<Network>> ReadNetworks(const json* list, const std::string& where) {
  std::vector<Network> networks;
  if (list != nullptr) {
    if (!list->is_array()) return Invalid(where + ": allowed: a list");
    for (size_t i = 0; i < list->size(); ++i) {
      TRY_ASSIGN(Network network, ReadNetwork((*list)[i], where + "/" + std::to_string(i)));
      networks.push_back(std::move(network));
    }
  }
  if (networks.empty()) networks.push_back({.name = "a mobile network", .code = ""});
  return networks;
}

struct BodyName {
  const char* name;
  RequestForm::Body kind;
  const char* type;
};
constexpr BodyName kBodies[] = {
    {"form", RequestForm::Body::kForm, "application/x-www-form-urlencoded"},
    {"json", RequestForm::Body::kJson, "application/json"},
    {"text", RequestForm::Body::kText, "text/plain; charset=UTF-8"},
    {"xml", RequestForm::Body::kXml, "text/xml; charset=utf-8"}};

Result<RequestForm> ReadRequest(const json& object, const std::string& where) {
  RequestForm request;
  Members members(object, where);
  members.Read("method", request.method);
  members.Read("path", request.path);
  members.Read("query", request.query);
  members.Read("headers", request.headers);
  for (const BodyName& body : kBodies) {
    const json* found = members.Take(body.name);
    if (found == nullptr) continue;
    const bool text = body.kind == RequestForm::Body::kText || body.kind == RequestForm::Body::kXml;
    if (text && !found->is_string()) members.Mistake(body.name, "a string");
    if (!text && !found->is_structured()) members.Mistake(body.name, "an object");
    if (request.body_kind != RequestForm::Body::kNone) members.Mistake(body.name, "one body only");
    request.body_kind = body.kind;
    request.body = *found;
    request.type = body.type;
  }
  members.Read("type", request.type);
  TRY(members.Done());
  return request;
}

struct KindName {
  const char* name;
  AnswerForm::Kind kind;
};
constexpr KindName kKinds[] = {
    {"ignored", AnswerForm::Kind::kIgnored}, {"prefix", AnswerForm::Kind::kPrefix},
    {"text", AnswerForm::Kind::kText},       {"json", AnswerForm::Kind::kJson},
    {"xml", AnswerForm::Kind::kXml},         {"header", AnswerForm::Kind::kHeader},
    {"parts", AnswerForm::Kind::kParts},     {"exact", AnswerForm::Kind::kExact}};

Result<AnswerForm> ReadAnswer(const json* object, const std::string& where) {
  AnswerForm answer;
  if (object == nullptr) return answer;
  Members members(*object, where);
  std::string kind = "ignored";
  members.Read("kind", kind);
  bool known = false;
  for (const KindName& name : kKinds) {
    if (kind != name.name) continue;
    answer.kind = name.kind;
    known = true;
  }
  if (!known) members.Mistake("kind", "ignored, prefix, text, json, xml, header, parts or exact");
  members.Read("good", answer.good);
  members.Read("type", answer.type);
  members.Read("text", answer.text);
  members.Read("ends", answer.ends);
  members.Read("end_is", answer.end_is);
  members.Read("ends_without", answer.ends_without);
  members.Read("go_on", answer.go_on);
  members.Read("end", answer.end);
  members.Read("exact", answer.exact);
  std::string separator = "|";
  members.Read("separator", separator);
  if (answer.kind == AnswerForm::Kind::kJson)
    for (const auto& [name, pointer] : {std::pair{"text", &answer.text}, {"ends", &answer.ends}})
      if (!pointer->empty() && pointer->front() != '/') members.Mistake(name, "a JSON pointer");
  if (separator.size() == 1)
    answer.separator = separator.front();
  else
    members.Mistake("separator", "one character");
  TRY(members.Done());
  return answer;
}

// The members that every event has; `form` says which it was.
Status ReadCommon(Members& members, EventForm& form) {
  const json* request = members.Take("request");
  TRY_ASSIGN(form.request,
             ReadRequest(request == nullptr ? json::object() : *request, members.Where("request")));
  TRY_ASSIGN(form.answer, ReadAnswer(members.Take("answer"), members.Where("answer")));
  members.Read("tries", form.tries);
  return Unit{};
}

Result<EventForm> ReadEvent(const json& object, const std::string& where) {
  EventForm form;
  Members members(object, where);
  TRY(ReadCommon(members, form));
  for (const auto& [name, out] : {std::pair{"first", &form.first},
                                  {"next", &form.next},
                                  {"whole", &form.whole},
                                  {"part", &form.part}})
    members.Read(name, *out);
  TRY(members.Done());
  return form;
}

Result<StatusForm> ReadStatus(const json& object, const std::string& where) {
  StatusForm form;
  Members members(object, where);
  TRY(ReadCommon(members, form));
  json states = json::object();
  members.Read("states", states);
  for (const auto& [name, values] : states.items()) {
    const auto state = DeliveryStateFromName(name);
    if (!state || !values.is_object()) {
      members.Mistake("states", "queued, sent, delivered, failed, rejected, expired, with values");
      break;
    }
    form.states[*state] = values;
  }
  members.Read("to_message_url", form.to_message_url);
  json escapes = json::object();
  members.Read("escapes", escapes);
  for (const auto& [escape, pattern] : escapes.items())
    form.escapes[escape] = pattern.is_string() ? pattern.get<std::string>() : "";
  TRY(members.Done());
  return form;
}

Result<Profile> ReadObject(const std::string& name, const std::string& file, const json& object,
                           const std::string& where) {
  Profile profile;
  profile.name = name;
  profile.file = file;
  Members members(object, where);
  members.Read("phone", profile.phone);
  members.Read("sign", profile.sign, false);
  if (profile.sign.is_object()) profile.sign = json::array({profile.sign});
  json secrets = json::object();
  members.Read("secrets", secrets);
  for (const auto& [secret, value] : secrets.items())
    profile.secrets[secret] = value.is_string() ? value.get<std::string>() : "";
  TRY_ASSIGN(profile.networks, ReadNetworks(members.Take("networks"), members.Where("networks")));
  for (const auto& [event, out] :
       {std::pair{"ussd", &profile.ussd}, {"ussd-end", &profile.ussd_end}, {"sms", &profile.sms}}) {
    const json* found = members.Take(event);
    if (found == nullptr) continue;
    TRY_ASSIGN(*out, ReadEvent(*found, members.Where(event)));
  }
  if (const json* status = members.Take("status")) {
    TRY_ASSIGN(profile.status, ReadStatus(*status, members.Where("status")));
  }
  if (const json* send = members.Take("send")) {
    TRY_ASSIGN(profile.send, ReadSendForm(*send, members.Where("send")));
  }
  if (const json* token = members.Take("token")) {
    TRY_ASSIGN(profile.token, ReadTokenForm(*token, members.Where("token")));
  }
  TRY(members.Done());
  return profile;
}

Result<json> ReadJsonFile(const std::string& file) {
  TRY_ASSIGN(const std::string text, ReadFile(file, kMaxProfileBytes));
  JsonLimits limits;
  limits.bytes = kMaxProfileBytes;
  limits.comments = true;
  Result<json> value = ParseJson(text, limits);
  if (!value) return Invalid(file + ": " + value.error().message);
  return value;
}

}  // namespace

Result<Profile> ReadProfile(const std::string& name, const std::string& file) {
  TRY_ASSIGN(const json object, ReadJsonFile(file));
  return ReadObject(name, file, object, file + ": ");
}

Result<Profile> FindProfile(const std::string& name, const std::string& dir,
                            const std::string& dialects_dir) {
  const std::string own = dir + "/" + name + ".json";
  if (std::filesystem::exists(own)) return ReadProfile(name, own);
  const std::string dialect = dialects_dir + "/" + name + ".json";
  if (!std::filesystem::exists(dialect))
    return NotFound("provider " + name + ": no " + own + ", so nothing to emulate it by");
  TRY_ASSIGN(const std::string text, ReadFile(dialect, kMaxProfileBytes));
  TRY_ASSIGN(const gateway::DialectSpec spec, gateway::ReadDialect(name, dialect, text));
  json object = DeriveProfile(spec);
  TRY_ASSIGN(const json file, ReadJsonFile(dialect));
  const auto emulator = file.find("emulator");
  if (emulator != file.end()) object.merge_patch(*emulator);
  return ReadObject(name, dialect, object, dialect + ": /emulator");
}

}  // namespace tipline::emulate
