#include "gateway/providers/twilio_signature.h"

#include <algorithm>
#include <map>
#include <set>

#include "gateway/base/crypto.h"
#include "gateway/base/hmac.h"

namespace tipline::gateway {
namespace {

// Where the authority of "scheme://authority/path" ends, and its port (with the colon) begins;
// npos: no port.
struct Authority {
  size_t end = 0;
  size_t port = std::string_view::npos;
};

Authority AuthorityOf(std::string_view url) {
  Authority found;
  const size_t scheme = url.find("://");
  const size_t start = scheme == std::string_view::npos ? 0 : scheme + 3;
  found.end = std::min(url.find('/', start), url.size());
  const size_t bracket =
      url.substr(0, found.end).rfind(']');  // an IPv6 address has colons of its own
  const size_t colon = url.substr(0, found.end).rfind(':');
  if (colon != std::string_view::npos && colon >= start &&
      (bracket == std::string_view::npos || colon > bracket))
    found.port = colon;
  return found;
}

bool BodyMatches(const http::Request& request, std::string_view sha256_hex) {
  return ConstantTimeEqual(Sha256Hex(request.body), sha256_hex);
}

}  // namespace

std::string TwilioSignedText(std::string_view url, const http::Form& parameters) {
  std::map<std::string_view, std::set<std::string_view>> sorted;
  for (const auto& [name, value] : parameters.fields())
    sorted[name].insert(value);
  std::string text(url);
  for (const auto& [name, values] : sorted)
    for (const std::string_view value : values)
      text.append(name).append(value);
  return text;
}

std::string TwilioSignature(std::string_view auth_token, std::string_view url,
                            const http::Form& parameters) {
  return Base64(HmacSha1(auth_token, TwilioSignedText(url, parameters)));
}

std::vector<std::string> TwilioUrls(std::string_view public_url, std::string_view target) {
  const Authority authority = AuthorityOf(public_url);
  const bool has_port = authority.port != std::string_view::npos;
  const std::string host(public_url.substr(0, has_port ? authority.port : authority.end));
  const std::string path = std::string(public_url.substr(authority.end)) + std::string(target);
  const std::string standard = public_url.compare(0, 8, "https://") == 0 ? ":443" : ":80";
  const std::string port =
      has_port ? std::string(public_url.substr(authority.port, authority.end - authority.port))
               : standard;
  return {host + path, host + port + path};
}

bool TwilioSigned(const http::Request& request, std::string_view public_url,
                  const std::vector<std::string_view>& auth_tokens) {
  const http::Form query(request.query);
  const std::string* body_hash = query.Find("bodySHA256");
  if (body_hash != nullptr && !BodyMatches(request, *body_hash)) return false;
  // A GET's parameters are in the URL already; a hashed body is not a form.
  const bool is_form = body_hash == nullptr && request.method == "POST";
  const http::Form parameters = is_form ? http::Form(request.body) : http::Form();
  const std::string_view sent = request.Header("X-Twilio-Signature");
  bool right = false;
  for (const std::string& url : TwilioUrls(public_url, request.target))
    for (const std::string_view token : auth_tokens)
      right =
          (!token.empty() && ConstantTimeEqual(TwilioSignature(token, url, parameters), sent)) ||
          right;
  return right;
}

}  // namespace tipline::gateway
