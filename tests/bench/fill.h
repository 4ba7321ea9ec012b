// Puts into Redis what the gateway would have put there, made by the same functions but without the
// sockets: a million sessions or tips in a minute. One thread; seals on two.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "tests/system/system.h"

namespace tipline::bench {

class Filler {
 public:
  // The keys and the published flow of that system.
  static Result<std::unique_ptr<Filler>> Open(testing::System& system);
  ~Filler();
  Filler(const Filler&) = delete;
  Filler& operator=(const Filler&) = delete;

  // People who are in the middle of the menu: each with the session that the flow makes of the
  // first three requests of the load's walk.
  Status Sessions(uint64_t count);
  // Tips of as many people, complete, each with its own number, words and place.
  Status Tips(uint64_t count);
  // Answers by SMS that wait to go out over a channel.
  Status Replies(uint64_t count, const std::string& channel);

 private:
  struct State;
  explicit Filler(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tipline::bench
