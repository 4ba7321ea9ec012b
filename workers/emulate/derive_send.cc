// The half of derive_json.cc that is about the provider's own API.
#include <algorithm>

#include "flows/base/ascii.h"
#include "gateway/providers/common.h"
#include "gateway/providers/xml.h"
#include "workers/emulate/derive_json.h"

namespace tipline::emulate {
namespace {

using gateway::BodyKind;
using gateway::SendClass;
using nlohmann::json;

struct Leaf {
  std::string place, pattern;
};

void JsonLeaves(const json& body, const std::string& at, std::vector<Leaf>& leaves) {
  if (body.is_string()) leaves.push_back({"json:" + at, body.get<std::string>()});
  if (!body.is_structured()) return;
  for (const auto& [name, member] : body.items())
    JsonLeaves(member, at + "/" + name, leaves);
}

void FieldLeaves(const char* kind, const json& fields, std::vector<Leaf>& leaves) {
  if (!fields.is_object()) return;
  for (const auto& [name, pattern] : fields.items())
    if (pattern.is_string()) leaves.push_back({kind + name, pattern.get<std::string>()});
}

// Every text of a request that may hold places.
std::vector<Leaf> LeavesOf(const gateway::DialectRequest& request) {
  std::vector<Leaf> leaves;
  FieldLeaves("query:", request.query, leaves);
  for (const auto& [name, pattern] : request.headers)
    leaves.push_back({"header:" + name, pattern});
  if (request.type.find("json") != std::string::npos) {
    JsonLeaves(request.body, "", leaves);
  } else if (request.body.is_object()) {
    FieldLeaves("form:", request.body, leaves);
  } else if (request.body.is_string()) {
    const std::string text = request.body.get<std::string>();
    const auto fields = gateway::ReadXml(text);
    if (fields)
      for (const auto& [path, pattern] : *fields)
        leaves.push_back({"xml:" + path, pattern});
    else
      leaves.push_back({"body", text});
  }
  return leaves;
}

// Places of dialects in the form of ours.
std::string Turned(std::string pattern) {
  for (const auto& [theirs, ours] : {std::pair{"{secret:", "{secret."},
                                     {"{option:", "{option."},
                                     {"{from_no_plus}", "{sender|no_plus}"},
                                     {"{from}", "{sender}"}})
    for (size_t at = pattern.find(theirs); at != std::string::npos; at = pattern.find(theirs))
      pattern.replace(at, std::string(theirs).size(), ours);
  return pattern;
}

bool Holds(const std::string& pattern, const char* place) {
  return pattern.find(place) != std::string::npos;
}

json CredentialsOf(const gateway::DialectRequest& request, const std::vector<Leaf>& leaves) {
  json credentials = json::array();
  if (request.basic.size() == 2)
    credentials.push_back(
        {{"at", "basic"},
         {"is", "{secret." + request.basic[0] + "}:{secret." + request.basic[1] + "}"}});
  for (const Leaf& leaf : leaves)
    if (Holds(leaf.pattern, "{secret:") || Holds(leaf.pattern, "{access_token}"))
      credentials.push_back({{"at", leaf.place}, {"is", Turned(leaf.pattern)}});
  return credentials;
}

json Common(const gateway::DialectRequest& request) {
  json form = {{"method", request.method},
               {"path", Turned(request.path.empty() ? "/" : request.path)}};
  if (!request.type.empty()) form["type"] = request.type.substr(0, request.type.find(';'));
  const json credentials = CredentialsOf(request, LeavesOf(request));
  if (!credentials.empty()) form["credentials"] = credentials;
  return form;
}

std::string FirstOf(const std::vector<std::string>& names) {
  return names.empty() ? std::string() : names.front();
}

// The answer to one message: `code` where the provider has its codes.
json AnswerOf(const gateway::DialectSend& send, bool ok, const std::string& code) {
  BodyMaker maker(send.reads);
  const std::string ok_field = FirstOf(send.ok.field);
  const std::string code_field = FirstOf(send.code);
  if (ok && !send.id.empty()) maker.Put(send.id.front(), "{id}");
  if (!code_field.empty() && !code.empty()) maker.Put(code_field, code);
  if (ok && !ok_field.empty()) {
    if (!send.ok.is.empty())
      maker.Put(ok_field, send.ok.is.front());
    else if (send.ok.there)
      maker.Put(ok_field, "{id}");
  } else if (!ok && !ok_field.empty() && ok_field != code_field && !send.ok.is.empty()) {
    maker.Put(ok_field, "no");
  }
  switch (send.reads) {
    case BodyKind::kJson:
      return {{"status", 200},
              {"json", maker.fields().is_null() ? json::object() : maker.fields()}};
    case BodyKind::kXml:
      return {{"status", 200}, {"text", maker.Xml()}, {"type", "text/xml"}};
    case BodyKind::kForm: {
      std::string form;
      for (const auto& [name, value] : maker.fields().items())
        form += (form.empty() ? "" : "&") + name + "=" + value.get<std::string>();
      return {{"status", 200}, {"text", form}};
    }
    case BodyKind::kText:
      break;
  }
  const json& fields = maker.fields();
  const bool has_text = fields.is_object() && fields.contains("text");
  return {{"status", 200}, {"text", has_text ? fields["text"].get<std::string>() : "OK"}};
}

// "~BLACKLISTED" -> "blacklisted"; ranges and the rest ("*") have no word to say.
std::string NameOf(const std::string& word) {
  std::string name = "code_";
  for (const char c : word)
    name += (AsciiLower(c) >= 'a' && AsciiLower(c) <= 'z') || (c >= '0' && c <= '9') ? AsciiLower(c)
                                                                                     : '_';
  return name;
}

json FailuresOf(const gateway::DialectSend& send) {
  json failures = json::object();
  for (const auto& [row, outcome] : send.codes.rows) {
    const std::string word = row.starts_with('~') ? row.substr(1) : row;
    if (outcome == SendClass::kSent || word == "*" || word.empty()) continue;
    failures[NameOf(word)] = {{"what", word},
                              {"class", gateway::SendClassName(outcome)},
                              {"answer", AnswerOf(send, false, word)}};
  }
  return failures;
}

std::string SentWord(const gateway::DialectSend& send) {
  for (const auto& [word, outcome] : send.codes.rows)
    if (outcome == SendClass::kSent && word.find_first_of("~*") == std::string::npos) return word;
  return {};
}

}  // namespace

json DeriveSend(const gateway::DialectSend& send) {
  json form = Common(send.request);
  const auto add = [&form](const char* name, const Leaf& leaf) {
    if (!form.contains(name)) form[name] = leaf.place;
  };
  for (const Leaf& leaf : LeavesOf(send.request)) {
    if (Holds(leaf.pattern, "{status_url}"))
      add("status_url", leaf);
    else if (Holds(leaf.pattern, "{to}") || Holds(leaf.pattern, "{to_no_plus}"))
      add("to", leaf);
    else if (Holds(leaf.pattern, "{from}") || Holds(leaf.pattern, "{from_no_plus}"))
      add("from", leaf);
    else if (Holds(leaf.pattern, "{text}"))
      add("text", leaf);
    else if (Holds(leaf.pattern, "{id}"))
      add("reference", leaf);
  }
  form["accepted"] = AnswerOf(send, true, SentWord(send));
  form["failures"] = FailuresOf(send);
  return form;
}

json DeriveToken(const gateway::DialectToken& token) {
  json form = Common(token.request);
  BodyMaker maker(BodyKind::kJson);
  if (!token.token.empty()) maker.Put(token.token.front(), "{access_token}");
  if (!token.seconds.empty()) maker.Put(token.seconds.front(), 3600);
  form["accepted"] = {{"status", 200}, {"json", maker.fields()}};
  return form;
}

}  // namespace tipline::emulate
