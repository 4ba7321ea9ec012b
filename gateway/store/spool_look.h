// What lies in the folder of a spool, seen from another process: without its lock and its key.
// Files may come and go meanwhile. Tests: tests/gateway/store/spool_test.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace tipline::store {

struct SpoolLook {
  size_t waiting = 0;  // records that are not confirmed yet
  size_t aside = 0;    // records that another session key sealed, segments with damage
};

// Nothing: no such folder here, or it may not be read.
std::optional<SpoolLook> LookAtSpool(const std::string& dir);

}  // namespace tipline::store
