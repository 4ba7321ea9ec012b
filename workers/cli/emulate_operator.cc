// tipline emulate operator: the send APIs of providers. Runs until Ctrl-C; shows the phones that
// messages come to, or with --json one event a line.
#include <iostream>
#include <map>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/json.h"
#include "workers/cli/emulate.h"
#include "workers/emulate/operator.h"
#include "workers/emulate/screen.h"
#include "workers/emulate/send_api.h"
#include "workers/emulate/stop.h"

namespace tipline::cli {
namespace {

using nlohmann::json;

struct Arguments {
  std::vector<std::string> channels;
  bool all = false;
  int port = 0;
  std::string url, script, reports = "delivered", fail, failure, screen = "20x8";
  int pace_ms = 500;
  uint64_t seed = 1;
};

// "20%", "20" or "0.2".
Result<double> ReadShare(const std::string& text) {
  if (text.empty()) return 0.0;
  const bool percent = text.ends_with('%');
  size_t end = 0;
  double share = -1;
  try {
    share = std::stod(text, &end);
  } catch (const std::exception&) {
    end = 0;
  }
  if (percent || share > 1) share /= 100;
  if (end != text.size() - (percent ? 1 : 0) || !(share >= 0 && share <= 1))
    return Invalid("--fail: allowed: a share, as 20%");
  return share;
}

Result<std::map<std::string, emulate::Profile>> Chosen(const Settings& settings,
                                                       const Arguments& arguments) {
  std::map<std::string, emulate::Profile> chosen;
  if (arguments.all) {
    for (const auto& [id, channel] : settings.channels) {
      auto profile = ProfileOf(settings, channel);
      if (!profile && profile.error().code != Code::kNotFound) return profile.error();
      if (profile && profile->send) chosen.emplace(id, *std::move(profile));
    }
    return chosen;
  }
  for (const std::string& id : arguments.channels) {
    TRY_ASSIGN(const ChannelSettings* channel, FindChannel(settings, id));
    TRY_ASSIGN(emulate::Profile profile, ProfileOf(settings, *channel));
    if (!profile.send) return Invalid("CHANNEL: nothing can be sent by " + channel->provider);
    chosen.emplace(id, std::move(profile));
  }
  if (chosen.empty()) return Invalid("CHANNEL: name some, or --all");
  return chosen;
}

Status CheckFailure(const std::string& name, const std::map<std::string, emulate::Profile>& all) {
  if (name.empty()) return Unit{};
  for (const auto& [channel, profile] : all)
    if (!emulate::ClassOfFailure(*profile.send, name))
      return Invalid("--failure: " + profile.name + " has no \"" + name +
                     "\"; `tipline emulate list` names them");
  return Unit{};
}

std::string VariableOf(const std::string& channel) {
  std::string name = "TIPLINE_API_URL_";
  for (const char c : channel) {
    const char upper = AsciiUpper(c);
    const bool kept = (upper >= 'A' && upper <= 'Z') || (upper >= '0' && upper <= '9');
    name += kept ? upper : '_';
  }
  return name;
}

void PrintSms(const json& event, const emulate::ScreenSize& size) {
  std::cout << event.value("to", "") << "  (" << event.value("channel", "") << ", from "
            << event.value("from", "") << ", " << event.value("segments", 0) << " part(s) "
            << event.value("encoding", "") << ")\n";
  if (event.value("answer", "") == "accepted") {
    std::cout << emulate::Frame(event.value("text", ""), size);
  } else {
    std::cout << "  answered: " << event.value("answer", "");
    if (event.contains("why")) std::cout << ": " << event.value("why", "");
    std::cout << "\n";
  }
}

void Print(const json& event, const emulate::ScreenSize& size) {
  const std::string kind = event.value("event", "");
  if (kind == "sms") {
    PrintSms(event, size);
  } else if (kind == "report") {
    std::cout << "  " << event.value("channel", "") << ": report " << event.value("state", "")
              << ", "
              << (event.value("taken", false) ? "taken" : "NOT taken: " + event.value("why", ""))
              << "\n";
  } else {
    std::cout << event.value("channel", "") << ": " << kind << ", answered "
              << event.value("answer", "") << " " << event.value("why", "") << "\n";
  }
  std::cout << std::flush;
}

void PrintReady(const emulate::Operator& serving, bool as_json) {
  if (!as_json) std::cout << "Set these where the worker starts, and start it (again):\n\n";
  for (const auto& [channel, url] : serving.urls()) {
    if (as_json)
      std::cout << DumpJson({{"event", "ready"},
                             {"channel", channel},
                             {"url", url},
                             {"variable", VariableOf(channel)}})
                << "\n";
    else
      std::cout << "  export " << VariableOf(channel) << "=" << url << "\n";
  }
  if (!as_json) std::cout << "\nMessages show up below; Ctrl-C ends it.\n\n";
  std::cout << std::flush;
}

Status Emulate(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(Settings settings, EmulateSettings(context));
  TRY_ASSIGN(auto profiles, Chosen(settings, arguments));
  TRY(CheckFailure(arguments.failure, profiles));
  TRY_ASSIGN(const emulate::ScreenSize size, emulate::ReadScreenSize(arguments.screen));
  TRY_ASSIGN(const double share, ReadShare(arguments.fail));
  const Millis pace(arguments.pace_ms);
  TRY_ASSIGN(emulate::Course reports, emulate::CourseOf(arguments.reports, pace));
  std::vector<emulate::Rule> rules;
  if (!arguments.script.empty()) {
    TRY_ASSIGN(rules, emulate::Script::ReadRules(arguments.script, pace));
  }
  emulate::OperatorOptions options;
  options.port = arguments.port;
  options.seed = arguments.seed;
  TRY_ASSIGN(options.gateway_url, GatewayUrl(arguments.url, settings));
  emulate::Stop stop;  // before the servers' threads
  TRY_ASSIGN(const auto serving,
             emulate::Operator::Start(settings, std::move(profiles),
                                      emulate::Script(std::move(rules), std::move(reports), share,
                                                      arguments.failure, arguments.seed),
                                      options, [&](const json& event) {
                                        if (context.json)
                                          std::cout << DumpJson(event) << std::endl;
                                        else
                                          Print(event, size);
                                      }));
  PrintReady(*serving, context.json);
  while (!stop.Wait(Millis(60'000))) {
  }
  return Unit{};
}

}  // namespace

void AddEmulateOperator(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* command = group.add_subcommand(
      "operator",
      "The providers' send APIs: takes what Tipline sends, answers by a script, reports delivery");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("CHANNEL", arguments->channels, "Channels of the configuration");
  command->add_flag("--all", arguments->all, "Every channel whose sending is emulated");
  command
      ->add_option("--port", arguments->port,
                   "Of the first channel, counted up for the others (default: free ones)")
      ->check(CLI::Range(0, 65'000));
  command
      ->add_option("--reports", arguments->reports,
                   std::string("What becomes of messages: ") + emulate::kCourses)
      ->capture_default_str();
  command->add_option("--pace", arguments->pace_ms, "Between two reports of a message, in ms")
      ->capture_default_str()
      ->check(CLI::Range(0, 3'600'000));
  command->add_option("--fail", arguments->fail, "This share is refused, as 20%");
  command->add_option("--failure", arguments->failure,
                      "... with this failure (`tipline emulate list`); default: any");
  command->add_option("--script", arguments->script,
                      "A file of rules: {\"rules\": [{\"channel\", \"to\", \"times\", \"every\", "
                      "\"answer\", \"delay_ms\", \"reports\"}]}, the first that fits");
  command->add_option("--url", arguments->url,
                      "Where the gateway takes reports (default: 127.0.0.1, configured port)");
  command->add_option("--screen", arguments->screen, "Columns and rows of the phones' displays")
      ->capture_default_str();
  command->add_option("--seed", arguments->seed, "Of chance: the same seed does the same again");
  command->footer(
      "With --json one event a line: ready (url, variable), sms (id, to, from, text, reference,\n"
      "segments, encoding, answer), report (id, state, status, taken), token, refused.\n"
      "Messages are shown and forgotten: nothing is written anywhere.");
  command->callback([=, &context, &exit_code] {
    const Status done = Emulate(context, *arguments);
    exit_code = done ? kDone : Fail(done.error());
  });
}

}  // namespace tipline::cli
