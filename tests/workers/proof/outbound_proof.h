// Proof that outbound delivery can be trusted: many messages through two workers to a provider that
// fails in every documented way (providers.md §1.3), with restarts of the workers in between. The
// provider is idempotent, as real ones are by our reference, and counts: what it took, how often it
// was asked again for what it had, how fast requests came. Times of day run faster than the real
// ones, so that waits of minutes do not take minutes; rates and pauses are in real time. Used by
// tests/workers/proof/outbound_proof_test.cc (a few) and tipline-outbound-proof (as many as asked).
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace tipline::proof {

struct ProofOptions {
  int messages = 300;
  int channels = 4;
  double rate_per_second = 150;  // of each channel
  int burst = 20;
  int lanes = 2;     // of each of the two workers
  int restarts = 3;  // of both; each with a configuration error that heals meanwhile
  int clock_speed = 10;
  int limit_seconds = 300;  // of the whole run
};

struct ProofResult {
  // What is wrong: empty, or the proof failed. Message ids only.
  std::vector<std::string> wrong;
  std::map<std::string, int> ends;     // state -> messages
  std::map<std::string, int> trouble;  // how requests were failed
  int64_t requests = 0;
  int delivered = 0;         // messages that the provider took
  int64_t repeats = 0;       // requests for what it had taken already: counted as one delivery
  int most_in_a_second = 0;  // requests of one channel in any second
  int64_t impatient = 0;     // requests in the last half of a pause that was asked for
  double seconds = 0;
};

ProofResult ProveOutbound(const ProofOptions& options);
void Print(const ProofOptions& options, const ProofResult& result, std::ostream& out);

}  // namespace tipline::proof
