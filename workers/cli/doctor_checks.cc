#include "workers/cli/doctor_checks.h"

#include <filesystem>
#include <memory>
#include <utility>

#include <sys/statvfs.h>

#include "gateway/base/covers.h"
#include "gateway/base/crypto.h"
#include "gateway/base/keys.h"
#include "gateway/store/live/flows_published.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/streams.h"
#include "gateway/store/reconcile.h"
#include "gateway/store/records/directory.h"
#include "gateway/store/records/sql.h"
#include "workers/cli/doctor_channels.h"
#include "workers/jobs/retention_chores.h"

namespace tipline::cli {
namespace {

namespace fs = std::filesystem;
using State = Finding::State;

Finding Failed(std::string name, const Error& error) {
  return {std::move(name), State::kFail, error.message, error.code == Code::kUnavailable};
}

std::string Seconds(Millis time) {
  return std::to_string(time.count() / 1000) + " s";
}

std::string Megabytes(uint64_t bytes) {
  return std::to_string(bytes >> 20) + " MiB";
}

Finding CheckStream(const store::StreamCounts& counts, TimePoint now) {
  Finding finding{"stream " + counts.stream, State::kOk, "", false};
  finding.detail = std::to_string(counts.lag) + " new, " + std::to_string(counts.pending) +
                   " at work, " + std::to_string(counts.appended) + " ever";
  if (counts.oldest_ms == 0) return finding;
  const Millis age = now - FromMillis(counts.oldest_ms);
  finding.detail += "; the oldest waits " + Seconds(age);
  if (age >= kTipWaitsWarn) finding.state = State::kWarn;
  if (age >= kTipWaitsFail) finding.state = State::kFail;
  if (finding.state != State::kOk) finding.detail += "; is tipline-worker running?";
  return finding;
}

std::vector<Finding> CheckStreams(const Settings& settings, store::Redis& redis, TimePoint now) {
  store::Streams streams(redis, settings.partitions, "doctor");
  std::vector<Finding> findings;
  const auto counts = streams.Counts();
  if (!counts) return {Failed("streams", counts.error())};
  for (const auto& one : *counts)
    findings.push_back(CheckStream(one, now));
  const auto dead = streams.DeadCount();
  if (!dead) {
    findings.push_back(Failed("dead letters", dead.error()));
    return findings;
  }
  Finding letters{"dead letters", State::kOk, "none", false};
  if (*dead > 0) {
    letters.state = State::kFail;
    letters.detail = std::to_string(*dead) +
                     "; see tipline doctor --dead, then --retry ID, --retry all or --drop ID";
  }
  findings.push_back(std::move(letters));
  return findings;
}

std::vector<Finding> CheckFlows(const Settings& settings, store::Redis& redis) {
  std::vector<Finding> findings;
  for (const std::string& flow : settings.Bundles()) {
    const std::string name = "flow " + flow;
    const auto reply = redis.Run(store::PublishedFlows::LatestCommand(flow));
    if (!reply) {
      findings.push_back(Failed(name, reply.error()));
      continue;
    }
    const auto latest = store::PublishedFlows::ReadLatest(reply->view());
    if (latest)
      findings.push_back({name, State::kOk, "version " + std::to_string(*latest), false});
    else
      findings.push_back({name, State::kFail, "not published; run: tipline flow publish", false});
  }
  return findings;
}

}  // namespace

const char* StateName(State state) {
  if (state == State::kOk) return "ok";
  return state == State::kWarn ? "warn" : "fail";
}

std::vector<Finding> CheckKeys(const Settings& settings) {
  std::vector<Finding> findings;
  for (const KeyFile& file : ListKeys(settings.KeysDir())) {
    Finding finding{"key " + file.name, State::kOk, file.fingerprint, false};
    if (!file.there)  // the machine of a gateway holds no private keys
      finding = {finding.name, State::kWarn,
                 "not on this machine; if it should be: tipline keys generate", false};
    else if (file.too_open)
      finding = {finding.name, State::kFail, "others can read it; chmod 600", false};
    else if (!file.readable)
      finding = {finding.name, State::kFail, "no key in it; bring back the copy", false};
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<Finding> CheckRedis(const Settings& settings, store::Redis& redis, TimePoint now) {
  const Status server = store::CheckServer(redis, false);
  std::vector<Finding> findings;
  if (server) {
    findings.push_back({"redis", State::kOk, "on disk before an answer, functions loaded", false});
  } else {
    Finding finding = Failed("redis", server.error());
    const bool accepted = settings.redis_unsafe && server.error().code == Code::kInvalid;
    if (accepted) finding.state = State::kWarn;
    findings.push_back(finding);
    if (finding.unreachable || server.error().code == Code::kDenied) return findings;
  }
  for (auto& finding : CheckStreams(settings, redis, now))
    findings.push_back(std::move(finding));
  for (auto& finding : CheckFlows(settings, redis))
    findings.push_back(std::move(finding));
  return findings;
}

Finding CheckSql(const Settings& settings) {
  constexpr std::string_view kLite = "sqlite:";
  if (settings.sql.starts_with(kLite) && !fs::exists(settings.sql.substr(kLite.size())))
    return {"sql", State::kWarn, "no database yet; the worker makes it", false};
  const auto database = store::Database::Open(settings.sql, 1);
  if (!database) return Failed("sql", database.error());
  const bool lite = (*database)->engine() == store::Database::Engine::kSqlite;
  return {"sql", State::kOk,
          std::string(lite ? "SQLite" : "PostgreSQL") + ", schema " +
              std::to_string((*database)->schema_version()),
          false};
}

// Whom a worker would not ask, because it cannot read their rows.
Finding CheckDirectory(const Settings& settings) {
  const std::string name = "directory";
  Finding none{name, State::kOk, "not looked at: no store key or no database here", false};
  const auto keys = LoadKeys(settings.KeysDir(), Role::kCli);
  if (!keys || !keys->store || CheckSql(settings).state != State::kOk) return none;
  const auto database = store::Database::Open(settings.sql, 1);
  if (!database) return Failed(name, database.error());
  Directory unreadable;
  const auto directory = store::DirectoryRecords(**database, *keys).Load(&unreadable);
  if (!directory) return Failed(name, directory.error());
  if (store::IdsOf(unreadable).empty())
    return {name, State::kOk, std::to_string(directory->responders.size()) + " responders", false};
  std::string ids;
  for (const std::string& id : store::IdsOf(unreadable))
    ids += (ids.empty() ? "" : ", ") + id;
  return {name, State::kFail,
          "cannot be read, is asked for nothing: " + ids +
              "; damaged, or sealed with another store.key; run: tipline directory import",
          false};
}

Finding CheckBooks(const Settings& settings, store::Redis& redis) {
  const std::string name = "reconciler";
  std::unique_ptr<store::Database> database;
  if (CheckSql(settings).state == State::kOk) {
    auto opened = store::Database::Open(settings.sql, 1);
    if (!opened) return Failed(name, opened.error());
    database = *std::move(opened);
  }
  const auto books =
      store::Reconcile(redis, settings.partitions, database.get(), settings.SpoolDir());
  // Redis and SQL were reached by the checks before.
  if (!books) return {name, State::kFail, books.error().message, false};
  if (books->unaccounted() > 0)
    return {name, State::kFail,
            std::to_string(books->unaccounted()) +
                " messages are not accounted for; see tipline reconcile",
            false};
  if (!books->begun())
    return {name, State::kWarn, "not all is counted yet: tipline-worker begins with it", false};
  return {name, State::kOk, "every message that was taken is accounted for", false};
}

Finding CheckSpool(const Settings& settings) {
  uint64_t bytes = 0;
  size_t aside = 0;
  std::error_code failure;
  for (const auto& file : fs::directory_iterator(settings.SpoolDir(), failure)) {
    const std::string name = file.path().filename().string();
    if (name.starts_with("aside-")) ++aside;
    if (name.ends_with(".spool")) bytes += file.file_size(failure);
  }
  if (aside > 0)
    return {"spool", State::kFail,
            std::to_string(aside) + " messages set aside: another session.key sealed them", false};
  if (bytes > 0)
    return {"spool", State::kWarn,
            std::to_string(bytes) + " bytes wait for Redis; the gateway replays them", false};
  return {"spool", State::kOk, "empty", false};
}

Finding CheckDisk(const Settings& settings) {
  struct statvfs disk {};
  if (statvfs(settings.home.c_str(), &disk) != 0)
    return {"disk", State::kWarn, settings.home + " is not there yet", false};
  const uint64_t free = static_cast<uint64_t>(disk.f_bavail) * disk.f_frsize;
  Finding finding{"disk", State::kOk, Megabytes(free) + " free", false};
  if (free < kDiskWarnBytes) finding.state = State::kWarn;
  if (free < kDiskFailBytes) finding.state = State::kFail;
  return finding;
}

Finding CheckRetention(const Settings& settings) {
  const std::string name = "retention";
  const auto rules = workers::RetentionRulesBeside(settings.file);
  if (rules) return {name, State::kOk, "see tipline retention next", false};
  const bool none = rules.error().code == Code::kNotFound;
  return {name, none ? State::kWarn : State::kFail,
          "words and numbers are kept for ever: " + rules.error().message +
              (none ? "; copy config/retention.json there" : ""),
          false};
}

Finding CheckCovers(const Settings& settings) {
  const std::string name = "messages outside flows";
  const auto missing = UntranslatedCovers(settings.flows_dir);
  if (!missing) return {name, State::kWarn, missing.error().message, false};
  if (missing->empty()) return {name, State::kOk, "in every language that has a catalog", false};
  std::string languages;
  for (const auto& [language, ids] : *missing)
    languages +=
        (languages.empty() ? "" : ", ") + language + " (" + std::to_string(ids.size()) + ")";
  return {name, State::kWarn,
          "some go out in English: " + languages + "; see tipline flow lint, tipline flow po",
          false};
}

std::vector<Finding> CheckAll(const Settings& settings, store::Redis& redis, TimePoint now) {
  std::vector<Finding> findings;
  findings.push_back(
      {"configuration", State::kOk, settings.file + (settings.sandbox ? " (sandbox)" : ""), false});
  for (auto& finding : CheckKeys(settings))
    findings.push_back(std::move(finding));
  bool redis_answers = true;
  for (auto& finding : CheckRedis(settings, redis, now)) {
    redis_answers = redis_answers && !finding.unreachable;
    findings.push_back(std::move(finding));
  }
  if (redis_answers)
    for (auto& finding : CheckChannelStatus(settings, redis, now))
      findings.push_back(std::move(finding));
  findings.push_back(CheckSql(settings));
  findings.push_back(CheckDirectory(settings));
  if (redis_answers) findings.push_back(CheckBooks(settings, redis));
  findings.push_back(CheckSpool(settings));
  findings.push_back(CheckDisk(settings));
  findings.push_back(CheckRetention(settings));
  findings.push_back(CheckCovers(settings));
  return findings;
}

}  // namespace tipline::cli
