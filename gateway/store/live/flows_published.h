// Published flows: compiled bundles by name and version. A version never changes and is never taken
// away while sessions may be pinned to it. Command builders and readers, for AsyncRedis (gateway)
// and Redis (CLI) alike. Redis: flows.lua.
//   tl:flow:<name>   hash: <version> -> bundle, h:<version> -> hash of it, t:<version> -> when it
//                    was published (UTC ms), latest -> version
// Pure but for Publish; thread-safe. Tests: tests/gateway/store/live/flows_published_test.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/store/redis.h"

namespace tipline::store {

struct Published {
  int64_t version = 0;
  bool fresh = true;  // false: the latest has that hash already; nothing was written
};

struct FlowVersion {
  int64_t version = 0;
  std::string hash;
  TimePoint published_at{};
};

class PublishedFlows {
 public:
  // The version that a new session gets. kNotFound: nothing is published under that name.
  static Command LatestCommand(std::string_view name);
  static Result<int64_t> ReadLatest(const Reply& reply);

  // Bundle::Encode's text. kNotFound: no such version.
  static Command GetCommand(std::string_view name, int64_t version);
  static Result<std::string> ReadGet(const Reply& reply);

  // Oldest first; empty: nothing is published under that name.
  static Command VersionsCommand(std::string_view name);
  static Result<std::vector<FlowVersion>> ReadVersions(const Reply& reply);

  // Writes `bundle` as `version`, which must be the latest + 1 (1 at first): kConflict if it is not
  // any more.
  static Command PublishCommand(std::string_view name, int64_t version, std::string_view hash,
                                std::string_view bundle, TimePoint now);
  static Result<Published> ReadPublish(const Reply& reply);

  // All of it: next version, atomic, again if somebody was faster. `encode` gives the bundle's text
  // with that version in it.
  static Result<Published> Publish(Redis& redis, std::string_view name, std::string_view hash,
                                   const std::function<std::string(int64_t version)>& encode,
                                   TimePoint now);
};

}  // namespace tipline::store
