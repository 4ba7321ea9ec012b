// The contract of a telecom provider: pure functions from an HTTP request to an Inbound and back,
// and from an Outbound to an HTTP request and back. One file per provider, one data file of cases
// in tests/data/providers/<name>.json that a shared test runs. No socket, no store, no clock but
// `request.received_at` and `SendContext::now`. A provider whose dialect differs from others only
// in names needs no file here: it is a data file of config/dialects (dialect.h).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/model/message.h"
#include "gateway/base/settings.h"
#include "gateway/http/message.h"

namespace tipline::gateway {

// providers.md §1.3: what the sender does with a failure. kUnsure: the message may have been taken,
// the answer does not say; it is repeated a few times only, as after a connection that broke.
enum class SendClass { kSent, kTemporary, kUnsure, kRateLimited, kPermanent, kOptOut, kConfig };
// "sent", "temporary", "unsure", "rate_limited", "permanent", "opt_out", "config"
const char* SendClassName(SendClass c);

// What an adapter needs to build one request, besides message and channel.
struct SendContext {
  std::string_view status_url;    // where reports shall go, our reference in it; empty: nowhere
  std::string_view access_token;  // of ReadToken, for providers that have BuildToken
  TimePoint now{};                // for signatures that hold a time
  std::string_view nonce;         // fresh random text, for signatures that hold one
};
struct SendRequest {
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};
struct SendResult {
  SendClass outcome = SendClass::kTemporary;
  DeliveryState state = DeliveryState::kQueued;
  std::string provider_id;  // the provider's id for delivery reports; empty where we carry our own
  std::string reason;       // the provider's code or word, never a number or our text
  Millis retry_after{0};
  int segments = 0;         // as the provider counts them; 0: it does not say
  int64_t cost_micros = 0;  // millionths of `currency`, as the provider says; 0: it does not
  std::string currency;     // ISO 4217
};
// A key that a provider lends for a while (OAuth 2 client credentials).
struct AccessToken {
  Secret<std::string> value;
  Millis lasts{0};
};
struct SendReply {  // what came back; status 0: nothing came back
  int status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// What to show for one inbound turn.
struct Reply {
  std::string text;   // may be empty: no reply
  bool ends = false;  // USSD
};

// The name of a secret of a channel. Needed: no webhook can be authenticated without it. Told: what
// our answers tell the provider, such as our own address with the secret path in it; no webhook can
// be answered without it.
struct SecretName {
  const char* name;
  bool needed = false;
  bool told = false;
};

// The name of an option of a channel (ChannelSettings::options): what is no secret and only this
// provider knows.
struct OptionName {
  const char* name;
  const char* allowed;  // for the error: "md5, sha1 or sha256"
  bool (*right)(std::string_view value);
};

// What of a request may be used with one body only, because a signature does not cover the body (a
// nonce), so that nobody can put other words under a signature that was seen.
struct OnceKey {
  std::string name;    // empty: none
  bool needed = true;  // false: while it cannot be looked up, the request is taken all the same
};

// For the README's table and `tipline hook providers`.
struct ProviderInfo {
  std::string title;     // "Hubtel (Ghana)"
  std::string carries;   // "USSD, SMS out": what of it is served
  std::string verified;  // against what the wire facts were checked; what is not sure
};

class Provider {
 public:
  Provider() = default;
  Provider(const Provider&) = delete;
  Provider& operator=(const Provider&) = delete;
  virtual ~Provider() = default;

  virtual ProviderInfo Info() const = 0;
  // All that it reads from ChannelSettings::secrets.
  virtual std::vector<SecretName> Secrets() const = 0;
  // All that it reads from ChannelSettings::options.
  virtual std::vector<OptionName> Options() const { return {}; }
  // USSD: the most characters of a screen. PrepareChannels holds a channel's settings to it. 0:
  // what the settings say.
  virtual int ScreenSize() const { return 0; }
  // Signature, secret path (`token`, compared in constant time) or whatever the provider has.
  // kDenied: 403; with kInvalid: 401 (nothing to check was sent). Not called for channels with
  // require_auth == false.
  virtual Status Authenticate(const http::Request& request, InboundKind event,
                              std::string_view token, const ChannelSettings& channel,
                              const Settings& settings) const = 0;
  virtual OnceKey Once(const http::Request& request, const ChannelSettings& channel) const;
  // Calls of people to one of our numbers (event `call`) come to Parse; what Render makes of one
  // keeps the provider from answering it, so that it costs nobody anything. False: 404.
  virtual bool TakesCalls() const { return false; }
  // The largest body of a webhook, http::kMostBodyBytes at the most. More than kMaxBodyBytes only
  // for who answers Authenticate out of the head alone: it is asked before the body is read.
  virtual size_t MaxBody() const { return http::kMaxBodyBytes; }
  // An adapter has one of these two. kInvalid: 400 (message says which field); kNotFound: this
  // provider has no such event (404).
  virtual Result<Inbound> Parse(const http::Request& request, InboundKind event,
                                const ChannelSettings& channel) const;
  // Of providers that send several in one request, in their order; none: it is accepted and nothing
  // is to be done. One that cannot be read must not cost the others: it is left out, unless it
  // holds words of a person, which come as far as they can be read.
  virtual Result<std::vector<Inbound>> ParseAll(const http::Request& request, InboundKind event,
                                                const ChannelSettings& channel) const;
  // The answer that the provider takes for "accepted", with the reply in it where the provider can
  // carry one.
  virtual http::Response Render(const Inbound& inbound, const Reply& reply) const = 0;
  // True if Render carries an SMS reply (Twilio, Kannel, generic); false: it goes to the outbound
  // stream.
  virtual bool CarriesSmsReply() const = 0;
  // The answer for "could not take it now, try again" (USSD: a truthful end screen in `text`,
  // status 200, as far as one can be made without the session; with it, Render makes it).
  virtual http::Response RenderUnavailable(InboundKind event, std::string_view text) const;

  // The request for an access token that BuildSend needs; none: it needs none. Sent once, and again
  // when the token is over or was refused (kConfig of a send).
  virtual Result<std::optional<SendRequest>> BuildToken(const ChannelSettings& channel,
                                                        TimePoint now) const;
  virtual Result<AccessToken> ReadToken(const SendReply& reply) const;  // kDenied: refused
  virtual Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                        const SendContext& context) const = 0;
  virtual SendResult ReadSend(const SendReply& reply) const = 0;
  // What the sender calls: the same, for providers whose channel says how an answer is read.
  virtual SendResult ReadSendOn(const SendReply& reply, const ChannelSettings& channel) const;
};

// name -> the one instance. Filled by RegisterProvider objects, read-only after main starts.
std::map<std::string, std::unique_ptr<Provider>>& Providers();
const Provider* FindProvider(std::string_view name);

struct RegisterProvider {
  RegisterProvider(const char* name, std::unique_ptr<Provider> provider);
};

// What LoadSettings cannot know: the providers, and what secrets each of them has and needs.
// kInvalid names file, pointer and what is allowed. Every program asks it before it begins; only
// the one that takes webhooks must have what they are authenticated by.
enum class Webhooks { kTaken, kNotTaken };
Status CheckChannels(const Settings& settings, Webhooks webhooks);
// What every program does after LoadSettings: reads the dialects (none if there is no such folder),
// gives every provider a channel in the sandbox, under its own name, with secrets
// "sandbox-<provider>-<secret>" and, where one is told, the address of its USSD webhook for it, if
// none has it yet, makes no screen larger than its provider takes, and then checks as above.
Status PrepareChannels(Settings& settings, Webhooks webhooks);

// Shared by adapters (gateway/providers/common.cc): the secret path check; HTTP status -> class of
// providers.md §1.3.
Status CheckPathToken(std::string_view token, const ChannelSettings& channel);
SendClass ClassOfHttpStatus(int status);

// Where delivery reports for one message shall go:
// {public_url}/hooks/{channel}/status[/{path_token}]?ref={reference}. Adapters read `ref` back into
// Inbound::reference. Empty without a public_url.
std::string StatusUrl(const Settings& settings, const ChannelSettings& channel,
                      std::string_view reference);

}  // namespace tipline::gateway
