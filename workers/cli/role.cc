// tipline role: codes for verified roles (teacher, nurse, …, facilitator), who has one, and taking
// one back. The code is shown once, here. Tests: tests/e2e/professional_test.cc
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/knowledge/rows.h"
#include "gateway/base/ids.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/records/directory.h"
#include "gateway/store/records/roles.h"
#include "workers/cli/case_store.h"
#include "workers/jobs/verified.h"

namespace tipline::cli {
namespace {

using nlohmann::json;
using store::VerifiedRole;

constexpr int kDefaultDays = 14;
constexpr int kMostDays = 90;

struct Arguments {
  VerifiedRole role;
  int days = kDefaultDays;
};

// Ten digits, of which the first is no 0: as those of cases are.
Secret<std::string> NewCode() {
  uint64_t drawn = 0;
  RandomBytes(&drawn, sizeof drawn);
  constexpr uint64_t kFrom = 1'000'000'000, kCodes = 9'000'000'000;
  return Secret(std::to_string(kFrom + drawn % kCodes));
}

json JsonOf(const VerifiedRole& one, TimePoint now) {
  return {{"id", one.id},
          {"role", one.role},
          {"country", one.country},
          {"district", one.district},
          {"name", one.name},
          {"supervisor", one.supervisor},
          {"state", store::RoleState(one, now)},
          {"made_at", FormatTime(one.made_at)},
          {"expires_at", FormatTime(one.expires_at)},
          {"joined_at", one.joined_at ? json(FormatTime(*one.joined_at)) : json(nullptr)}};
}

Status Check(const VerifiedRole& role) {
  if (role.country.size() != 2 || !flows::IsPlaceCode(role.country))
    return Invalid("--country: a country by ISO 3166, such as KE");
  if (role.role != store::kFacilitator) {
    if (role.own.empty() && role.supervisor.empty()) return Unit{};
    return Invalid("--own and --supervisor are for facilitators");
  }
  if (role.district.empty()) return Invalid("--district: a facilitator needs one");
  if (role.supervisor.empty())
    return Invalid("--supervisor: whom reports about a facilitator's own people are kept from");
  return Unit{};
}

// One that is not in the directory would be kept from nothing.
Status CheckSupervisor(const CaseStore& opened, const VerifiedRole& role) {
  if (role.supervisor.empty()) return Unit{};
  TRY_ASSIGN(const Directory directory,
             store::DirectoryRecords(*opened.database, opened.keys).Load());
  const auto known =
      std::any_of(directory.organisations.begin(), directory.organisations.end(),
                  [&](const Organisation& one) { return one.id == role.supervisor; });
  return known ? Status(Unit{}) : Invalid("--supervisor: no such organisation in the directory");
}

Status Enrol(const Context& context, Arguments arguments) {
  VerifiedRole& role = arguments.role;
  TRY(Check(role));
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY(CheckSupervisor(*opened, role));
  const TimePoint now = SystemClock().Now();
  role.id = NewUlid(now);
  role.made_at = now;
  role.expires_at = now + std::chrono::days(arguments.days);
  const Secret<std::string> code = NewCode();
  TRY(store::VerifiedRoles(*opened->database, opened->keys).Add(role, code, kCliActor));
  if (context.json) {
    json out = JsonOf(role, now);
    out["code"] = code.Reveal();
    std::cout << DumpJson(out) << "\n";
    return Unit{};
  }
  std::printf(
      "id    %s\ncode  %s\nThis is shown once, and works once, until %s. Whoever sends JOIN %s has"
      " the role: hand it over in person.\n",
      role.id.c_str(), code.Reveal().c_str(), FormatTime(role.expires_at).substr(0, 10).c_str(),
      code.Reveal().c_str());
  return Unit{};
}

Status List(const Context& context) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const auto all, store::VerifiedRoles(*opened->database, opened->keys).List());
  const TimePoint now = SystemClock().Now();
  json out = json::array();
  for (const VerifiedRole& one : all) {
    out.push_back(JsonOf(one, now));
    if (!context.json)
      std::printf("%s  %-16s %s  %-10s %s%s%s\n", one.id.c_str(), one.role.c_str(),
                  one.country.c_str(), store::RoleState(one, now), one.name.c_str(),
                  one.district.empty() ? "" : ", ", one.district.c_str());
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  return Unit{};
}

Status Withdraw(const Context& context, const std::string& id) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const TimePoint now = SystemClock().Now();
  TRY_ASSIGN(VerifiedRole role,
             store::VerifiedRoles(*opened->database, opened->keys).Withdraw(id, kCliActor, now));
  role.withdrawn_at = now;
  store::Redis redis(store::RedisFor(opened->settings, "admin", "cli"));
  store::Contacts contacts(redis, opened->settings.partitions);
  const Status marked = workers::MarkVerified(contacts, role);
  // A worker does it within three minutes.
  if (!marked)
    std::cerr << "tipline: the phone is still marked in Redis: " << marked.error().message << "\n";
  if (context.json)
    std::cout << DumpJson({{"id", id}, {"state", "withdrawn"}, {"marked", marked.has_value()}})
              << "\n";
  else
    std::printf("%s is withdrawn\n", id.c_str());
  return Unit{};
}

void AddRoleCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("role", "Professionals and facilitators who were verified");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  VerifiedRole& role = arguments->role;
  CLI::App* enrol =
      group->add_subcommand("enrol", "Make a code that gives one phone a role; shown once");
  enrol->add_option("role", role.role, "which one")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>(store::kRoles.begin(), store::kRoles.end())));
  enrol->add_option("--country", role.country, "ISO 3166, such as KE")->required();
  enrol->add_option("--district", role.district, "where they work");
  enrol->add_option("--name", role.name, "for staff; kept sealed");
  enrol->add_option("--own", role.own,
                    "facilitators: a name of the household, employer or patron; may be repeated");
  enrol->add_option("--supervisor", role.supervisor,
                    "facilitators, required: organisation of the directory that supervises the"
                    " district");
  enrol->add_option("--days", arguments->days, "how long the code can be used (14)")
      ->check(CLI::Range(1, kMostDays));
  enrol->callback([=, &context, &exit_code] { exit_code = CodeOf(Enrol(context, *arguments)); });
  CLI::App* list = group->add_subcommand("list", "All of them, and how they stand");
  list->callback([&context, &exit_code] { exit_code = CodeOf(List(context)); });
  const auto id = std::make_shared<std::string>();
  CLI::App* withdraw = group->add_subcommand("withdraw", "Take a role, or a code, back at once");
  withdraw->add_option("id", *id, "of the list")->required();
  withdraw->callback([=, &context, &exit_code] { exit_code = CodeOf(Withdraw(context, *id)); });
}

const RegisterCommand kRegistered("role", AddRoleCommand);

}  // namespace
}  // namespace tipline::cli
