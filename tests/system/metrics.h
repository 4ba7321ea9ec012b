// Counts of a running system for tests: its own metrics, and what lies in Redis.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "tests/system/system.h"

namespace tipline::testing {

// tipline_webhooks_total{channel,outcome}
size_t Webhooks(const System& system, const std::string& channel, const std::string& outcome);
// Session records of all phones in Redis.
size_t SessionCount(System& system);
// Entries ever appended to one kind of stream, over all partitions.
size_t Appended(System& system, const std::string& stream);

// Messages that wait in the gateway's spool.
size_t Spooled(const System& system);

// What waits between a provider's 200 and the SQL store.
struct Backlog {
  size_t spool = 0;    // messages in the spool
  size_t waiting = 0;  // tips not handed to a worker, or handed out and not settled
  size_t dead = 0;     // entries given up
};
// Read in that order, so that nothing slips through between two looks. All are 1 if Redis is away.
Backlog BacklogOf(System& system);
// Waits until everything that was accepted is in the SQL store or among the dead letters.
bool AllTakenIn(System& system, std::chrono::milliseconds limit = std::chrono::minutes(3));

// What anybody's message leaves behind, by kind of Redis key (ARCHITECTURE.md; of a stream the
// entries ever appended), and the bytes of the spool's records under "spool".
std::map<std::string, size_t> Stored(System& system);

}  // namespace tipline::testing
