// tipline emulate ussd CHANNEL: a phone that dials. With --input it walks by itself and prints
// every screen; without, it is a phone in the terminal that keeps the network's time limits.
#include <algorithm>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "workers/cli/answers.h"
#include "workers/cli/emulate.h"
#include "workers/cli/emulate_terminal.h"

namespace tipline::cli {
namespace {

using emulate::TurnSeen;
using nlohmann::json;

struct Arguments : EmulateOptions {
  std::string channel, from, code, input, network, screen = "20x8";
  bool has_input = false;
};

constexpr std::string_view kDialAgain = "!dial";
constexpr std::string_view kHangUp = "!hangup";
json Shown(const TurnSeen& turn) {
  json shown = {{"input", turn.input ? json(*turn.input) : json()},
                {"screen", turn.screen},
                {"length", turn.room.units},
                {"encoding", turn.room.encoding},
                {"room", turn.room.room},
                {"ends", turn.ends},
                {"status", turn.status},
                {"webhooks", turn.sent},
                {"copies_agree", turn.copies_agree}};
  if (!turn.room.warning.empty()) shown["warning"] = turn.room.warning;
  if (!turn.trouble.empty()) shown["trouble"] = turn.trouble;
  return shown;
}

Result<emulate::Network> NetworkOf(const emulate::Profile& profile, const std::string& name) {
  std::string known;
  for (const emulate::Network& network : profile.networks) {
    if (name.empty() || network.name == name || (!name.empty() && network.code == name))
      return network;
    known += (known.empty() ? "" : ", ") + network.name;
  }
  return Invalid("--network: allowed: " + known);
}

Status Prepare(const Context& context, const Arguments& arguments, UssdWorld& world) {
  TRY_ASSIGN(world.settings, EmulateSettings(context));
  TRY_ASSIGN(world.channel, FindChannel(world.settings, arguments.channel));
  TRY_ASSIGN(world.profile, ProfileOf(world.settings, *world.channel));
  if (!world.profile.ussd)
    return Invalid("CHANNEL: " + world.channel->provider +
                   " carries no USSD; `tipline emulate list` shows who does");
  TRY_ASSIGN(world.network, NetworkOf(world.profile, arguments.network));
  TRY_ASSIGN(world.size, emulate::ReadScreenSize(arguments.screen));
  world.from = arguments.from.empty() ? world.profile.phone : arguments.from;
  world.code = arguments.code.empty() ? emulate::ServiceCodeOf(*world.channel) : arguments.code;
  return Unit{};
}

// Until the answers are used up or somebody stops it; `unused`: those that came after the end.
Status Walk(emulate::UssdPhone& phone, const UssdWorld& world,
            const std::vector<std::string>& answers, emulate::Stop& stop,
            std::vector<TurnSeen>& turns, size_t& unused) {
  TRY_ASSIGN(TurnSeen dialled, phone.Dial(world.code));
  turns.push_back(std::move(dialled));
  for (const std::string& words : answers) {
    if (stop.came()) return Unit{};
    if (words == kHangUp) {
      TRY(phone.HangUp("user hung up"));
    } else if (words == kDialAgain) {
      TRY_ASSIGN(TurnSeen turn, phone.Dial(world.code));
      turns.push_back(std::move(turn));
    } else if (phone.open()) {
      TRY_ASSIGN(TurnSeen turn, phone.Say(words));
      turns.push_back(std::move(turn));
    } else {
      ++unused;
    }
  }
  return Unit{};
}

Result<int> WalkAlone(const Context& context, const UssdWorld& world, const Arguments& arguments,
                      emulate::UssdPhone& phone, emulate::Stop& stop) {
  std::vector<TurnSeen> turns;
  size_t unused = 0;
  TRY(Walk(phone, world, SplitAnswers(arguments.input), stop, turns, unused));
  if (context.json) {
    json shown = {
        {"channel", world.channel->id}, {"session", phone.session()},    {"from", world.from},
        {"code", world.code},           {"network", world.network.name}, {"open", phone.open()},
        {"unused_input", unused},       {"turns", json::array()}};
    for (const TurnSeen& turn : turns)
      shown["turns"].push_back(Shown(turn));
    std::cout << DumpJson(shown) << "\n";
  } else {
    for (const TurnSeen& turn : turns)
      PrintTurn(turn, world.size);
    if (unused > 0)
      std::cerr << "tipline: the session had ended; answers not used: " << unused << "\n";
  }
  TRY(phone.HangUp("end of the script"));  // what is still open was given up
  const bool trouble = std::any_of(turns.begin(), turns.end(), [](const TurnSeen& turn) {
    return !turn.trouble.empty() || !turn.copies_agree;
  });
  return trouble ? kNo : kDone;
}

Result<int> Emulate(const Context& context, const Arguments& arguments) {
  UssdWorld world;
  TRY(Prepare(context, arguments, world));
  TRY_ASSIGN(const std::string url, GatewayUrl(arguments.url, world.settings));
  emulate::Stop stop;
  emulate::Courier courier(url, world.network.answer);
  emulate::Faults faults = arguments.faults;
  faults.delay = Millis(arguments.delay_ms);
  emulate::UssdPhone phone(
      {world.profile, *world.channel, world.settings}, world.network,
      {[&courier](const http::Request& request) { return courier.Deliver(request); },
       [&stop](Millis pause) { return !stop.Wait(pause); }, world.clock},
      faults, world.from);
  if (arguments.has_input) return WalkAlone(context, world, arguments, phone, stop);
  TRY(RunTerminal(world, phone, stop));
  return kDone;
}

}  // namespace

void AddEmulateUssd(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* ussd = group.add_subcommand(
      "ussd",
      "A phone that dials: in the terminal, with the limits of a real network, or by itself with "
      "--input");
  const auto arguments = std::make_shared<Arguments>();
  ussd->add_option("CHANNEL", arguments->channel, "A channel of the configuration")->required();
  ussd->add_option("--from", arguments->from,
                   "The phone's number (default: one of the provider's country)");
  ussd->add_option("--code", arguments->code,
                   "What is dialled (default: the channel's service code); *384*123*1# dials on");
  CLI::Option* input = ussd->add_option("--input", arguments->input,
                                        "Answers, parted by commas (\\, is a comma in an answer); "
                                        "!dial dials again, !hangup hangs up");
  ussd->add_option("--network", arguments->network,
                   "Whose limits and code; `tipline emulate list` names them (default: the first)");
  ussd->add_option("--screen", arguments->screen, "Columns and rows of the phone's display")
      ->capture_default_str();
  AddEmulateOptions(*ussd, arguments);
  ussd->footer(
      "Exit code 1: an answer was not as the provider needs it, did not come, or differed between\n"
      "copies of one webhook.");
  ussd->callback([=, &context, &exit_code] {
    arguments->has_input = input->count() > 0;
    const Result<int> done = Emulate(context, *arguments);
    exit_code = done ? *done : Fail(done.error());
  });
}

}  // namespace tipline::cli
