#include "workers/cli/emulate_terminal.h"

#include <algorithm>
#include <iostream>

#include "flows/base/text.h"
#include "workers/emulate/screen.h"

namespace tipline::cli {
namespace {

using emulate::TurnSeen;

constexpr const char* kPhoneHelp =
    "  Type an answer and Enter, as on the phone. Words that the phone itself understands:\n"
    "    redial      dial the code again (a new session)\n"
    "    dial CODE   dial another one, as *384*123*1#\n"
    "    hang up     end the session\n"
    "    quit        put the phone away (Ctrl-C, Ctrl-D)\n"
    "  An answer that is one of these words: put a backslash before it.\n";

// A person at the terminal. The network ends the session when its time is over.
class Terminal {
 public:
  Terminal(const UssdWorld& world, emulate::UssdPhone& phone, emulate::Stop& stop)
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
    PrintTurn(turn, world_.size);
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
    if (CharacterCount(line) > static_cast<size_t>(world_.network.input)) {
      std::cout << "the network takes at most " << world_.network.input << " characters\n";
      return Unit{};
    }
    TRY_ASSIGN(const TurnSeen turn, phone_.Say(line));
    PrintTurn(turn, world_.size);
    return Unit{};
  }

  const UssdWorld& world_;
  emulate::UssdPhone& phone_;
  emulate::Stop& stop_;
  SteadyClock clock_;
  TimePoint began_{};
};

}  // namespace

void PrintTurn(const TurnSeen& turn, const emulate::ScreenSize& size) {
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

Status RunTerminal(const UssdWorld& world, emulate::UssdPhone& phone, emulate::Stop& stop) {
  return Terminal(world, phone, stop).Run();
}

}  // namespace tipline::cli
