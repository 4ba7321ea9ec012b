#include "gateway/store/live/gate.h"

#include <array>
#include <string>
#include <string_view>

namespace tipline::store {

std::string_view Embedded(std::string_view path);  // ops/cmake/embed.cmake

namespace {

struct Library {
  const char* name;
  const char* file;
};
constexpr std::array<Library, 7> kLibraries = {{
    {"tipline_conversations_v1", "gateway/store/live/conversations.lua"},
    {"tipline_streams_v1", "gateway/store/live/streams.lua"},
    {"tipline_timers_v1", "gateway/store/live/timers.lua"},
    {"tipline_flows_v1", "gateway/store/live/flows.lua"},
    {"tipline_ledger_v1", "gateway/store/live/ledger.lua"},
    {"tipline_parts_v1", "gateway/store/live/parts.lua"},
    {"tipline_rates_v1", "gateway/store/live/rates.lua"},
}};

struct Setting {
  const char* name;
  const char* allowed;
};
constexpr std::array<Setting, 4> kSettings = {{
    {"appendonly", "yes"},
    {"appendfsync", "always"},
    {"no-appendfsync-on-rewrite",
     "no"},  // "yes" skips the fsync while the file is rewritten, even with "always"
    {"maxmemory-policy", "noeviction"},
}};

Status CheckSettings(Redis& redis) {
  Command command = {"CONFIG", "GET"};
  for (const Setting& setting : kSettings)
    command.emplace_back(setting.name);
  TRY_ASSIGN(const OwnedReply reply, redis.Run(command));
  for (const Setting& setting : kSettings) {
    std::string found = "nothing";
    for (size_t i = 0; i + 1 < reply->size(); i += 2)
      if (reply.view()[i].text() == setting.name) found = reply.view()[i + 1].text();
    if (found != setting.allowed)
      return Invalid(std::string("redis: ") + setting.name + " is \"" + found + "\"; allowed: \"" +
                     setting.allowed + "\", or messages could be lost");
  }
  return Unit{};
}

Status LoadLibrary(Redis& redis, const Library& library) {
  const std::string code(Embedded(library.file));
  if (code.empty()) return Internal(std::string(library.file) + " is not in this program");
  TRY_ASSIGN(const OwnedReply listed,
             redis.Run({"FUNCTION", "LIST", "LIBRARYNAME", library.name, "WITHCODE"}));
  const Reply found = listed.view()[0];
  for (size_t i = 0; i + 1 < found.size(); i += 2)
    if (found[i].text() == "library_code" && found[i + 1].text() == code) return Unit{};
  const auto loaded = redis.Run({"FUNCTION", "LOAD", "REPLACE", code});
  if (loaded) return Unit{};
  if (loaded.error().code == Code::kDenied)
    return Unavailable(
        std::string("redis: the functions ") + library.name +
        " are not loaded, and this user may not load them; the worker does when it starts");
  return loaded.error();
}

}  // namespace

Status LoadFunctions(Redis& redis) {
  for (const Library& library : kLibraries)
    TRY(LoadLibrary(redis, library));
  return Unit{};
}

Status CheckServer(Redis& redis, bool unsafe) {
  if (!unsafe) TRY(CheckSettings(redis));
  return LoadFunctions(redis);
}

}  // namespace tipline::store
