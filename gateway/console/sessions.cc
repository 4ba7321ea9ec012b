#include "gateway/console/sessions.h"

#include <algorithm>
#include <utility>

namespace tipline::console {
namespace {

constexpr size_t kTokenBytes = 32;
constexpr size_t kCsrfBytes = 24;

std::string_view Strip(std::string_view text) {
  const auto from = text.find_first_not_of(' ');
  return from == std::string_view::npos ? std::string_view{}
                                        : text.substr(from, text.find_last_not_of(' ') - from + 1);
}

}  // namespace

std::string_view CookieOf(const http::Request& request, std::string_view name) {
  std::string_view found;
  int times = 0;
  for (std::string_view rest = request.Header("Cookie"); !rest.empty();) {
    const size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = Strip(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    found = pair.substr(equals + 1);
    ++times;
  }
  return times == 1 ? found : std::string_view{};
}

std::string Sessions::HashOf(std::string_view token) const {
  return KeyedHash(*keys_.store, "console-session", token);
}

Result<Opened> Sessions::Open(const std::string& user, Grade grade,
                              const std::string& password_sealed, TimePoint now) {
  Opened opened;
  opened.token = Secret<std::string>(RandomToken(kTokenBytes));
  opened.visitor = {user, grade, HashOf(opened.token.Reveal()), RandomToken(kCsrfBytes),
                    now + kLongest};
  store::ConsoleSession session;
  session.token_hash = opened.visitor.token_hash;
  session.user = user;
  session.csrf = opened.visitor.csrf;
  session.created_at = session.last_seen_at = now;
  session.expires_at = opened.visitor.expires_at;
  TRY(users_.Open(session, password_sealed));
  return opened;
}

Result<Visitor> Sessions::Find(const http::Request& request, TimePoint now, bool counts_as_use) {
  const std::string_view token = CookieOf(request, CookieName());
  if (token.empty()) return Denied("no session");
  const auto session = users_.FindSession(HashOf(token));
  if (!session)
    return session.error().code == Code::kNotFound ? Denied("no session") : session.error();
  if (session->revoked || session->expires_at <= now || session->last_seen_at + kIdle <= now)
    return Denied("session ended");
  const auto user = users_.Find(session->user);
  if (!user) return user.error().code == Code::kNotFound ? Denied("session ended") : user.error();
  const auto grade = GradeFromName(user->role);
  if (!user->active || !grade) return Denied("session ended");
  if (counts_as_use && session->last_seen_at + kTouchEvery <= now)
    TRY(users_.Touch(session->token_hash, now));
  return Visitor{session->user, *grade, session->token_hash, session->csrf, session->expires_at};
}

Status Sessions::End(const Visitor& visitor, TimePoint now) {
  TRY(users_.Revoke(visitor.token_hash));
  return users_.Audit(visitor.name, "sign_out", "", now);
}

std::string Sessions::SetCookie(const Secret<std::string>& token) const {
  return std::string(CookieName()) + "=" + token.Reveal() + "; Path=/; HttpOnly; SameSite=Strict" +
         (secure_ ? "; Secure" : "");
}

std::string Sessions::ClearCookie() const {
  return std::string(CookieName()) + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0" +
         (secure_ ? "; Secure" : "");
}

}  // namespace tipline::console
