// How often somebody may guess a code: tries are counted by the code and by the phone, whatever
// kind of code it is (limits: case_access.h). Inside this folder, in the caller's transaction.
#pragma once

#include <string>

#include "flows/base/time.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct CountedTry {
  std::string id;         // of the inquiry: the same one is one try
  std::string code_hash;  // keyed, with a purpose of its own for each kind of code
  std::string pseudonym;  // of the phone
};
// Counted before anybody looks whether it is right, so that tries at the same time all count. True:
// locked, nothing opens.
bool BeginTry(soci::session& sql, const CountedTry& one, TimePoint now);
void GoodTry(soci::session& sql, const std::string& id);

}  // namespace tipline::store
