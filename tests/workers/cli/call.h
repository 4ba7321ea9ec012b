// `tipline` called inside a test, with what it printed; and a small sandbox for it. One thread.
#pragma once

#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace tipline::cli {

struct Called {
  int code = -1;
  std::string out, err;
};
Called Call(const std::vector<std::string>& words);  // without "tipline" itself

// A configuration with one channel, and fresh keys, in that folder. The file's path. `flows_dir`
// empty: where flows are looked for anyway.
std::string WriteSandbox(const testing::TempDir& folder, const std::string& redis_socket,
                         const std::string& flows_dir = {});

}  // namespace tipline::cli
