// Signals of a long-running program: blocked before any thread starts, then waited for by main()
// alone, so that stopping is ordinary code. Tests: tests/gateway/base/signals_test.cc.
#pragma once

namespace tipline {

// Blocks SIGTERM, SIGINT and SIGHUP in this thread and in all that it starts; ignores SIGPIPE (a
// peer that went away is an error of write(), not the end). Call first in main().
void BlockSignals();

// Waits until one of the blocked signals comes and gives its number. One thread at a time.
int WaitForStop();

}  // namespace tipline
