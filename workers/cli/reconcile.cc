// tipline reconcile: proves that every webhook that was taken is a step of a conversation, a case
// (an answer, a report), still waiting, or a dead letter.
#include "gateway/store/reconcile.h"

#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/settings.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/records/tip_counts.h"
#include "workers/cli/case_store.h"
#include "workers/cli/command.h"
#include "workers/cli/reconcile.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookEvery{200};
constexpr int kLongestWait = 24 * 3600;  // seconds

struct Arguments {
  int wait = 0;  // seconds; 0: does not wait
  bool accept = false;
};

void Print(const std::string& what, int64_t count) {
  std::string line = what;
  line.resize(std::max<size_t>(line.size() + 1, 40), ' ');
  std::cout << line << count << "\n";
}

void PrintKinds(const std::string& before, const Json& kinds) {
  for (const auto& [kind, count] : kinds.items())
    Print(before + kind, count.get<int64_t>());
}

void PrintText(const Json& books) {
  Print("webhooks taken", books["taken"]);
  Print("  steps of conversations", books["steps"]);
  Print("  turns that filed", books["filed"]);
  PrintKinds("  outside of a turn: ", books["appended"]);
  Print("entries for the workers", books["entries"]);
  PrintKinds("  done: ", books["done"]);
  Print("  waiting", books["waiting"]);
  Print("dead letters", books["dead"]);
  Print("  buried ever", books["buried"]);
  Print("  put back", books["retried"]);
  Print("  dropped", books["dropped"]);
  Print("messages out, waiting", books["outbound_waiting"]);
  if (!books["spooled"].is_null()) Print("in the spool", books["spooled"]);
  if (!books["sql_tips"].is_null()) Print("tips in SQL", books["sql_tips"]);
  for (const Json& check : books["checks"]) {
    const bool ok = check["ok"];
    std::cout << (ok ? "ok    " : "fail  ") << check["name"].get<std::string>() << ": "
              << check["left"] << (ok ? " = " : " is not ") << check["right"] << "; "
              << check["meaning"].get<std::string>() << "\n";
  }
}

Result<store::Books> ReadNow(const Settings& settings, store::Redis& redis,
                             store::Database& database) {
  return store::Reconcile(redis, settings.partitions, &database, settings.SpoolDir());
}

int64_t StillWaiting(const store::Books& books) {
  int64_t waiting = books.spool ? static_cast<int64_t>(books.spool->waiting) : 0;
  for (const store::PartitionBooks& one : books.partitions)
    waiting += one.tips.waiting;
  return waiting;
}

// Redis may be starting again just now: that is waited for as well.
Result<store::Books> ReadWhenDone(const Settings& settings, store::Redis& redis,
                                  store::Database& database, int seconds) {
  const auto end = steady_clock::now() + std::chrono::seconds(seconds);
  for (;;) {
    auto books = ReadNow(settings, redis, database);
    const bool again = books ? StillWaiting(*books) > 0 : books.error().code == Code::kUnavailable;
    if (!again || steady_clock::now() >= end) {
      if (books && seconds > 0) books->checks.push_back(NothingWaits(StillWaiting(*books)));
      return books;
    }
    std::this_thread::sleep_for(kLookEvery);
  }
}

// A database that is not there yet must not be made by who only looks.
Result<std::unique_ptr<store::Database>> OpenExisting(const Settings& settings) {
  constexpr std::string_view kLite = "sqlite:";
  if (settings.sql.starts_with(kLite) &&
      !std::filesystem::exists(settings.sql.substr(kLite.size())))
    return Unavailable("no database yet; tipline-worker makes it");
  return store::Database::Open(settings.sql, 1);
}

Status Accept(const Settings& settings, store::Redis& redis, store::Database& database) {
  TRY_ASSIGN(const std::string accepted, store::AcceptBooks(redis, settings.partitions, database));
  return store::RecordAccepted(database, SystemClock().Now(), kCliActor, accepted);
}

int Run(const Context& context, const Arguments& arguments) {
  const auto settings = LoadSettings(context.config_file);
  if (!settings) return Fail(settings.error());
  store::Redis redis(store::RedisFor(*settings, "admin", "reconcile"));
  const auto database = OpenExisting(*settings);
  if (!database) return Fail(database.error());
  auto books = ReadWhenDone(*settings, redis, **database, arguments.wait);
  if (!books) return Fail(books.error());
  if (arguments.accept) {
    const Status accepted = Accept(*settings, redis, **database);
    if (!accepted) return Fail(accepted.error());
    books = ReadNow(*settings, redis, **database);
    if (!books) return Fail(books.error());
  }
  const Json out = BooksJson(*books);
  if (context.json)
    std::cout << DumpJsonIndented(out) << "\n";
  else
    PrintText(out);
  return books->ok() ? kDone : kNo;
}

void Add(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* reconcile =
      app.add_subcommand("reconcile", "Prove that no message that was taken went missing");
  auto arguments = std::make_shared<Arguments>();
  reconcile
      ->add_option("--wait", arguments->wait,
                   "First wait, so many seconds at most, until no tip waits and the spool is empty")
      ->type_name("SECONDS")
      ->check(CLI::Range(0, kLongestWait));
  reconcile->add_flag("--accept", arguments->accept,
                      "What does not add up is explained: begin the books anew (kept in the audit "
                      "trail)");
  reconcile->footer(
      "May run while traffic goes on. Exit codes: 0 everything adds up, 1 something does not,\n"
      "3 Redis or the database does not answer.");
  reconcile->callback([&, arguments] { exit_code = Run(context, *arguments); });
}

const RegisterCommand kRegistered("reconcile", Add);

}  // namespace
}  // namespace tipline::cli
