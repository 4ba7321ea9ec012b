// tipline emulate ussd CHANNEL: a phone that dials. With --input it walks by itself and prints
// every screen; without, it is a phone in the terminal that keeps the network's time limits.
#include <algorithm>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "workers/cli/answers.h"
#include "workers/cli/emulate.h"
#include "workers/emulate/stop.h"
#include "workers/emulate/ussd_phone.h"

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
constexpr const char* kPhoneHelp =
    "  Type an answer and Enter, as on the phone. Words that the phone itself understands:\n"
    "    redial      dial the code again (a new session)\n"
    "    dial CODE   dial another one, as *384*123*1#\n"
    "    hang up     end the session\n"
    "    quit        put the phone away (Ctrl-C, Ctrl-D)\n"
    "  An answer that is one of these words: put a backslash before it.\n";

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

void Print(const TurnSeen& turn, const emulate::ScreenSize& size) {
  if (turn.input) std::cout << "> " << *turn.input << "\n";
  if (!turn.trouble.empty()) {
    std::cout << emulate::Frame("Connection problem or invalid MMI code.", size)
              << "the network ended the session: " << turn.trouble << "\n";
  } else {
    std::cout << emulate::Frame(turn.screen, size) << turn.room.units << " of " << turn.room.room
              << " " << turn.room.encoding << (turn.ends ? ", the session is over" : "") << "\n";
  }
  if (!turn.room.warning.empty()) std::cout << "warning: " << turn.room.warning << "\n";
  if (!turn.copies_agree) std::cout << "warning: a copy of the webhook was answered otherwise\n";
  std::cout << "\n" << std::flush;
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

// All that a walk needs, for as long as it lasts.
struct World {
  Settings settings;
  const ChannelSettings* channel = nullptr;
  emulate::Profile profile;
  emulate::Network network;
  emulate::ScreenSize size;
  std::string from, code;
  SystemClock clock;
};

Status Prepare(const Context& context, const Arguments& arguments, World& world) {
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

// Returns with what is left of the answers, once the session is over.
Status Walk(emulate::UssdPhone& phone, const World& world, const std::vector<std::string>& answers,
            std::vector<TurnSeen>& turns, size_t& unused) {
  TRY_ASSIGN(TurnSeen dialled, phone.Dial(world.code));
  turns.push_back(std::move(dialled));
  for (const std::string& words : answers) {
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

Result<int> WalkAlone(const Context& context, const World& world, const Arguments& arguments,
                      emulate::UssdPhone& phone) {
  std::vector<TurnSeen> turns;
  size_t unused = 0;
  TRY(Walk(phone, world, SplitAnswers(arguments.input), turns, unused));
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
      Print(turn, world.size);
    if (unused > 0)
      std::cerr << "tipline: the session had ended; answers not used: " << unused << "\n";
  }
  TRY(phone.HangUp("end of the script"));  // what is still open was given up
  const bool trouble = std::any_of(turns.begin(), turns.end(), [](const TurnSeen& turn) {
    return !turn.trouble.empty() || !turn.copies_agree;
  });
  return trouble ? kNo : kDone;
}

// A person at the terminal. The network ends the session when its time is over.
class Terminal {
 public:
  Terminal(const World& world, emulate::UssdPhone& phone, emulate::Stop& stop)
      : world_(world), phone_(phone), stop_(stop) {}

  Status Run() {
    std::cout << world_.channel->id << ", " << world_.network.name << ", phone " << world_.from
              << "; type help for help\n\n";
    TRY(Dial(world_.code));
    std::string line;
    for (;;) {
      std::cout << (phone_.open() ? "answer> " : "phone> ") << std::flush;
      const Millis limit = phone_.open() ? LeftForAnswer() : Millis(24 * 3600 * 1000);
      switch (stop_.ReadLine(limit, line)) {
        case emulate::Stop::Heard::kLine:
          if (line == "quit") return Away();
          TRY(Do(line));
          break;
        case emulate::Stop::Heard::kTimeout:
          TRY(TimeOver());
          break;
        case emulate::Stop::Heard::kEnd:
        case emulate::Stop::Heard::kStop:
          std::cout << "\n";
          return Away();
      }
    }
  }

 private:
  Millis Age() const { return std::chrono::duration_cast<Millis>(clock_.Now() - began_); }
  Millis LeftForAnswer() const {
    return std::max(Millis(0), std::min(world_.network.idle, world_.network.session - Age()));
  }
  Status Away() { return phone_.HangUp("user hung up"); }

  Status Dial(const std::string& code) {
    TRY(phone_.HangUp("user hung up"));
    began_ = clock_.Now();
    std::cout << "dialling " << code << "\n";
    TRY_ASSIGN(const TurnSeen turn, phone_.Dial(code));
    Print(turn, world_.size);
    return Unit{};
  }

  Status TimeOver() {
    const bool session = Age() >= world_.network.session;
    std::cout << "\nthe network ended the session: "
              << (session ? world_.network.session : world_.network.idle).count() / 1000
              << (session ? " s are all that it gives one\n\n" : " s without an answer\n\n");
    return phone_.HangUp("timeout");
  }

  Status Do(std::string line) {
    if (line == "help") {
      std::cout << kPhoneHelp;
      return Unit{};
    }
    if (line == "redial") return Dial(world_.code);
    if (line.starts_with("dial ")) return Dial(line.substr(5));
    if (line == "hang up") return Away();
    if (!phone_.open()) {
      if (!line.empty()) std::cout << "no session is open; redial, or quit\n";
      return Unit{};
    }
    if (line.starts_with('\\')) line.erase(0, 1);
    if (line.size() > static_cast<size_t>(world_.network.input)) {
      std::cout << "the network takes at most " << world_.network.input << " characters\n";
      return Unit{};
    }
    TRY_ASSIGN(const TurnSeen turn, phone_.Say(line));
    Print(turn, world_.size);
    return Unit{};
  }

  const World& world_;
  emulate::UssdPhone& phone_;
  emulate::Stop& stop_;
  SteadyClock clock_;
  TimePoint began_{};
};

Result<int> Emulate(const Context& context, const Arguments& arguments) {
  World world;
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
  if (arguments.has_input) return WalkAlone(context, world, arguments, phone);
  TRY(Terminal(world, phone, stop).Run());
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
