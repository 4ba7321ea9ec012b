// The half of profile_json.cc that is about the provider's own API.
#include <utility>

#include "gateway/providers/provider.h"
#include "workers/emulate/members_json.h"
#include "workers/emulate/profile_json.h"

namespace tipline::emulate {

Result<SendForm> ReadSendForm(const nlohmann::json& object, const std::string& where);
Result<ApiForm> ReadTokenForm(const nlohmann::json& object, const std::string& where);

namespace {

using nlohmann::json;

Result<ApiAnswer> ReadAnswer(const json& object, const std::string& where, ApiAnswer answer) {
  Members members(object, where);
  members.Read("status", answer.status);
  members.Read("headers", answer.headers);
  if (members.Has("text")) answer.json = nullptr;
  members.Read("json", answer.json, false);
  members.Read("text", answer.text);
  answer.type = answer.json.is_null() ? "text/plain; charset=utf-8" : "application/json";
  members.Read("type", answer.type);
  TRY(members.Done());
  return answer;
}

Result<Credential> ReadCredential(const json& object, const std::string& where) {
  Credential credential;
  Members members(object, where);
  members.Read("at", credential.at);
  members.Read("is", credential.is);
  if (credential.at.empty()) members.Mistake("at", "where it stands, as \"header:apiKey\"");
  TRY(members.Done());
  return credential;
}

// A list of credentials, or a list of such lists: another way each.
Status ReadCredentials(Members& members, ApiForm& form) {
  const json* found = members.Take("credentials");
  if (found == nullptr) return Unit{};
  const std::string where = members.Where("credentials");
  if (!found->is_array() || found->empty())
    return Invalid(where + ": allowed: a list of credentials");
  const json ways = found->front().is_array() ? *found : json::array({*found});
  for (size_t way = 0; way < ways.size(); ++way) {
    std::vector<Credential> all;
    for (const json& one : ways[way]) {
      TRY_ASSIGN(Credential credential, ReadCredential(one, where + "/" + std::to_string(way)));
      all.push_back(std::move(credential));
    }
    form.credentials.push_back(std::move(all));
  }
  return Unit{};
}

Status ReadCommon(Members& members, ApiForm& form) {
  members.Read("method", form.method);
  members.Read("path", form.path);
  members.Read("type", form.type);
  members.Read("values", form.values);
  TRY(ReadCredentials(members, form));
  const json* accepted = members.Take("accepted");
  TRY_ASSIGN(form.accepted, ReadAnswer(accepted == nullptr ? json::object() : *accepted,
                                       members.Where("accepted"), {}));
  return Unit{};
}

bool IsSendClass(const std::string& name) {
  using gateway::SendClass;
  for (const SendClass known : {SendClass::kTemporary, SendClass::kUnsure, SendClass::kRateLimited,
                                SendClass::kPermanent, SendClass::kOptOut, SendClass::kConfig})
    if (name == gateway::SendClassName(known)) return true;
  return false;
}

// `like`: what failures that bring no answer of their own are answered.
Result<ApiFailure> ReadFailure(const json& object, const std::string& where,
                               const ApiAnswer& like) {
  ApiFailure failure;
  Members members(object, where);
  members.Read("what", failure.what);
  members.Read("class", failure.send_class);
  members.Read("values", failure.values);
  if (!IsSendClass(failure.send_class))
    members.Mistake("class", "temporary, unsure, rate_limited, permanent, opt_out or config");
  const json* answer = members.Take("answer");
  TRY_ASSIGN(failure.answer, ReadAnswer(answer == nullptr ? json::object() : *answer,
                                        members.Where("answer"), like));
  TRY(members.Done());
  return failure;
}

Status ReadFailures(Members& members, SendForm& form) {
  const json* refused = members.Take("refused");
  ApiAnswer bad;
  bad.status = 400;
  TRY_ASSIGN(const ApiAnswer like, ReadAnswer(refused == nullptr ? json::object() : *refused,
                                              members.Where("refused"), bad));
  json failures = json::object();
  members.Read("failures", failures);
  for (const auto& [name, object] : failures.items()) {
    TRY_ASSIGN(form.failures[name],
               ReadFailure(object, members.Where("failures") + "/" + name, like));
  }
  return Unit{};
}

}  // namespace

Result<ApiForm> ReadTokenForm(const json& object, const std::string& where) {
  ApiForm form;
  Members members(object, where);
  TRY(ReadCommon(members, form));
  TRY(members.Done());
  return form;
}

Result<SendForm> ReadSendForm(const json& object, const std::string& where) {
  SendForm form;
  Members members(object, where);
  TRY(ReadCommon(members, form));
  members.Read("to", form.to);
  members.Read("from", form.from);
  members.Read("text", form.text);
  members.Read("reference", form.reference);
  members.Read("status_url", form.status_url);
  std::vector<std::string> needed;
  members.Read("needed", needed);
  for (std::string& place : needed)
    form.needed.push_back({std::move(place)});
  members.Read("bad_credentials", form.bad_credentials);
  members.Read("bad_fields", form.bad_fields);
  members.Read("bad_type", form.bad_type);
  TRY(ReadFailures(members, form));
  for (const auto& [name, failure] : {std::pair{"bad_credentials", &form.bad_credentials},
                                      {"bad_fields", &form.bad_fields},
                                      {"bad_type", &form.bad_type}})
    if (!failure->empty() && form.failures.count(*failure) == 0)
      members.Mistake(name, "the name of one of the failures");
  if (form.to.empty() || form.text.empty() || form.path.empty())
    members.Mistake("to", "it, and text and path");
  TRY(members.Done());
  return form;
}

}  // namespace tipline::emulate
