// What the provider's book says of each message, and which repeats a sender that keeps its promise
// may have caused. Pure. Tests: tests/workers/proof/ledger_test.cc
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tipline::proof {

using Time = std::chrono::system_clock::time_point;

enum class Outcome {
  kTaken,        // and said so
  kTakenCut,     // the connection was cut instead of an answer
  kTakenHalf,    // half an answer
  kTakenSilent,  // no answer
  kMaybe,        // not taken, but the sender cannot know (cut, 504)
  kNot,          // surely not taken, and said so
};
bool IsTaken(Outcome outcome);
bool IsUnsure(Outcome outcome);  // for who asked

struct Ask {
  std::string channel;
  int process = 0;  // who asked: each start of a worker has its number
  Time at{};
  Outcome outcome = Outcome::kNot;
};
using Ledger = std::map<std::string, std::vector<Ask>>;  // reference -> as they came

// The kill of a process, and what it had under way by the store, which was read before anything
// took it up.
struct Death {
  Time at{};
  std::set<std::string> left;
};
using Deaths = std::map<int, Death>;  // by process

struct Facts {
  Deaths deaths;
  // Reference -> answers that the sender says it heard too late for its time-out.
  std::map<std::string, int> timeouts;
  std::chrono::milliseconds send_timeout{0};
  std::map<std::string, std::string> only_on;  // reference -> the one channel that may have it
};

struct Repeats {
  std::map<std::string, int> after;  // what left the sender unsure -> requests for what was taken
  std::vector<std::string> wrong;
  int plain = 0;       // messages that phones got again, where the provider does not look at our id
  int idempotent = 0;  // the same where each provider swallows what it has: by two providers only
};
Repeats JudgeRepeats(const Ledger& ledger, const Facts& facts);

// How often nobody could tell the sender whether it was taken, kills included.
int UnsureTimes(const std::string& reference, const std::vector<Ask>& asks, const Facts& facts);

}  // namespace tipline::proof
