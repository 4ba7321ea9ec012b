#include "workers/emulate/operator.h"

#include <list>
#include <mutex>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "gateway/base/system_clock.h"
#include "gateway/http/server.h"
#include "workers/emulate/clerk.h"
#include "workers/emulate/reporter.h"
#include "workers/emulate/send_api.h"

namespace tipline::emulate {
namespace {

using nlohmann::json;

constexpr int kMaxInFlight = 256;
constexpr int kMaxConnections = 1024;

class Serving final : public Operator {
 public:
  Serving(const Settings& settings, std::map<std::string, Profile> profiles, Script script,
          const OperatorOptions& options, OnEvent on_event)
      : settings_(settings),
        profiles_(std::move(profiles)),
        on_event_(std::move(on_event)),
        script_(std::move(script)),
        chance_(options.seed),
        reporter_(options.gateway_url, [this](const Reporter::Told& told) { Say(EventOf(told)); }) {
  }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;
  Serving(Serving&&) = delete;
  Serving& operator=(Serving&&) = delete;
  ~Serving() override {
    for (const auto& [channel, server] : servers_)
      server->Drain(Millis(0));
  }

  Status Listen(int port) {
    for (const auto& [channel, profile] : profiles_) {
      http::ServerOptions options;
      options.port = static_cast<uint16_t>(port == 0 ? 0 : port++);
      options.threads = 1;
      options.max_in_flight = kMaxInFlight;
      options.max_connections = kMaxConnections;
      const Line line{profile, settings_.channels.at(channel), settings_};
      TRY_ASSIGN(servers_[channel], http::Server::Start(options, [this, line](int) {
                   return MakeClerk(
                       [this, line](const http::Request& request) { return Take(line, request); });
                 }));
    }
    return Unit{};
  }

  std::map<std::string, std::string> urls() const override {
    std::map<std::string, std::string> urls;
    for (const auto& [channel, server] : servers_)
      urls[channel] = "http://127.0.0.1:" + std::to_string(server->port());
    return urls;
  }

 private:
  // On the thread of the channel's server.
  Decision Take(const Line& line, const http::Request& request) {
    std::string id;
    Fate fate;
    // Looked at once without a fate: only a message that is right uses up the script.
    auto judged = Judge(line, request, "", SystemClock().Now(), "");
    {
      const std::scoped_lock lock(mutex_);
      id = chance_.HexDigits(32);
      if (judged && judged->sms && judged->failure.empty())
        fate = script_.Next(line.channel.id, judged->sms->to, FailuresOf(*line.profile.send));
    }
    judged = Judge(line, request, id, SystemClock().Now(), fate.failure);
    if (!judged) {
      Say({{"event", "refused"},
           {"channel", line.channel.id},
           {"answer", "http_500"},
           {"why", judged.error().message}});
      return {http::Response::Error(500), Millis(0), false};
    }
    Say(EventOf(line, *judged, fate));
    if (judged->sms && judged->failure.empty() && !fate.silent) Schedule(line, *judged->sms, fate);
    return {std::move(judged->answer), fate.delay, fate.silent};
  }

  void Schedule(const Line& line, const ReceivedSms& sms, const Fate& fate) {
    if (!line.profile.status) return;
    for (const ReportStep& step : fate.reports) {
      if (line.profile.status->states.count(step.state) == 0) continue;
      const Report report{sms.id, sms.reference, sms.to, sms.from, sms.status_url, step.state};
      for (int i = 0; i < step.times; ++i)
        reporter_.Add(line, report, fate.delay + step.after);
    }
  }

  static json EventOf(const Line& line, const Judged& judged, const Fate& fate) {
    json event = {{"channel", line.channel.id},
                  {"answer", fate.silent              ? "none"
                             : judged.failure.empty() ? "accepted"
                                                      : judged.failure}};
    if (!judged.why.empty()) event["why"] = judged.why;
    event["event"] = judged.token ? "token" : judged.sms ? "sms" : "refused";
    if (!judged.sms) return event;
    const ReceivedSms& sms = *judged.sms;
    event["id"] = sms.id;
    event["to"] = sms.to;
    event["from"] = sms.from;
    event["text"] = sms.text;
    event["reference"] = sms.reference;
    event["segments"] = sms.segments;
    event["encoding"] = EncodingName(Measure(sms.text).encoding);
    return event;
  }
  static json EventOf(const Reporter::Told& told) {
    json event = {{"event", "report"},     {"channel", told.channel},
                  {"id", told.id},         {"state", DeliveryStateName(told.state)},
                  {"status", told.status}, {"taken", told.taken}};
    if (!told.why.empty()) event["why"] = told.why;
    return event;
  }
  void Say(const json& event) {
    const std::scoped_lock lock(say_mutex_);
    on_event_(event);
  }

  const Settings& settings_;
  const std::map<std::string, Profile> profiles_;
  const OnEvent on_event_;
  std::mutex say_mutex_;  // one event at a time
  std::mutex mutex_;      // of script_ and chance_
  Script script_;
  Chance chance_;
  Reporter reporter_;
  std::map<std::string, std::unique_ptr<http::Server>>
      servers_;  // last: their threads use the rest
};

}  // namespace

Result<std::unique_ptr<Operator>> Operator::Start(const Settings& settings,
                                                  std::map<std::string, Profile> profiles,
                                                  Script script, const OperatorOptions& options,
                                                  OnEvent on_event) {
  auto serving = std::make_unique<Serving>(settings, std::move(profiles), std::move(script),
                                           options, std::move(on_event));
  TRY(serving->Listen(options.port));
  return std::unique_ptr<Operator>(std::move(serving));
}

}  // namespace tipline::emulate
