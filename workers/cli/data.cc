// tipline data publish [SOURCE…]: what flows can look up, from the records, to the gateways through
// Redis. Files are examples: they go out in the sandbox, elsewhere only from a folder that somebody
// names. A source without records stays published as it is until --empty takes it back. A document
// that cannot be read is published nowhere.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/knowledge/knowledge.h"
#include "flows/knowledge/service_rows.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/knowledge_published.h"
#include "workers/cli/data_source.h"
#include "workers/cli/needs.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

struct Arguments {
  std::vector<std::string> sources, empty;
  std::string dir, needs;
  bool dry_run = false;
};

struct Document {
  std::string source, from, text, hash;  // no text: the source is taken back
  size_t rows = 0;
};

struct ToPublish {
  std::vector<Document> documents;
  std::vector<std::string> not_filled;
};

std::string HashOf(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a: names a content, protects nothing
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  char hex[17];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
  return hex;
}

// What needs.json hides is hidden, whatever it was when a table was imported.
Status CheckHidden(const Document& document, const Settings& settings, const std::string& needs) {
  const auto beside = std::filesystem::path(settings.flows_dir).parent_path() / "data/needs.json";
  TRY_ASSIGN(const NeedLists lists, ReadNeeds(needs.empty() ? beside.string() : needs));
  TRY_ASSIGN(const Json json, ParseJson(document.text));
  TRY_ASSIGN(const auto rows, flows::ReadServices(json));
  for (const flows::ServiceRow& row : rows)
    if ((!row.place.empty() || !row.note.empty()) && HidesPlace(lists, row.needs))
      return Invalid(document.from + ": service " + row.id +
                     ": no place and no note with its needs: where it is must not be public");
  return Unit{};
}

// Nothing: there is neither a record nor a file of it. `dir` empty: no file is looked for.
Result<std::optional<Document>> Read(const std::string& source, CaseStore& opened,
                                     const std::string& dir, const std::string& needs = {}) {
  Document document{source, "records", "", "", 0};
  if (const auto reader = DataSources().find(source); reader != DataSources().end()) {
    TRY_ASSIGN(const auto json, reader->second(opened));
    if (json) document.text = DumpJson(*json);
  }
  if (document.text.empty()) {
    if (dir.empty()) return std::optional<Document>();
    document.from = dir + "/" + source + ".json";
    std::ifstream in(document.from, std::ios::binary);
    if (!in) return std::optional<Document>();
    std::ostringstream text;
    text << in.rdbuf();
    document.text = text.str();
  }
  const auto decoded = flows::DecodeSource(source, document.text);
  if (!decoded) return Invalid(document.from + ": " + decoded.error().message);
  if (source == "services") TRY(CheckHidden(document, opened.settings, needs));
  document.rows = (*decoded)->size();
  document.hash = HashOf(document.text);
  return std::optional(std::move(document));
}

Status CheckNames(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (flows::FindSourceKind(name) != nullptr) continue;
    std::string allowed;
    for (const flows::SourceKind* kind : flows::SourceKinds())
      allowed += (allowed.empty() ? "" : ", ") + kind->name;
    return Invalid("no source called \"" + name + "\"; allowed: " + allowed);
  }
  return Unit{};
}

std::string WhyNotFilled(const std::string& name, const std::string& dir) {
  const std::string no_file =
      dir.empty() ? ", and no --dir with a file of it" : ", and no " + dir + "/" + name + ".json";
  return name + ": nothing in the records" + no_file + "; what is published stays (--empty " +
         name + " takes it back)";
}

Result<ToPublish> ReadAll(const Arguments& arguments, CaseStore& opened) {
  TRY(CheckNames(arguments.sources));
  TRY(CheckNames(arguments.empty));
  const bool examples = arguments.dir.empty() && opened.settings.sandbox;
  const std::string dir = examples ? "config/data" : arguments.dir;
  std::vector<std::string> names = arguments.sources;
  if (names.empty() && arguments.empty.empty())
    for (const flows::SourceKind* kind : flows::SourceKinds())
      names.push_back(kind->name);
  ToPublish out;
  for (const std::string& name : arguments.empty)
    out.documents.push_back({name, "nothing", "", store::kNothingPublished, 0});
  for (const std::string& name : names) {
    TRY_ASSIGN(auto document, Read(name, opened, dir, arguments.needs));
    if (document)
      out.documents.push_back(*std::move(document));
    else if (arguments.sources.empty())
      out.not_filled.push_back(name);
    else
      return NotFound(WhyNotFilled(name, dir));
  }
  return out;
}

Status Put(const Settings& settings, const std::vector<Document>& documents) {
  store::Redis redis(store::RedisFor(settings, "admin", "cli"));
  TRY(store::CheckServer(redis, settings.redis_unsafe));
  for (const Document& one : documents) {
    TRY_ASSIGN(auto reply, redis.Run(store::PublishedKnowledge::PutCommand(
                               one.source, one.hash, one.text, SystemClock().Now())));
    if (reply.view().is_error()) return store::ErrorOf(reply.view());
  }
  return Unit{};
}

}  // namespace

Status PublishSource(CaseStore& opened, const std::string& source) {
  TRY_ASSIGN(auto document, Read(source, opened, ""));
  if (!document) return NotFound(source + ": nothing to publish");
  return Put(opened.settings, {*std::move(document)});
}

namespace {

Status Publish(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const ToPublish all, ReadAll(arguments, *opened));
  if (!arguments.dry_run) TRY(Put(opened->settings, all.documents));
  Json out = Json::array();
  for (const Document& one : all.documents) {
    out.push_back({{"source", one.source},
                   {"rows", one.rows},
                   {"hash", one.hash},
                   {"from", one.from},
                   {"filled", !one.text.empty()},
                   {"published", !arguments.dry_run}});
    if (!context.json)
      std::printf("%-12s %6zu rows  %s  from %s%s\n", one.source.c_str(), one.rows,
                  one.hash.c_str(), one.from.c_str(),
                  arguments.dry_run ? ", would be published" : "");
  }
  for (const std::string& source : all.not_filled) {
    out.push_back({{"source", source}, {"filled", false}, {"published", false}});
    if (!context.json) std::printf("%-12s not filled; what is published stays\n", source.c_str());
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  return Unit{};
}

void AddDataCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("data", "What flows can look up: registers, lists, places");
  group->require_subcommand(1);
  CLI::App* publish = group->add_subcommand(
      "publish", "Hand it to the gateways: from the records, else DIR/SOURCE.json");
  const auto arguments = std::make_shared<Arguments>();
  publish->add_option("source", arguments->sources, "names (default: all that there are)");
  publish->add_option("--dir", arguments->dir,
                      "folder of files for what the records do not have (only in the sandbox:"
                      " config/data, which is invented)");
  publish->add_option("--empty", arguments->empty,
                      "sources of which nothing is published any more");
  publish->add_option("--needs", arguments->needs,
                      "the lists of needs (data/needs.json beside the folder of flows)");
  publish->add_flag("--dry-run", arguments->dry_run, "only say what would be published");
  publish->callback(
      [=, &context, &exit_code] { exit_code = CodeOf(Publish(context, *arguments)); });
}

const RegisterCommand kRegistered("data", AddDataCommand);

}  // namespace

std::map<std::string, ReadData>& DataSources() {
  static std::map<std::string, ReadData> sources;
  return sources;
}

RegisterDataSource::RegisterDataSource(const char* source, ReadData read) {
  DataSources().emplace(source, std::move(read));
}

}  // namespace tipline::cli
