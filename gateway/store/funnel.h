// The funnel: what became of each screen of each flow, language and medium, from the counters of
// the books (gateway/store/live/ledger.h), which hold no person and no word. A screen that was
// shown and neither answered nor left was either taken up again after the session broke (dropped)
// or never (timeout). Pure; thread-safe. Tests: tests/gateway/store/funnel_test.cc
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "gateway/store/redis.h"

namespace tipline::store {

struct ScreenCounts {
  int64_t shown = 0, answered = 0, invalid = 0, resumed = 0, left = 0, ended = 0;
  int64_t dropped() const { return resumed; }
  // While people are still on the screen they are counted here.
  int64_t timeout() const;
  ScreenCounts& operator+=(const ScreenCounts& more);
  bool operator==(const ScreenCounts&) const = default;
};

struct FunnelKey {
  std::string flow, language, medium;
  auto operator<=>(const FunnelKey&) const = default;
};
using Funnel = std::map<FunnelKey, std::map<std::string, ScreenCounts>>;  // by step

// "main/sw/ussd menu.answered what.shown", as the gateway counts a turn. What is not of that form
// (a responder's answer) counts nothing.
void AddPassage(std::string_view passage, int64_t times, Funnel& funnel);
// Over all languages and media: flow -> step -> counts.
std::map<std::string, std::map<std::string, ScreenCounts>> Together(const Funnel& funnel);

// Contacts: how many conversations began, how many of them said something, what kind each was
// (flows/cases/disposition.h). One that neither ended nor left a tip was broken off, or goes on.
struct ContactCounts {
  int64_t begun = 0, spoke = 0, missed_calls = 0;
  std::map<std::string, int64_t> by_disposition;  // of what ended by itself
  // With those broken off as well, and the missed calls; `open`: conversations that go on now.
  std::map<std::string, int64_t> All(int64_t open) const;
  bool operator==(const ContactCounts&) const = default;
};
void AddContacts(std::string_view passage, int64_t times, ContactCounts& counts);
void AddAppended(std::string_view kind, int64_t times, ContactCounts& counts);  // ledger.h
Result<ContactCounts> ReadContacts(Redis& redis, int partitions);
// Conversations that could still be taken up; a look at every key.
Result<int64_t> CountOpenConversations(Redis& redis);

// One look at each partition. kUnavailable: Redis is.
Result<Funnel> ReadFunnel(Redis& redis, int partitions);

}  // namespace tipline::store
