#include "workers/emulate/send_api.h"

#include <algorithm>
#include <utility>

#include "flows/base/ascii.h"
#include "flows/base/gsm7.h"
#include "flows/base/json.h"
#include "flows/base/text.h"
#include "workers/emulate/places.h"

namespace tipline::emulate {
namespace {

using nlohmann::json;

// What any API may answer, with a body that no adapter has to understand.
struct HttpFailure {
  const char* name;
  int status;
};
constexpr HttpFailure kHttpFailures[] = {
    {"http_401", 401}, {"http_429", 429}, {"http_500", 500}, {"http_503", 503}};
constexpr const char* kRetryAfter = "2";  // seconds

Result<http::Response> Answer(const ApiAnswer& form, const Values& values) {
  http::Response response;
  response.status = form.status;
  response.content_type = form.type;
  TRY_ASSIGN(response.headers, ExpandFields(form.headers, values));
  if (form.json.is_null()) {
    TRY_ASSIGN(response.body, Expand(form.text, values));
  } else {
    TRY_ASSIGN(const json body, ExpandJson(form.json, values));
    response.body = DumpJson(body);
  }
  return response;
}

Result<http::Response> Failed(const Line& line, const std::string& name, Values values) {
  const SendForm& form = *line.profile.send;
  const auto failure = form.failures.find(name);
  if (failure != form.failures.end()) {
    TRY(AddValues(failure->second.values, values));
    return Answer(failure->second.answer, values);
  }
  for (const HttpFailure& known : kHttpFailures) {
    if (name != known.name) continue;
    http::Response response;
    response.status = known.status;
    response.body = name + "\n";
    if (known.status == 429 || known.status == 503)
      response.headers.emplace_back("Retry-After", kRetryAfter);
    return response;
  }
  return NotFound("provider " + line.profile.name + " has no failure \"" + name + "\"");
}

std::string TypeOf(const http::Request& request) {
  const std::string_view header = request.Header("Content-Type");
  return AsciiLower(Trim(header.substr(0, header.find(';'))));
}

// One of the ways, with all secrets that it needs, is right; or there is none to check by.
bool Known(const ApiForm& form, const http::Request& request, const Values& values) {
  bool checked = false;
  for (const std::vector<Credential>& way : form.credentials) {
    bool right = true;
    bool whole = true;
    for (const Credential& credential : way) {
      const Result<std::string> is = Expand(credential.is, values);
      whole = whole && is.has_value();
      right = right && is && ReadPlaces(request, credential.at) == *is;
    }
    checked = checked || whole;
    if (whole && right) return true;
  }
  return !checked;
}

std::string FirstPlace(const Places& places) {
  return places.empty() ? "" : places.front();
}

// Our reference as it stands in the URL for reports.
std::string ReferenceOf(const std::string& status_url) {
  const size_t question = status_url.find('?');
  return question == std::string::npos ? ""
                                       : http::Form(status_url.substr(question + 1)).Get("ref");
}

ReceivedSms ReadSms(const SendForm& form, const http::Request& request, const std::string& id) {
  ReceivedSms sms;
  sms.id = id;
  sms.to = ReadPlaces(request, form.to).value_or("");
  sms.from = ReadPlaces(request, form.from).value_or("");
  sms.text = ReadPlaces(request, form.text).value_or("");
  sms.status_url = ReadPlaces(request, form.status_url).value_or("");
  sms.reference = ReadPlaces(request, form.reference).value_or(ReferenceOf(sms.status_url));
  sms.segments = SmsParts(sms.text);
  return sms;
}

// Empty: all is there.
std::string MissingField(const SendForm& form, const http::Request& request,
                         const ReceivedSms& sms) {
  if (sms.to.empty()) return FirstPlace(form.to);
  if (sms.text.empty()) return FirstPlace(form.text);
  for (const Places& places : form.needed)
    if (ReadPlaces(request, places).value_or("").empty()) return FirstPlace(places);
  return {};
}

void AddSms(const ReceivedSms& sms, Values& values) {
  values["id"] = sms.id;
  values["to"] = sms.to;
  values["from"] = sms.from;
  values["text"] = sms.text;
  values["reference"] = sms.reference;
  values["segments"] = std::to_string(sms.segments);
}

// Method and path; both sides decoded, as a path may be written in two ways.
Result<bool> Goes(const ApiForm& form, const http::Request& request, const Values& values) {
  TRY_ASSIGN(const std::string path, Expand(form.path, values));
  return request.method == form.method &&
         http::UrlDecode(request.path, false) == http::UrlDecode(path, false);
}

struct Objection {
  std::string failure, why;
};

Objection Look(const ApiForm& form, const http::Request& request, const Values& values) {
  if (!form.type.empty() && TypeOf(request) != form.type)
    return {"http_400", "Content-Type: not " + form.type};
  if (!Known(form, request, values)) return {"http_401", "credentials: missing or wrong"};
  return {};
}

Result<Judged> JudgeToken(const Line& line, const http::Request& request, const Values& values) {
  Judged judged;
  judged.token = true;
  const Objection objection = Look(*line.profile.token, request, values);
  judged.why = objection.why;
  if (!objection.why.empty()) {
    judged.failure = objection.failure;
    judged.answer = http::Response::Error(objection.failure == "http_401" ? 401 : 400);
    return judged;
  }
  TRY_ASSIGN(judged.answer, Answer(line.profile.token->accepted, values));
  return judged;
}

Objection LookAtSms(const SendForm& form, const http::Request& request, const Values& values,
                    const ReceivedSms& sms) {
  Objection objection = Look(form, request, values);
  if (objection.failure == "http_401" && !form.bad_credentials.empty())
    objection.failure = form.bad_credentials;
  if (objection.failure == "http_400" && !form.bad_type.empty()) objection.failure = form.bad_type;
  if (!objection.why.empty()) return objection;
  const std::string missing = MissingField(form, request, sms);
  if (!missing.empty())
    objection = {form.bad_fields.empty() ? "http_400" : form.bad_fields, missing + ": missing"};
  return objection;
}

}  // namespace

Result<Judged> Judge(const Line& line, const http::Request& request, const std::string& id,
                     TimePoint now, const std::string& fail) {
  Values values = ValuesOf(line, InboundKind::kSms, now);
  values["access_token"] = "emulated-" + line.channel.id;
  if (line.profile.token) {
    TRY_ASSIGN(const bool token, Goes(*line.profile.token, request, values));
    if (token) return JudgeToken(line, request, values);
  }
  Judged judged;
  if (line.profile.send) {
    const SendForm& form = *line.profile.send;
    TRY_ASSIGN(const bool goes, Goes(form, request, values));
    if (goes) {
      judged.sms = ReadSms(form, request, id);
      AddSms(*judged.sms, values);
      // Without all secrets they are not made, and what is made of them is not looked at.
      [[maybe_unused]] const Status made = AddValues(form.values, values);
      Objection objection = LookAtSms(form, request, values, *judged.sms);
      judged.failure = objection.why.empty() ? fail : objection.failure;
      judged.why = std::move(objection.why);
      if (judged.failure == "http_400") {
        judged.answer = http::Response::Error(400);
        return judged;
      }
      TRY_ASSIGN(judged.answer, judged.failure.empty() ? Answer(form.accepted, values)
                                                       : Failed(line, judged.failure, values));
      return judged;
    }
  }
  judged.failure = "http_404";
  judged.why = "no such method and path";
  judged.answer = http::Response::Error(404);
  return judged;
}

std::vector<std::string> FailuresOf(const SendForm& form) {
  std::vector<std::string> names;
  for (const auto& [name, failure] : form.failures)
    names.push_back(name);
  for (const HttpFailure& known : kHttpFailures)
    names.emplace_back(known.name);
  return names;
}

Result<gateway::SendClass> ClassOfFailure(const SendForm& form, const std::string& name) {
  using gateway::SendClass;
  const auto failure = form.failures.find(name);
  if (failure != form.failures.end())
    for (const SendClass known :
         {SendClass::kTemporary, SendClass::kUnsure, SendClass::kRateLimited, SendClass::kPermanent,
          SendClass::kOptOut, SendClass::kConfig})
      if (failure->second.send_class == gateway::SendClassName(known)) return known;
  for (const HttpFailure& known : kHttpFailures)
    if (name == known.name) return gateway::ClassOfHttpStatus(known.status);
  return NotFound("no failure \"" + name + "\"");
}

}  // namespace tipline::emulate
