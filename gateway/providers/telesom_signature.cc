#include "gateway/providers/telesom_signature.h"

#include "flows/base/ascii.h"
#include "gateway/base/crypto.h"
#include "gateway/base/hmac.h"

namespace tipline::gateway {

std::string TelesomDate(TimePoint at) {
  const std::string iso = FormatTime(at);  // 2026-01-31T08:15:00Z
  return iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
}

std::string TelesomKey(const TelesomLogin& login, std::string_view to, std::string_view text,
                       std::string_view from, std::string_view date) {
  std::string whole(login.username);
  for (const std::string_view part : {login.password, to, text, from, date, login.secret})
    whole.append("|").append(part);
  std::string key = Hex(Md5(whole));
  for (char& c : key)
    c = AsciiUpper(c);
  return key;
}

}  // namespace tipline::gateway
