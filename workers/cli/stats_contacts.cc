// tipline stats contacts: what kind every contact was, cases or not, out of the counters in Redis.
#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/cases/disposition.h"
#include "gateway/base/settings.h"
#include "gateway/store/connect.h"
#include "gateway/store/funnel.h"
#include "workers/cli/case_store.h"
#include "workers/cli/stats.h"

namespace tipline::cli {
namespace {

Status ShowContacts(const Context& context) {
  TRY_ASSIGN(const Settings settings, LoadSettings(context.config_file));
  store::Redis redis(store::RedisFor(settings, "admin", "cli"));
  TRY_ASSIGN(const auto counts, store::ReadContacts(redis, settings.partitions));
  TRY_ASSIGN(const int64_t open, store::CountOpenConversations(redis));
  const auto all = counts.All(open);
  int64_t substantive = 0;
  for (const auto& [disposition, times] : all)
    if (flows::IsSubstantive(disposition)) substantive += times;
  const int64_t contacts = counts.begun + counts.missed_calls;
  if (context.json) {
    std::cout << DumpJson({{"contacts", contacts},
                           {"open", open},
                           {"substantive", substantive},
                           {"by_disposition", all}})
              << "\n";
    return Unit{};
  }
  std::printf("contacts %lld, open now %lld, to act on %lld\n", static_cast<long long>(contacts),
              static_cast<long long>(open), static_cast<long long>(substantive));
  for (const flows::Disposition& one : flows::DispositionTable())
    if (const auto found = all.find(one.code); found != all.end())
      std::printf("  %-14s %9lld\n", one.code, static_cast<long long>(found->second));
  return Unit{};
}

}  // namespace

void AddStatsContacts(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* contacts = group.add_subcommand(
      "contacts", "What kind each contact was: request, tip, information, hang-up, silent, test");
  contacts->callback([&context, &exit_code] { exit_code = CodeOf(ShowContacts(context)); });
}

}  // namespace tipline::cli
