// Responders' phones are marked in Redis, so that the gateway takes `A 4821` from them for an
// answer and not for a tip. Written at the start of a worker, then after every change of the
// directory, and by `tipline directory import`. One thread at a time. Tests:
// tests/workers/jobs/responder_test.cc
#pragma once

#include <set>
#include <string>

#include "flows/model/directory.h"
#include "gateway/store/live/contacts.h"

namespace tipline::workers {

class RoleMarks {
 public:
  // Marks every active responder's phone and takes the mark from the others: inactive ones, and
  // those that were marked by an earlier call. Writes only what changed since then.
  Status Sync(store::Contacts& contacts, const Directory& directory);

 private:
  std::set<std::string> marked_;  // pseudonyms
  std::set<std::string> unmarked_;
};

}  // namespace tipline::workers
