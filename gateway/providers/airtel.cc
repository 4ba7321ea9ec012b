// Airtel over Comviva Flares HTTP pull: USSD (providers.md §5.8). Nothing is signed: the URL holds
// a secret path, and a channel that has `userid` and `password` wants them in the query, too.
//
//   GET /hooks/{channel}/ussd/{token}?SessionID=13697502734175597&MSISDN=254700000001&MSC=msc&
//     input=543*1&userid=u&password=p
//   -> 200 text/plain, Freeflow: FC (a menu) or FB (the end), charge: N, amount: 0
//   GET ...?SessionID=...&msisdn=...&clean=clean-session&error=522   -> 200, empty: the session
//   ended
//
// Nothing marks a first turn; there `input` is what was dialled without the outer '*' and '#'. It
// is told from an answer by the channel's codes alone: "543*1*2" on the code *543*1# is "2" dialled
// behind it. Letters cannot be dialled, so an answer that has any stays whole; and an input that is
// a code and no more stays, too: the unseen session is opened by it anyway, and in a known one it
// is somebody's answer. Unverified: whether the cleanup call carries the credentials (those that it
// has must be right). MSC is left alone. Tests: tests/data/providers/airtel.json.
#include "flows/base/ascii.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/charset.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

// The cleanup call writes "msisdn", the others "MSISDN".
const std::string* Find(const http::Form& form, std::string_view name) {
  for (const auto& [field, value] : form.fields())
    if (EqualsIgnoringCase(field, name)) return &value;
  return nullptr;
}

bool IsCleanup(const http::Form& form, InboundKind event) {
  return event == InboundKind::kUssdEnd || Find(form, "clean") != nullptr;
}

// True if the channel has any of `names` (the secret and its successor).
bool Has(const ChannelSettings& channel, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto secret = channel.secrets.find(name);
    if (secret != channel.secrets.end() && !secret->second.empty()) return true;
  }
  return false;
}

Status CheckCredential(const char* field, const std::string* sent, const ChannelSettings& channel,
                       std::initializer_list<const char*> names, bool needed) {
  if (!Has(channel, names)) return Unit{};
  if (sent == nullptr) {
    if (!needed) return Unit{};
    return Invalid(std::string("field ") + field + ": missing");
  }
  bool right = false;
  for (const char* name : names) {  // both during a rotation
    const auto secret = channel.secrets.find(name);
    if (secret == channel.secrets.end() || secret->second.empty()) continue;
    right = ConstantTimeEqual(*sent, secret->second.Reveal()) || right;
  }
  if (!right) return Denied(std::string("field ") + field + ": not the channel's");
  return Unit{};
}

// The code that was dialled, as the channel lists it, and what is behind it. The longest wins:
// *543*1# before *543#.
struct Dialled {
  std::string code;
  std::string behind;
};
Dialled FindCode(std::string_view input, const ChannelSettings& channel) {
  Dialled found;
  for (const std::string& code : channel.codes) {
    std::string_view bare = code;
    if (bare.starts_with('*')) bare.remove_prefix(1);
    if (bare.ends_with('#')) bare.remove_suffix(1);
    if (bare.empty() || !input.starts_with(bare)) continue;
    const std::string_view rest = input.substr(bare.size());
    const bool fits = rest.empty() || (rest.front() == '*' &&
                                       rest.find_first_not_of("0123456789*#") == std::string::npos);
    if (!fits || code.size() <= found.code.size()) continue;
    found.code = code;
    found.behind = rest.empty() ? "" : std::string(rest.substr(1));
  }
  return found;
}

class Airtel final : public QuietProvider {
 public:
  ProviderInfo Info() const override {
    return {"Airtel (Comviva Flares HTTP pull)", "USSD", "an open-source transport, no operator"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true}, {"path_token_old"}, {"userid"},
            {"userid_old"},       {"password"},       {"password_old"}};
  }

  Status Authenticate(const http::Request& request, InboundKind event, std::string_view token,
                      const ChannelSettings& channel, const Settings& /*settings*/) const override {
    TRY(CheckPathToken(token, channel));
    const http::Form form = BodyThenQuery(request);
    const bool needed = !IsCleanup(form, event);
    TRY(CheckCredential("userid", Find(form, "userid"), channel, {"userid", "userid_old"}, needed));
    return CheckCredential("password", Find(form, "password"), channel,
                           {"password", "password_old"}, needed);
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    if (event != InboundKind::kUssd && event != InboundKind::kUssdEnd)
      return NotFound("airtel has no such event");
    const http::Form form = BodyThenQuery(request);
    Inbound inbound =
        NewInbound(IsCleanup(form, event) ? InboundKind::kUssdEnd : InboundKind::kUssd, channel);
    TRY_ASSIGN(inbound.session, ReadId("SessionID", Find(form, "SessionID")));
    TRY(ReadSender("MSISDN", Find(form, "MSISDN"), channel, inbound, NumberForm::kInternational));
    if (inbound.kind == InboundKind::kUssdEnd) {
      const std::string* error = Find(form, "error");
      inbound.reason = error == nullptr ? "" : ReasonWord(*error);
      return inbound;
    }
    const std::string* input = Find(form, "input");
    TRY_ASSIGN(const std::string words, ToUtf8(input == nullptr ? "" : *input, "8-BIT"));
    inbound.text = KeptWords(words);
    const Dialled dialled = FindCode(inbound.text.Reveal(), channel);
    inbound.to = dialled.code;
    inbound.dialled = !dialled.behind.empty();
    if (inbound.dialled) inbound.text = Secret<std::string>(dialled.behind);
    return inbound;
  }

  http::Response Render(const Inbound& inbound, const Reply& reply) const override {
    if (inbound.kind != InboundKind::kUssd) return http::Response::Text("");
    return Screen(reply.text, reply.ends);
  }

  http::Response RenderUnavailable(InboundKind event, std::string_view text) const override {
    return UnavailableScreen(*this, event, text);
  }

  Result<SendRequest> BuildSend(const Outbound& /*message*/, const ChannelSettings& channel,
                                const SendContext& /*context*/) const override {
    return Unavailable("channel " + channel.id + ": airtel sends no SMS");
  }
  SendResult ReadSend(const SendReply& reply) const override { return ResultOfHttp(reply); }

 private:
  static http::Response Screen(std::string text, bool ends) {
    http::Response response = http::Response::Text(std::move(text));
    response.headers = {{"Freeflow", ends ? "FB" : "FC"}, {"charge", "N"}, {"amount", "0"}};
    return response;
  }
};

const RegisterProvider kRegistered("airtel", std::make_unique<Airtel>());

}  // namespace
}  // namespace tipline::gateway
