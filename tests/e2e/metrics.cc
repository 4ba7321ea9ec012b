#include "tests/e2e/metrics.h"

#include <cstdlib>

#include "gateway/store/live/streams.h"
#include "gateway/store/redis.h"
#include "tests/e2e/wire.h"

namespace tipline::testing {

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
  std::string cursor = "0";
  do {
    auto reply = redis.Run({"SCAN", cursor, "MATCH", "tl:{p*}:s:*", "COUNT", "1000"});
    if (!reply) return 0;
    count += reply->view()[1].size();
    cursor = reply->view()[0].text();
  } while (cursor != "0");
  return count;
}

size_t Appended(System& system, const std::string& stream) {
  store::Redis redis(system.redis().options("tl-admin"));
  auto counts = store::Streams(redis, 64, "test").Counts();
  if (!counts) return 0;
  for (const auto& c : *counts)
    if (c.stream == stream) return static_cast<size_t>(c.appended);
  return 0;
}

}  // namespace tipline::testing
