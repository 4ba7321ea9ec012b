// How a text looks on a basic phone, in a terminal. Pure. Tests:
// tests/workers/emulate/screen_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "workers/emulate/profile_json.h"

namespace tipline::emulate {

struct ScreenSize {  // of a phone with a display of 128 x 128 dots
  size_t columns = 20;
  size_t rows = 8;
};
// "20x8"; kInvalid.
Result<ScreenSize> ReadScreenSize(std::string_view text);

// Columns that a terminal takes for it: marks that stand over or under a letter take none.
size_t DisplayWidth(std::string_view text);
// Lines of at most `columns`, broken at spaces where there are any, as phones do.
std::vector<std::string> Wrap(std::string_view text, size_t columns);
// The text in a frame; what one has to scroll down to is below a dotted line.
std::string Frame(std::string_view text, const ScreenSize& size);

// What a network does with a USSD screen of this text. "" if it fits.
struct Room {
  size_t units = 0;
  const char* encoding = "gsm7";
  size_t room = 0;
  size_t pages = 1;     // of an operator that pages
  std::string warning;  // empty: it fits
};
Room RoomOf(std::string_view text, const Network& network);

}  // namespace tipline::emulate
