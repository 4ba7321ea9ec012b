// What flows can look up (flows/knowledge), as it was last published: one document of each source,
// the one before is replaced. Command builders and readers, for AsyncRedis and Redis alike. Pure;
// thread-safe. Tests: tests/gateway/store/live/findings_test.cc
//   tl:data:<source>   hash: hash, at (UTC ms), document; kNothingPublished: taken back
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/store/redis.h"

namespace tipline::store {

// As hash, with an empty document: gateways forget what they had. (A key that is gone is no word of
// anybody: they go on with it.)
constexpr const char* kNothingPublished = "nothing";

struct PublishedDocument {
  std::string hash;  // 16 hex digits over the document, or kNothingPublished
  TimePoint published_at{};
  bool operator==(const PublishedDocument&) const = default;
};

class PublishedKnowledge {
 public:
  static Command PutCommand(std::string_view source, std::string_view hash,
                            std::string_view document, TimePoint now);
  // Nothing: none was published.
  static Command HeadCommand(std::string_view source);
  static Result<std::optional<PublishedDocument>> ReadHead(const Reply& reply);
  static Command GetCommand(std::string_view source);
  static Result<std::string> ReadGet(const Reply& reply);  // kNotFound
};

}  // namespace tipline::store
