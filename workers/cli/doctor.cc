// tipline doctor: what is wrong with this installation; and the dead letters, which only a person
// may decide on.
#include <algorithm>
#include <charconv>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/streams.h"
#include "workers/cli/command.h"
#include "workers/cli/doctor_checks.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

constexpr int kLettersShown = 1000;
constexpr int kLettersAtOnce = 500;  // of --retry all; also how often it says how far it is

constexpr const char* kAll = "all";

struct Arguments {
  bool dead = false;
  std::string retry, drop;
};

void Print(const std::vector<Finding>& findings, bool json) {
  if (json) {
    Json list = Json::array();
    for (const Finding& one : findings) {
      list.push_back({{"name", one.name}, {"state", StateName(one.state)}, {"detail", one.detail}});
      if (const auto facts = ParseJson(one.facts)) list.back()["channel"] = *facts;
    }
    std::cout << DumpJsonIndented(list) << "\n";
    return;
  }
  size_t width = 0;
  for (const Finding& one : findings)
    width = std::max(width, one.name.size());
  for (const Finding& one : findings) {
    std::string state = StateName(one.state);
    state.resize(6, ' ');
    std::cout << state << one.name << std::string(width + 2 - one.name.size(), ' ') << one.detail
              << "\n";
  }
}

int Examine(const Context& context, const Settings& settings, store::Redis& redis) {
  const auto findings = CheckAll(settings, redis, SystemClock().Now());
  Print(findings, context.json);
  int code = kDone;
  for (const Finding& one : findings) {
    if (one.unreachable) return kUnreachable;
    if (one.state == Finding::State::kFail) code = kNo;
  }
  return code;
}

// PARTITION:ENTRY, as --dead prints it.
std::string IdOf(const store::DeadLetter& letter) {
  return std::to_string(letter.partition) + ":" + letter.entry;
}

std::optional<std::pair<int, std::string>> ReadId(const std::string& id) {
  const size_t colon = id.find(':');
  if (colon == std::string::npos || colon + 1 == id.size()) return std::nullopt;
  int partition = 0;
  const auto [end, failure] = std::from_chars(id.data(), id.data() + colon, partition);
  if (failure != std::errc() || end != id.data() + colon || partition < 0) return std::nullopt;
  return std::pair(partition, id.substr(colon + 1));
}

// Never the words: they are sealed, and this is for whoever runs the service.
int ListDead(const Context& context, store::Streams& streams) {
  const auto letters = streams.DeadLetters(kLettersShown);
  if (!letters) return Fail(letters.error());
  Json list = Json::array();
  for (const auto& one : *letters) {
    if (context.json)
      list.push_back({{"id", IdOf(one)},
                      {"stream", one.stream},
                      {"kind", one.kind},
                      {"entry_id", one.id},
                      {"error", one.error},
                      {"attempts", one.attempts},
                      {"buried_at", FormatTime(one.buried_at())}});
    else
      std::cout << IdOf(one) << "  " << FormatTime(one.buried_at()) << "  " << one.stream << "/"
                << one.kind << "  " << one.id << "  " << one.error << "  after " << one.attempts
                << " attempts\n";
  }
  if (context.json) std::cout << DumpJsonIndented(list) << "\n";
  if (!context.json && letters->empty()) std::cout << "no dead letters\n";
  return letters->empty() ? kDone : kNo;
}

// Back into their streams, oldest first. No more than there are now: what is given up again
// meanwhile must not go round and round.
int RetryAll(const Context& context, store::Streams& streams) {
  const auto total = streams.DeadCount();
  if (!total) return Fail(total.error());
  int64_t moved = 0;
  std::set<std::string> stuck;  // somebody else decided meanwhile, or of no stream that we know
  const auto tried = [&] { return moved + static_cast<int64_t>(stuck.size()); };
  Status failed = Unit{};
  while (failed && tried() < *total) {
    const auto letters = streams.DeadLetters(kLettersAtOnce + static_cast<int>(stuck.size()));
    if (!letters) failed = letters.error();
    const int64_t before = tried();
    for (size_t i = 0; failed && i < letters->size() && tried() < *total; ++i) {
      const store::DeadLetter& letter = (*letters)[i];
      if (stuck.contains(IdOf(letter))) continue;
      const Status done = streams.Retry(letter.partition, letter.entry);
      if (done)
        ++moved;
      else if (done.error().code == Code::kNotFound)
        stuck.insert(IdOf(letter));
      else
        failed = done.error();
    }
    if (tried() == before) break;
    std::cerr << tried() << " of " << *total << "\n";
  }
  if (context.json)
    std::cout << DumpJsonIndented({{"retried", moved}, {"left", *total - moved}}) << "\n";
  else
    std::cout << moved << " of " << *total << " back in their streams\n";
  if (!failed) return Fail(failed.error());
  return moved == *total ? kDone : kNo;
}

int Decide(const Context& context, store::Streams& streams, const Settings& settings,
           const Arguments& arguments) {
  if (arguments.retry == kAll) return RetryAll(context, streams);
  const bool retry = !arguments.retry.empty();
  const auto id = ReadId(retry ? arguments.retry : arguments.drop);
  if (!id || id->first >= settings.partitions)
    return Fail(
        Invalid("not the id of a dead letter; allowed: PARTITION:ENTRY, as tipline doctor --dead "
                "prints it"));
  const Status done =
      retry ? streams.Retry(id->first, id->second) : streams.Drop(id->first, id->second);
  if (!done) return Fail(done.error());
  const char* what = retry ? "back in its stream" : "dropped";
  if (context.json)
    std::cout << DumpJsonIndented(
                     {{"id", retry ? arguments.retry : arguments.drop}, {"result", what}})
              << "\n";
  else
    std::cout << what << "\n";
  return kDone;
}

int Doctor(const Context& context, const Arguments& arguments) {
  const auto settings = LoadSettings(context.config_file);
  if (!settings) return Fail(settings.error());
  store::Redis redis(store::RedisFor(*settings, "admin", "doctor"));
  if (!arguments.dead && arguments.retry.empty() && arguments.drop.empty())
    return Examine(context, *settings, redis);
  store::Streams streams(redis, settings->partitions, "doctor");
  if (arguments.dead) return ListDead(context, streams);
  return Decide(context, streams, *settings, arguments);
}

void Add(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* doctor = app.add_subcommand("doctor", "Look for what is wrong with this installation");
  auto arguments = std::make_shared<Arguments>();
  auto* dead = doctor->add_flag("--dead", arguments->dead, "List the messages that were given up");
  auto* retry =
      doctor
          ->add_option("--retry", arguments->retry,
                       "Put a dead letter, or all of them, back into the stream it came from")
          ->type_name("ID|all");
  auto* drop = doctor->add_option("--drop", arguments->drop, "Remove a dead letter for good")
                   ->type_name("ID");
  dead->excludes(retry)->excludes(drop);
  retry->excludes(drop);
  doctor->footer(
      "Exit codes: 0 all is well (warnings aside), 1 something failed or there are dead letters,\n"
      "3 Redis or the database does not answer.");
  doctor->callback([&, arguments] { exit_code = Doctor(context, *arguments); });
}

const RegisterCommand kRegistered("doctor", Add);

}  // namespace
}  // namespace tipline::cli
