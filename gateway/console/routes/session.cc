// /api/session: signing in, who am I, signing out.
#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/console/answers.h"
#include "gateway/console/change.h"
#include "gateway/console/route.h"
#include "gateway/http/source.h"

namespace tipline::console {
namespace {

constexpr size_t kMaxName = 64;
constexpr size_t kMaxPassword = 1024;
constexpr size_t kMaxCode = 16;

nlohmann::json SessionJson(const Call& call, const Visitor& visitor) {
  return {{"user", {{"name", visitor.name}, {"role", GradeName(visitor.grade)}}},
          {"csrf", visitor.csrf},
          {"now", FormatTime(call.now)},
          {"expires_at", FormatTime(visitor.expires_at)},
          {"sandbox", call.desk.settings.sandbox}};
}

Result<Credentials> CredentialsOf(const Call& call) {
  Credentials who;
  TRY_ASSIGN(who.name, TextField(call, "name", kMaxName));
  TRY_ASSIGN(std::string password, TextField(call, "password", kMaxPassword));
  TRY_ASSIGN(who.totp, TextField(call, "totp", kMaxCode));
  who.password = Secret<std::string>(std::move(password));
  who.peer = http::ClientAddress(call.request, call.desk.settings.trusted_proxies);
  return who;
}

http::Response Wrong() {
  return Problem(401, "sign_in_failed", "name, password or code is not right");
}

http::Response Begin(const Call& call) {
  const auto who = CredentialsOf(call);
  if (!who) return ProblemOf(who.error());
  const auto verdict = call.desk.sign_in->Try(*who, call.now);
  if (!verdict) return ProblemOf(verdict.error());
  switch (verdict->kind) {
    case Verdict::Kind::kWrong:
      return Wrong();
    case Verdict::Kind::kLocked:
      return TooMany(verdict->wait);
    case Verdict::Kind::kBusy:
      return Busy(verdict->wait);
    case Verdict::Kind::kIn:
      break;
  }
  const auto opened =
      call.desk.sessions.Open(who->name, verdict->grade, verdict->password_sealed, call.now);
  if (!opened && opened.error().code == Code::kConflict) return Wrong();
  if (!opened) return ProblemOf(opened.error());
  http::Response response = Ok(SessionJson(call, opened->visitor));
  response.headers.emplace_back("Set-Cookie", call.desk.sessions.SetCookie(opened->token));
  return response;
}

http::Response WhoAmI(const Call& call) {
  return Ok(SessionJson(call, call.visitor));
}

http::Response End(const Call& call) {
  const Status ended = call.desk.sessions.End(call.visitor, call.now);
  if (!ended) return ProblemOf(ended.error());
  http::Response response = Ok({{"ended", true}});
  response.headers.emplace_back("Set-Cookie", call.desk.sessions.ClearCookie());
  return response;
}

const RegisterRoute kBegin("POST", "/api/session", kNoSession, Begin);
const RegisterRoute kWhoAmI("GET", "/api/session", kSignedIn, WhoAmI);
const RegisterRoute kEnd("DELETE", "/api/session", kSignedIn, End);

}  // namespace
}  // namespace tipline::console
