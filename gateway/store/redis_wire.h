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

// A command as hiredis wants it. Borrows from the command.
struct Arguments {
  explicit Arguments(const Command& command) {
    for (const std::string& argument : command) {
      texts.push_back(argument.data());
      sizes.push_back(argument.size());
    }
  }
  int count() const { return static_cast<int>(texts.size()); }
  std::vector<const char*> texts;
  std::vector<size_t> sizes;
};

}  // namespace tipline::store
