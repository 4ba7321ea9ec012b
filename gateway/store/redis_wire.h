// What the blocking and the pipelined client (redis.h) share. Inside this folder.
#pragma once

#include <string>
#include <vector>

#include "gateway/store/redis.h"

namespace tipline::store {

// hiredis writes with write(2), which kills the process when Redis is gone (stack.md §2.2).
void IgnoreSigpipe();

size_t Bytes(const Command& command);

// The first commands of every connection.
std::vector<Command> Greeting(const RedisOptions& options);

Error PathTooLong();

// A command as it goes over the wire (RESP arrays of bulk strings): hiredis' own formatting costs
// more than all the rest of sending.
std::string Formatted(const Command& command);

}  // namespace tipline::store
