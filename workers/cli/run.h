// The whole `tipline` program behind main(): arguments in, exit code out. Tests:
// tests/workers/cli/run_test.cc.
#pragma once

namespace tipline::cli {

int Run(int argc, const char* const* argv);

}  // namespace tipline::cli
