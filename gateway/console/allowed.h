// What this person may do to this case now: the lifecycle (flows/cases) and the rules of safe
// contact (domain.md §3.4). Used to show the page's buttons and again by the routes themselves.
// Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "flows/cases/call_wish.h"
#include "flows/cases/lifecycle.h"
#include "gateway/console/desk.h"
#include "gateway/console/sessions.h"

namespace tipline::console {

struct Allowed {
  bool claim = false;
  std::string no_reply;  // why not, a code of the page's texts; empty: may write back
  bool number = false;   // may see the number, to call back now
  // What was said of that call; none: it is not this visitor's to make.
  struct Call {
    flows::CallWish wish;
    std::string zone;  // of its hours
    bool good_time = true;
    bool said_stop = false;  // since they asked for it
  };
  std::optional<Call> call;
  std::vector<flows::ClosureCode> close;  // empty: may not
};

// Reads the contact vault (whether there is a number, not the number).
Result<Allowed> AllowedNow(Desk& desk, const Visitor& visitor, const Case& item);

}  // namespace tipline::console
