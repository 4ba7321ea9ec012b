// tipline directory: organisations and responders, from a file into SQL, and their phones' marks
// into Redis.
#include "gateway/store/records/directory.h"

#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/gate.h"
#include "workers/cli/case_store.h"
#include "workers/jobs/roles.h"

namespace tipline::cli {
namespace {

Status CheckChannels(const Directory& directory, const Settings& settings) {
  for (const Responder& responder : directory.responders) {
    if (!settings.channels.contains(responder.channel))
      return Invalid("directory: responder " + responder.id + ": no channel \"" +
                     responder.channel + "\" in the configuration");
  }
  return Unit{};
}

// Whose row cannot be read has a mark too, and their pseudonym can be read: it is enough for that.
Result<Directory> LoadForMarks(store::DirectoryRecords& records) {
  Directory unreadable;
  TRY_ASSIGN(Directory directory, records.Load(&unreadable));
  for (Responder& responder : unreadable.responders)
    directory.responders.push_back(std::move(responder));
  return directory;
}

Status Import(const Context& context, const std::string& file) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const Directory directory, store::ReadDirectoryFile(file, opened->keys));
  TRY(CheckChannels(directory, opened->settings));
  store::DirectoryRecords records(*opened->database, opened->keys);
  TRY_ASSIGN(const Directory before, LoadForMarks(records));
  TRY_ASSIGN(const store::DirectoryCounts counts,
             records.Import(directory, kCliActor, SystemClock().Now()));
  TRY_ASSIGN(const Directory after, LoadForMarks(records));
  store::Redis redis(store::RedisFor(opened->settings, "admin", "cli"));
  store::Contacts contacts(redis, opened->settings.partitions);
  workers::RoleMarks marks;
  // Without Redis now: a worker marks them when it starts.
  const Status marked = [&]() -> Status {
    TRY(marks.Sync(contacts, before));  // so that phones which are no longer in it lose their mark
    return marks.Sync(contacts, after);
  }();
  if (!marked)
    std::cerr << "tipline: phones are not marked in Redis yet: " << marked.error().message << "\n";
  if (context.json)
    std::cout << DumpJson({{"organisations", counts.organisations},
                           {"responders", counts.responders},
                           {"retired", counts.retired},
                           {"marked", marked.has_value()}})
              << "\n";
  else
    std::printf("%d organisations, %d responders, %d retired\n", counts.organisations,
                counts.responders, counts.retired);
  return Unit{};
}

nlohmann::json OrganisationJson(const Organisation& o, const Directory& directory) {
  nlohmann::json responders = nlohmann::json::array();
  for (const Responder& r : directory.responders) {
    if (r.organisation_id != o.id) continue;
    responders.push_back({{"id", r.id},
                          {"name", r.name},
                          {"channel", r.channel},
                          {"language", r.language},
                          {"order", r.order},
                          {"on_call_always", r.on_call_always},
                          {"active", r.active}});
  }
  return {{"id", o.id},
          {"name", o.name},
          {"type", o.type},
          {"services", o.services},
          {"areas", o.areas},
          {"languages", o.languages},
          {"active", o.active},
          {"verified", o.verified},
          {"agreement_until", o.agreement_until},
          {"responders", responders}};
}

// Never a number: those leave the vault only in a message on its way out.
Status List(const Context& context) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  Directory unreadable;
  TRY_ASSIGN(const Directory directory,
             store::DirectoryRecords(*opened->database, opened->keys).Load(&unreadable));
  for (const std::string& id : store::IdsOf(unreadable))
    std::fprintf(stderr, "%s: cannot be read; see tipline doctor\n", id.c_str());
  nlohmann::json out = nlohmann::json::array();
  for (const Organisation& o : directory.organisations) {
    out.push_back(OrganisationJson(o, directory));
    if (context.json) continue;
    std::printf("%-16s %s%s\n", o.id.c_str(), o.name.c_str(), o.active ? "" : "  (inactive)");
    for (const Responder& r : directory.responders) {
      if (r.organisation_id == o.id)
        std::printf("  %-14s %s, %s, %s%s\n", r.id.c_str(), r.name.c_str(), r.channel.c_str(),
                    r.language.c_str(), r.active ? "" : "  (inactive)");
    }
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  return Unit{};
}

void AddDirectoryCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group =
      app.add_subcommand("directory", "Organisations and responders who may be asked");
  group->require_subcommand(1);
  const auto file = std::make_shared<std::string>();
  CLI::App* import = group->add_subcommand(
      "import", "Take over a directory file; who is no longer in it turns inactive");
  import->add_option("file", *file, "JSON, see config/directory")->required();
  import->callback([=, &context, &exit_code] { exit_code = CodeOf(Import(context, *file));
});
CLI::App* list = group->add_subcommand("list", "Everyone in it; never their numbers");
list->callback([&context, &exit_code] { exit_code = CodeOf(List(context)); });
}  // namespace

const RegisterCommand kRegistered("directory", AddDirectoryCommand);

}  // namespace tipline::cli
}  // namespace tipline::cli
