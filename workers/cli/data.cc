// tipline data publish [SOURCE…]: what flows can look up, from the records or config/data, to the
// gateways through Redis. A document that cannot be read is published nowhere.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/knowledge/knowledge.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/knowledge_published.h"
#include "workers/cli/data_source.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

struct Arguments {
  std::vector<std::string> sources;
  std::string dir = "config/data";
  bool dry_run = false;
};

struct Document {
  std::string source, from, text, hash;
  size_t rows = 0;
};

std::string HashOf(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a: names a content, protects nothing
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  char hex[17];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
  return hex;
}

// Nothing: there is neither a record nor a file of it.
Result<std::optional<Document>> Read(const std::string& source, CaseStore& opened,
                                     const std::string& dir) {
  Document document{source, "records", "", "", 0};
  if (const auto reader = DataSources().find(source); reader != DataSources().end()) {
    TRY_ASSIGN(const auto json, reader->second(opened));
    if (json) document.text = DumpJson(*json);
  }
  if (document.text.empty()) {
    document.from = dir + "/" + source + ".json";
    std::ifstream in(document.from, std::ios::binary);
    if (!in) return std::optional<Document>();
    std::ostringstream text;
    text << in.rdbuf();
    document.text = text.str();
  }
  const auto decoded = flows::DecodeSource(source, document.text);
  if (!decoded) return Invalid(document.from + ": " + decoded.error().message);
  document.rows = (*decoded)->size();
  document.hash = HashOf(document.text);
  return std::optional(std::move(document));
}

Result<std::vector<Document>> ReadAll(const Arguments& arguments, CaseStore& opened) {
  std::vector<std::string> names = arguments.sources;
  if (names.empty())
    for (const flows::SourceKind* kind : flows::SourceKinds())
      names.push_back(kind->name);
  std::vector<Document> documents;
  for (const std::string& name : names) {
    if (flows::FindSourceKind(name) == nullptr) {
      std::string allowed;
      for (const flows::SourceKind* kind : flows::SourceKinds())
        allowed += (allowed.empty() ? "" : ", ") + kind->name;
      return Invalid("no source called \"" + name + "\"; allowed: " + allowed);
    }
    TRY_ASSIGN(auto document, Read(name, opened, arguments.dir));
    if (document)
      documents.push_back(*std::move(document));
    else if (!arguments.sources.empty())
      return NotFound(name + ": nothing in the records, and no " + arguments.dir + "/" + name +
                      ".json");
  }
  return documents;
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
  TRY_ASSIGN(const auto documents, ReadAll(arguments, *opened));
  if (!arguments.dry_run) TRY(Put(opened->settings, documents));
  Json out = Json::array();
  for (const Document& one : documents) {
    out.push_back({{"source", one.source},
                   {"rows", one.rows},
                   {"hash", one.hash},
                   {"from", one.from},
                   {"published", !arguments.dry_run}});
    if (!context.json)
      std::printf("%-12s %6zu rows  %s  from %s%s\n", one.source.c_str(), one.rows,
                  one.hash.c_str(), one.from.c_str(),
                  arguments.dry_run ? ", would be published" : "");
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  return Unit{};
}

void AddDataCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("data", "What flows can look up: registers, lists, places");
  group->require_subcommand(1);
  CLI::App* publish = group->add_subcommand(
      "publish", "Hand it to the gateways: from the records, else config/data/SOURCE.json");
  const auto arguments = std::make_shared<Arguments>();
  publish->add_option("source", arguments->sources, "names (default: all that there are)");
  publish->add_option("--dir", arguments->dir, "folder of the files (config/data)");
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
