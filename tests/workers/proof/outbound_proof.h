// Proof that outbound delivery can be trusted: many messages through two worker processes to a
// provider that fails in every documented way (providers.md §1.3), while channels go down, workers
// are killed and restarted, and delivery reports come early, late, repeated, in the wrong order and
// for messages that nobody knows. Judged by the provider's own book: nothing lost; nothing asked
// again after the sender was told that it was taken; no rate exceeded; each message in the state
// that its reports say. Waits of minutes are skipped when all that is left waits (shared_clock.h);
// everything else takes its real time. Used by tipline-outbound-proof, which a test runs
// (tests/workers/proof/outbound_proof_test.cc).
#pragma once

#include <atomic>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace tipline::proof {

struct ProofOptions {
  int messages = 10'000;
  int channels = 8;              // every second one has the next one as its failover
  double rate_per_second = 150;  // of each channel
  int burst = 20;
  int lanes = 2;                   // of each of the two workers
  int restarts = 3;                // of both, in order
  int kills = 6;                   // of one of them, kill -9
  int outages = 4;                 // of one channel, for a while: 503 or 401 to everything
  int limit_seconds = 3'600;       // of the whole run
  int send_timeout_ms = 2'000;     // of a request
  std::string records = "sqlite";  // or "postgres"
  uint64_t seed = 1;
  bool progress = false;                    // on stderr, every ten seconds
  const std::atomic<bool>* stop = nullptr;  // set by a signal: clean up and leave
};

struct ProofResult {
  // What is wrong: empty, or the proof failed. Message ids only.
  std::vector<std::string> wrong;
  size_t wrong_in_all = 0;             // `wrong` holds the first of them
  std::map<std::string, int> ends;     // state -> messages
  std::map<std::string, int> trouble;  // how requests were failed
  std::map<std::string, int> repeats;  // what left the sender unsure -> requests for what was taken
  std::map<std::string, int> reports;  // how a message was reported -> messages
  int64_t requests = 0;
  int delivered = 0;         // messages that a provider took
  int again_plain = 0;       // messages that a phone got again if providers do not look at our id
  int again_idempotent = 0;  // the same if each provider swallows what it has
  int killed = 0, restarted = 0, outages = 0;
  int left_by_kills = 0;     // messages that were under way in a process that was killed
  int failed_over = 0;       // messages that were asked for on more than one channel
  int late_reports = 0;      // sent after everything had ended, each judged
  int strangers = 0;         // reports on messages that nobody knows
  int most_in_a_second = 0;  // requests of one channel in any second
  int64_t impatient = 0;     // requests in the last half of a pause that was asked for
  double seconds = 0, skipped_seconds = 0;
};

ProofResult ProveOutbound(const ProofOptions& options);
void Print(const ProofOptions& options, const ProofResult& result, std::ostream& out);
std::string ToJson(const ProofOptions& options, const ProofResult& result);

}  // namespace tipline::proof
