// tipline user: accounts of staff. Passwords and seeds are shown once, here, and are never logged
// or kept in clear.
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/text.h"
#include "gateway/base/settings.h"
#include "gateway/base/system_clock.h"
#include "gateway/console/grade.h"
#include "gateway/console/totp.h"
#include "gateway/store/records/users.h"
#include "workers/cli/command.h"

namespace tipline::cli {
namespace {

using Text = Secret<std::string>;

constexpr size_t kPasswordLetters = 20;  // of 32 each: 100 bits
constexpr size_t kGroup = 4;
constexpr size_t kShortestPassword = 12;  // beside a second factor (domain.md §7.2)
constexpr size_t kLongestPassword = 1024;
constexpr const char* kActor = "cli";

struct Store {
  KeyRing keys;
  std::unique_ptr<store::Database> database;
};

struct Arguments {
  std::string name, role = "agent";
  bool password_stdin = false;
};

struct Secrets {
  Text password, seed;
  bool generated = true;
};

Result<Store> OpenStore(const Context& context) {
  TRY_ASSIGN(const Settings settings, LoadSettings(context.config_file));
  TRY(InitCrypto());
  TRY(console::InitTotp());
  Store opened;
  TRY_ASSIGN(opened.keys, LoadKeys(settings.KeysDir(), Role::kCli));
  TRY_ASSIGN(opened.database, store::Database::Open(settings.sql, 1));
  return opened;
}

// Letters and digits that are hard to mistake for one another, in groups.
Text NewPassword() {
  constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string bytes(kPasswordLetters, '\0');
  RandomBytes(bytes.data(), bytes.size());
  std::string password;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0 && i % kGroup == 0) password += '-';
    password += kLetters[static_cast<unsigned char>(bytes[i]) % kLetters.size()];
  }
  return Text(std::move(password));
}

Result<Text> PasswordFromStdin() {
  std::string line;
  std::getline(std::cin, line);
  if (line.ends_with('\r')) line.pop_back();
  if (line.size() > kLongestPassword || !ValidUtf8(line) ||
      CharacterCount(line) < kShortestPassword)
    return Invalid("password on standard input: allowed: one line of 12 characters or more");
  return Text(std::move(line));
}

Result<Secrets> MakeSecrets(const Arguments& arguments) {
  Secrets secrets;
  secrets.generated = !arguments.password_stdin;
  secrets.seed = console::NewTotpSeed();
  if (secrets.generated) {
    secrets.password = NewPassword();
  } else {
    TRY_ASSIGN(secrets.password, PasswordFromStdin());
  }
  return secrets;
}

Status PrintSecrets(const Context& context, const std::string& name, const std::string& role,
                    const Secrets& secrets) {
  TRY_ASSIGN(const Text seed, console::TotpSeedText(secrets.seed));
  TRY_ASSIGN(const Text uri, console::TotpUri(name, secrets.seed));
  if (context.json) {
    nlohmann::json out = {
        {"name", name}, {"role", role}, {"totp_secret", seed.Reveal()}, {"totp_uri", uri.Reveal()}};
    if (secrets.generated) out["password"] = secrets.password.Reveal();
    std::cout << DumpJson(out) << "\n";
    return Unit{};
  }
  std::cout << "name         " << name << "\nrole         " << role << "\n";
  if (secrets.generated) std::cout << "password     " << secrets.password.Reveal() << "\n";
  std::cout
      << "totp secret  " << seed.Reveal() << "\ntotp uri     " << uri.Reveal()
      << "\nThis is shown once. Hand it over in person; the seed goes into an authenticator app.\n";
  return Unit{};
}

Status Add(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const Store opened, OpenStore(context));
  TRY_ASSIGN(const Secrets secrets, MakeSecrets(arguments));
  store::User user;
  user.name = arguments.name;
  user.role = arguments.role;
  TRY_ASSIGN(std::string hash, HashPassword(secrets.password.Reveal()));
  user.password_hash = Text(std::move(hash));
  user.totp_seed = secrets.seed;
  user.created_at = SystemClock().Now();
  const Status added = store::UserRecords(*opened.database, opened.keys).Add(user, kActor);
  if (!added && added.error().code == Code::kConflict) return Conflict("this user name is taken");
  if (!added) return added.error();
  return PrintSecrets(context, user.name, user.role, secrets);
}

// New password and seed; locks are cleared, open sessions end.
Status Reset(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const Store opened, OpenStore(context));
  store::UserRecords users(*opened.database, opened.keys);
  TRY_ASSIGN(const store::User user, users.Find(arguments.name));
  TRY_ASSIGN(const Secrets secrets, MakeSecrets(arguments));
  TRY_ASSIGN(std::string hash, HashPassword(secrets.password.Reveal()));
  const TimePoint now = SystemClock().Now();
  TRY(users.SetPassword(user.name, Text(std::move(hash)), kActor, now));
  TRY(users.SetTotp(user.name, secrets.seed, kActor, now));
  TRY(users.SetActive(user.name, true, kActor, now));
  TRY(users.Succeeded(user.name));
  TRY(users.RevokeAll(user.name, ""));  // last: also those that were opened in between
  return PrintSecrets(context, user.name, user.role, secrets);
}

Status Disable(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const Store opened, OpenStore(context));
  store::UserRecords users(*opened.database, opened.keys);
  TRY(users.SetActive(arguments.name, false, kActor, SystemClock().Now()));
  TRY(users.RevokeAll(arguments.name, ""));
  if (context.json)
    std::cout << DumpJson({{"name", arguments.name}, {"active", false}}) << "\n";
  else
    std::cout << arguments.name << " is disabled; all its sessions have ended\n";
  return Unit{};
}

Status List(const Context& context) {
  TRY_ASSIGN(const Store opened, OpenStore(context));
  TRY_ASSIGN(const auto users, store::UserRecords(*opened.database, opened.keys).List());
  const TimePoint now = SystemClock().Now();
  nlohmann::json out = nlohmann::json::array();
  for (const store::User& user : users) {
    const bool locked = user.locked_until && *user.locked_until > now;
    out.push_back({{"name", user.name},
                   {"role", user.role},
                   {"active", user.active},
                   {"locked", locked},
                   {"created_at", FormatTime(user.created_at)}});
    if (!context.json)
      std::printf("%-24s %-12s %s%s\n", user.name.c_str(), user.role.c_str(),
                  user.active ? "active" : "disabled", locked ? ", locked" : "");
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  return Unit{};
}

int CodeOf(const Status& status) {
  return status ? kDone : Fail(status.error());
}

void AddUserCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* user = app.add_subcommand("user", "Accounts of staff for the console");
  user->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  const auto name = [&arguments](CLI::App* command) {
    command->add_option("name", arguments->name, "1 to 64 letters, digits, . _ -")->required();
  };

  CLI::App* add =
      user->add_subcommand("add", "Add an account; prints its password and TOTP seed once");
  name(add);
  add->add_option("--role", arguments->role, "agent, supervisor (cases) or admin (no cases)")
      ->required()
      ->check(CLI::IsMember({"agent", "supervisor", "admin"}));
  add->add_flag("--password-stdin", arguments->password_stdin,
                "take the password from one line of standard input");
  add->callback([=, &context, &exit_code] { exit_code = CodeOf(Add(context, *arguments)); });

  CLI::App* reset =
      user->add_subcommand("reset", "New password and TOTP seed; unlocks, enables and signs out");
  name(reset);
  reset->add_flag("--password-stdin", arguments->password_stdin,
                  "take the password from one line of standard input");
  reset->callback([=, &context, &exit_code] { exit_code = CodeOf(Reset(context, *arguments)); });

  CLI::App* disable = user->add_subcommand("disable", "Disable an account and end its sessions");
  name(disable);
  disable->callback(
      [=, &context, &exit_code] { exit_code = CodeOf(Disable(context, *arguments)); });

  CLI::App* list = user->add_subcommand("list", "All accounts");
  list->callback([&context, &exit_code] { exit_code = CodeOf(List(context)); });
}

const RegisterCommand kRegistered("user", AddUserCommand);

}  // namespace
}  // namespace tipline::cli
