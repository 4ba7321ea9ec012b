#include "tests/system/metrics.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "gateway/store/live/streams.h"
#include "gateway/store/redis.h"
#include "gateway/store/spool_record.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

namespace fs = std::filesystem;
constexpr int kPartitions = 64;  // config/sandbox.json

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Segments of the spool; one that goes while we look was done with.
std::vector<std::string> Segments(const System& system) {
  std::vector<std::string> segments;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(system.home() + "/spool", none))
    if (entry.path().extension() == ".spool") segments.push_back(ReadFile(entry.path()));
  return segments;
}

std::vector<std::string> Keys(store::Redis& redis) {
  std::vector<std::string> keys;
  std::string cursor = "0";
  do {
    auto reply = redis.Run({"SCAN", cursor, "MATCH", "tl:{p*}:*", "COUNT", "1000"});
    if (!reply) return {};
    for (size_t i = 0; i < reply->view()[1].size(); ++i)
      keys.emplace_back(reply->view()[1][i].text());
    cursor = reply->view()[0].text();
  } while (cursor != "0");
  return keys;
}

size_t EntriesAdded(store::Redis& redis, const std::string& key) {
  const auto info = redis.Run({"XINFO", "STREAM", key});
  for (size_t i = 0; info && i + 1 < info->view().size(); i += 2)
    if (info->view()[i].text() == "entries-added")
      return static_cast<size_t>(info->view()[i + 1].integer());
  return 0;
}

}  // namespace

size_t Webhooks(const System& system, const std::string& channel, const std::string& outcome) {
  const std::string text = Wire(system.gateway_port()).Get("/metrics").body;
  const std::string name =
      "tipline_webhooks_total{channel=\"" + channel + "\",outcome=\"" + outcome + "\"} ";
  const size_t at = text.find(name);
  return at == std::string::npos
             ? 0
             : static_cast<size_t>(std::strtod(text.c_str() + at + name.size(), nullptr));
}

size_t SessionCount(System& system) {
  store::Redis redis(system.redis().options("tl-admin"));
  size_t count = 0;
  for (const std::string& key : Keys(redis))
    count += key.find("}:d:") != std::string::npos ? 1 : 0;
  return count;
}

size_t Appended(System& system, const std::string& stream) {
  store::Redis redis(system.redis().options("tl-admin"));
  auto counts = store::Streams(redis, kPartitions, "test").Counts();
  if (!counts) return 0;
  for (const auto& c : *counts)
    if (c.stream == stream) return static_cast<size_t>(c.appended);
  return 0;
}

size_t Spooled(const System& system) {
  const std::string progress = ReadFile(system.home() + "/spool/progress");
  const uint64_t first = std::strtoull(progress.c_str(), nullptr, 10);
  size_t count = 0;
  for (const std::string& segment : Segments(system))
    for (const auto& place : store::ScanRecords(segment).places)
      count += place.sequence >= first ? 1 : 0;
  return count;
}

Backlog BacklogOf(System& system) {
  Backlog backlog{1, 1, 1};
  const size_t spooled = Spooled(system);
  store::Redis redis(system.redis().options("tl-admin"));
  store::Streams streams(redis, kPartitions, "test");
  const auto counts = streams.Counts();
  const auto dead = streams.DeadCount();
  if (!counts || !dead) return backlog;
  backlog = {spooled, 0, static_cast<size_t>(*dead)};
  for (const auto& c : *counts)
    if (c.stream == "tips") backlog.waiting = static_cast<size_t>(c.lag + c.pending);
  return backlog;
}

bool AllTakenIn(System& system, std::chrono::milliseconds limit) {
  return Eventually(
      [&] {
        const Backlog backlog = BacklogOf(system);
        return backlog.spool == 0 && backlog.waiting == 0;
      },
      limit);
}

std::map<std::string, size_t> Stored(System& system) {
  std::map<std::string, size_t> stored{{"spool", 0}};
  for (const std::string& segment : Segments(system))
    stored["spool"] += segment.size();
  store::Redis redis(system.redis().options("tl-admin"));
  for (const std::string& key : Keys(redis)) {
    const std::string rest = key.substr(key.find("}:") + 2);
    const std::string kind = rest.substr(0, rest.find(':'));
    if (kind == "lease") continue;  // of workers
    const auto type = redis.Run({"TYPE", key});
    const bool stream = type && type->view().text() == "stream";
    stored[kind] += stream ? EntriesAdded(redis, key) : 1;
  }
  return stored;
}

}  // namespace tipline::testing
