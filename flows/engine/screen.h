// Fits a text into what a phone shows: pages of a USSD session, or the parts of one SMS. Pure;
// thread-safe. Tests: tests/flows/engine/screen_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/engine/engine.h"

namespace tipline::flows {

constexpr size_t kMaxReplyParts = 3;  // of one SMS reply

// Room on one page: a USSD screen within `limits`, or up to kMaxReplyParts parts of SMS.
struct Room {
  Medium medium = Medium::kUssd;
  ScreenLimits limits;
  bool Fits(std::string_view text) const;
};

struct Pages {
  std::vector<std::string> pages;  // at least one
  size_t question = 0;             // the page on which the question begins
};

// `notes` stand before the question; together with it on one page if all fits, else on pages of
// their own. `lines`: the question, then one line per option. Lines are kept whole where they fit a
// page, so that no option is parted from its number; a longer line is broken between words. Every
// page but the last ends with the line `more`.
Pages Paginate(std::vector<std::string> notes, std::vector<std::string> lines,
               const std::string& more, const Room& room);

}  // namespace tipline::flows
