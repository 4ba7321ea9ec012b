// How providers sign. Each way is a member of the list "sign" of a profile: {"with": NAME, and
// patterns}; the computing is that of the adapters.
#include <algorithm>
#include <charconv>
#include <optional>

#include "gateway/base/crypto.h"
#include "gateway/providers/common.h"
#include "gateway/providers/messagebird_signature.h"
#include "gateway/providers/plivo_signature.h"
#include "gateway/providers/sinch_signature.h"
#include "gateway/providers/telnyx_signature.h"
#include "gateway/providers/twilio_signature.h"
#include "gateway/providers/vonage_signature.h"
#include "workers/emulate/webhook.h"

namespace tipline::emulate {
namespace {

using nlohmann::json;

// What a way to sign works with.
struct Signing {
  const Line& line;
  const Values& with;  // the patterns of this way, expanded, and all other values
  std::string_view nonce;
  http::Request& request;

  std::string Get(const char* name) const {
    const auto found = with.find(name);
    return found == with.end() ? std::string() : found->second;
  }
  TimePoint Now() const {
    const std::string ms = Get("now");
    int64_t value = 0;
    std::from_chars(ms.data(), ms.data() + ms.size(), value);
    return FromMillis(value);
  }
  std::string Seconds() const { return std::to_string(ToMillis(Now()) / 1000); }
  // The fields of a POST, which a signature covers.
  http::Form Form() const {
    return http::Form(request.method == "POST" ? request.body : std::string());
  }
  std::string Url() const { return line.settings.public_url + request.target; }
  void Header(const char* name, std::string value) const {
    request.headers.emplace_back(name, std::move(value));
  }
};

Status Bearer(const Signing& signing) {
  signing.Header("Authorization", "Bearer " + signing.Get("token"));
  return Unit{};
}

Status Basic(const Signing& signing) {
  signing.Header("Authorization",
                 "Basic " + Base64(signing.Get("user") + ":" + signing.Get("password")));
  return Unit{};
}

Status Twilio(const Signing& signing) {
  signing.Header("X-Twilio-Signature",
                 gateway::TwilioSignature(signing.Get("key"), signing.Url(), signing.Form()));
  return Unit{};
}

Status Plivo(const Signing& signing) {
  const std::string nonce(signing.nonce);
  const std::string key = signing.Get("key");
  signing.Header(gateway::kPlivoV2NonceHeader, nonce);
  signing.Header(gateway::kPlivoV2Header,
                 gateway::PlivoSignature(key, gateway::PlivoV2Text(signing.Url(), nonce)));
  signing.Header(gateway::kPlivoV3NonceHeader, nonce);
  signing.Header(
      gateway::kPlivoV3Header,
      gateway::PlivoSignature(key, gateway::PlivoV3Text(signing.Url(), signing.Form(), nonce)));
  return Unit{};
}

Status MessageBird(const Signing& signing) {
  signing.Header(
      gateway::kMessageBirdHeader,
      gateway::MessageBirdToken(gateway::JwtAlgorithm::kHs256, signing.Get("key"), signing.Url(),
                                signing.request.body, signing.Now(), signing.nonce));
  return Unit{};
}

Status Sinch(const Signing& signing) {
  const std::string nonce(signing.nonce);
  signing.Header(gateway::kSinchNonceHeader, nonce);
  signing.Header(gateway::kSinchTimestampHeader, signing.Seconds());
  signing.Header(
      gateway::kSinchSignatureHeader,
      gateway::SinchSignature(signing.Get("key"), signing.request.body, nonce, signing.Seconds()));
  return Unit{};
}

Status Telnyx(const Signing& signing) {
  TRY_ASSIGN(const std::string bytes, FromBase64(signing.Get("seed")));
  KeyBytes seed{};
  if (bytes.size() != seed.size()) return Invalid("/sign/seed: allowed: 32 bytes in base64");
  std::copy(bytes.begin(), bytes.end(), seed.begin());
  signing.Header(gateway::kTelnyxTimestampHeader, signing.Seconds());
  signing.Header(gateway::kTelnyxSignatureHeader,
                 gateway::TelnyxSignature(seed, signing.Seconds(), signing.request.body));
  return Unit{};
}

// Signs the parameters, in the body or in the query, by more parameters.
Status Vonage(const Signing& signing) {
  http::Request& request = signing.request;
  const bool in_body = request.method == "POST";
  gateway::Fields fields = http::Form(in_body ? request.body : request.query).fields();
  fields.emplace_back("timestamp", signing.Seconds());
  fields.emplace_back("nonce", signing.nonce);
  const auto method = gateway::VonageMethodFromName(signing.Get("method"))
                          .value_or(gateway::VonageMethod::kMd5Hash);
  fields.emplace_back("sig", gateway::VonageSignature(method, signing.Get("key"), fields));
  if (in_body)
    request.body = gateway::EncodeForm(fields);
  else
    SetTarget(request.path + "?" + gateway::EncodeForm(fields), request);
  return Unit{};
}

Status VonageToken(const Signing& signing) {
  signing.Header("Authorization",
                 "Bearer " + gateway::VonageToken(signing.Get("key"), signing.request.body,
                                                  signing.Now(), signing.nonce));
  return Unit{};
}

struct Way {
  std::string_view name;
  Status (*sign)(const Signing& signing);
};
constexpr Way kWays[] = {
    {"bearer", Bearer},           {"basic", Basic}, {"twilio", Twilio}, {"plivo", Plivo},
    {"messagebird", MessageBird}, {"sinch", Sinch}, {"telnyx", Telnyx}, {"vonage", Vonage},
    {"vonage_jwt", VonageToken}};

// Nothing: the channel has not all secrets for it.
std::optional<Values> Usable(const json& way, const Values& values) {
  Values with = values;
  if (!AddValues(way, with)) return std::nullopt;
  return with;
}

}  // namespace

Status Sign(const Line& line, const Values& values, std::string_view nonce,
            http::Request& request) {
  for (const json& way : line.profile.sign) {
    const std::optional<Values> with = Usable(way, values);
    if (!with) continue;
    const Signing signing{line, *with, nonce, request};
    const std::string name = signing.Get("with");
    for (const Way& known : kWays)
      if (known.name == name) return known.sign(signing);
    return Invalid(line.profile.file + ": /sign: no way \"" + name + "\" to sign");
  }
  return Unit{};
}

}  // namespace tipline::emulate
