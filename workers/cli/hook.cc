#include "workers/cli/hook.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "gateway/http/message.h"
#include "gateway/providers/provider.h"
#include "gateway/webhooks/arrival.h"
#include "gateway/webhooks/route.h"
#include "workers/cli/command.h"

namespace tipline::cli {
namespace {

using nlohmann::json;

json OrNull(const std::string& text) {
  return text.empty() ? json() : json(text);
}

// What a message is about: the end of a USSD session is one of USSD.
const char* KindOf(InboundKind kind) {
  return InboundKindName(kind == InboundKind::kUssdEnd ? InboundKind::kUssd : kind);
}

json Shown(const http::Response& response) {
  return {{"status", response.status},
          {"content_type", response.content_type},
          {"body", response.body}};
}

HookExplained Rejected(int status, const std::string& reason, InboundKind event) {
  json shown = {{"verdict", "rejected"},
                {"status", status},
                {"reason", reason},
                {"kind", KindOf(event)},
                {"reply", Shown(http::Response::Error(status))}};
  for (const char* name : {"id", "reference", "from", "to", "text", "session", "state", "sent_at"})
    shown[name] = nullptr;
  return {true, DumpJson(shown)};
}

json Explained(const Inbound& inbound, const gateway::Provider& provider) {
  const bool ussd = inbound.kind == InboundKind::kUssd;
  const http::Response reply =
      provider.Render(inbound, {ussd ? std::string(kExplainScreen) : std::string(), false});
  const std::string ignored = gateway::WhyIgnored(inbound);
  const bool is_status =
      inbound.kind == InboundKind::kStatus && !inbound.ignore && !gateway::IsNotice(inbound);
  json shown = {{"verdict", ignored.empty() ? "ok" : "ignored"},
                {"status", reply.status},
                {"reason", OrNull(ignored.empty() ? inbound.reason : ignored)},
                {"kind", KindOf(inbound.kind)},
                {"id", OrNull(inbound.provider_id)},
                {"reference", OrNull(inbound.reference)},
                {"from", OrNull(inbound.from.Reveal())},
                {"to", OrNull(inbound.to)},
                {"text", inbound.text.Reveal()},
                {"session", OrNull(inbound.session)},
                {"state", is_status ? json(DeliveryStateName(inbound.state)) : json()},
                {"sent_at", inbound.sent_at ? json(FormatTime(*inbound.sent_at)) : json()},
                {"reply", Shown(reply)}};
  if (!ussd && inbound.kind != InboundKind::kSms) shown["text"] = nullptr;
  if (inbound.concat)
    shown["concat"] = {{"group", inbound.concat->group},
                       {"part", inbound.concat->part},
                       {"total", inbound.concat->total}};
  if (inbound.opt != OptChange::kNone) shown["opt"] = OptChangeName(inbound.opt);
  return shown;
}

// Of several in one request the first, with all of them under "batch".
HookExplained Taken(const std::vector<Inbound>& all, InboundKind event,
                    const gateway::Provider& provider) {
  Inbound nothing;
  nothing.kind = event;
  nothing.ignore = true;
  nothing.reason = "nothing in it";
  json shown = Explained(all.empty() ? nothing : all.front(), provider);
  if (all.size() > 1) {
    json batch = json::array();
    for (const Inbound& inbound : all)
      batch.push_back(Explained(inbound, provider));
    shown["batch"] = std::move(batch);
  }
  return {false, DumpJson(shown)};
}

// What the gateway refuses a request with that is none: too long somewhere (design limits of
// gateway/http), or malformed.
int StatusOfCapture(std::string_view wire) {
  const std::string_view line = wire.substr(0, wire.find('\n'));
  const size_t target = line.find(' ');
  if (target != std::string_view::npos && line.rfind(' ') - target > http::kMaxTargetBytes + 1)
    return 414;
  const size_t crlf = wire.find("\r\n\r\n");
  const size_t lf = wire.find("\n\n");
  const size_t head = std::min(crlf == std::string_view::npos ? wire.size() : crlf + 4,
                               lf == std::string_view::npos ? wire.size() : lf + 2);
  if (head - line.size() > http::kMaxHeaderBytes) return 431;
  return wire.size() - head > http::kMaxBodyBytes ? 413 : 400;
}

struct Options {
  std::string channel;
  std::string event;
  bool no_verify = false;
  std::string at;  // RFC 3339; empty: now
};

int Explain(const Options& options, const Context& context) {
  const std::optional<InboundKind> event = InboundKindFromName(options.event);
  if (!event) return Fail(Invalid("EVENT: allowed: sms, ussd, ussd-end, status, call"));
  Result<Settings> settings = LoadSettings(context.config_file);
  if (!settings) return Fail(settings.error());
  if (const Status right = gateway::PrepareChannels(*settings, gateway::Webhooks::kNotTaken);
      !right)
    return Fail(right.error());
  const Result<TimePoint> now =
      options.at.empty() ? Result<TimePoint>(SystemClock().Now()) : ParseTime(options.at);
  if (!now) return Fail(Invalid("--at: allowed: a time such as 2026-11-23T10:00:00Z"));
  const std::string wire((std::istreambuf_iterator<char>(std::cin)),
                         std::istreambuf_iterator<char>());
  const Result<HookExplained> explained =
      ExplainHook(wire, *settings, options.channel, *event, !options.no_verify, *now);
  if (!explained) return Fail(explained.error());
  if (context.json) {
    std::cout << explained->json << '\n';
  } else {
    const Result<json> shown = ParseJson(explained->json, JsonLimits{.bytes = size_t{1024} * 1024});
    if (!shown) return Fail(shown.error());
    std::cout << DumpJsonIndented(*shown) << '\n';
  }
  return explained->rejected ? kNo : kDone;
}

void Add(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* hook = app.add_subcommand("hook", "Webhooks of telecom providers");
  hook->require_subcommand(1);
  CLI::App* providers = hook->add_subcommand(
      "providers",
      "What providers there are, what was verified of them, what they have to be told");
  providers->callback([&context, &exit_code] {
    Result<Settings> settings = LoadSettings(context.config_file);
    const Status right = settings
                             ? gateway::PrepareChannels(*settings, gateway::Webhooks::kNotTaken)
                             : Status(settings.error());
    exit_code = right ? PrintProviders(context.json) : Fail(right.error());
  });
  CLI::App* explain = hook->add_subcommand("explain",
                                           "What the adapter makes of a captured HTTP request "
                                           "(head and body as on the wire) on standard input");
  const auto options = std::make_shared<Options>();
  explain->add_option("CHANNEL", options->channel, "A channel of the configuration")->required();
  explain->add_option("EVENT", options->event, "sms, ussd, ussd-end, status or call")->required();
  explain->add_flag("--no-verify", options->no_verify, "Skip the signature or secret path");
  explain->add_option("--at", options->at,
                      "When it came (2026-11-23T10:00:00Z): signatures of a capture are old now");
  explain->callback([options, &context, &exit_code] { exit_code = Explain(*options, context); });
}

const RegisterCommand kRegistered("hook", Add);

}  // namespace

Result<HookExplained> ExplainHook(std::string_view wire, const Settings& settings,
                                  const std::string& channel_id, InboundKind event, bool verify,
                                  TimePoint now) {
  const auto found = settings.channels.find(channel_id);
  if (found == settings.channels.end()) {
    std::string known;
    for (const auto& [id, one] : settings.channels)
      known += (known.empty() ? "" : ", ") + id;
    return NotFound("channel \"" + channel_id + "\" is not in " + settings.file +
                    "; allowed: " + known);
  }
  const ChannelSettings& channel = found->second;
  const gateway::Provider* provider = gateway::FindProvider(channel.provider);
  if (provider == nullptr) return NotFound("channel " + channel.id + ": unknown provider");

  Result<http::Request> request = http::ParseCapture(wire);
  if (!request) return Rejected(StatusOfCapture(wire), request.error().message, event);
  request->received_at = now;
  const gateway::Route route = gateway::FindRoute(*request);
  if (route.kind == gateway::Route::Kind::kRefused && route.status == 405)
    return Rejected(405, "method: allowed: GET, POST", event);
  if (event == InboundKind::kCall && !provider->TakesCalls())
    return Rejected(404, channel.provider + " has no such event", event);
  if (verify && channel.require_auth) {
    const Status allowed = provider->Authenticate(*request, event, route.token, channel, settings);
    if (!allowed)
      return Rejected(gateway::StatusOf(allowed.error(), 401), allowed.error().message, event);
  }
  const auto inbound = provider->ParseAll(*request, event, channel);
  if (!inbound)
    return Rejected(gateway::StatusOf(inbound.error(), 400), inbound.error().message, event);
  return Taken(*inbound, event, *provider);
}

}  // namespace tipline::cli
