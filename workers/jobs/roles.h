// Responders' phones are marked in Redis, so that the gateway takes `A 4821` from them for an
// answer and not for a tip. Written at the start of a worker, then after every change of the
// directory, again when Redis may have lost them, and by `tipline directory import`. One thread at
// a time. Tests: tests/workers/jobs/responder_test.cc, tests/workers/loop/worker_test.cc
#pragma once

#include <set>
#include <string>

#include "flows/model/directory.h"
#include "gateway/store/live/contacts.h"

namespace tipline::workers {

class RoleMarks {
 public:
  // Marks every active responder's phone and takes the mark from the others: inactive ones, and
  // those that were marked by an earlier call. Writes only what changed since then, unless a mark
  // that was written is gone: then Redis is not what it was, and all are written again.
  // Not `whole`: no mark is taken, whoever is missing may only be unreadable now.
  Status Sync(store::Contacts& contacts, const Directory& directory, bool whole = true);
  void Doubt() { doubted_ = true; }  // the next Sync writes all

 private:
  bool doubted_ = false;
  std::set<std::string> marked_;  // pseudonyms
  std::set<std::string> unmarked_;
};

}  // namespace tipline::workers
