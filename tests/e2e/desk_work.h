// Somebody on the desk of a running system, at the console as its page talks to it.
#pragma once

#include <string>
#include <vector>

#include "tests/e2e/tellers.h"
#include "tests/system/system.h"

namespace tipline::testing {

// What lets one in: must be found nowhere.
struct DeskSecrets {
  std::string password, totp, cookie;
};
// Signs in, once with a wrong password, reads all cases, in which the tellers' words are, takes one
// that came by SMS, writes back and closes it with a note; `word` is in both.
void WorkAtTheDesk(const System& system, const std::vector<Teller>& tellers,
                   const std::string& word, DeskSecrets& secrets);

}  // namespace tipline::testing
