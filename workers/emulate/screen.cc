#include "workers/emulate/screen.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "flows/base/gsm7.h"
#include "flows/base/text.h"

namespace tipline::emulate {
namespace {

constexpr size_t kFewest = 8, kMost = 60;  // columns and rows
constexpr size_t kPageKeys = 18;           // "\n98:More\n00:Back" of the operator's own

struct Range {
  char32_t from, to;
};
// Marks without a width of their own, of the scripts that our flows are written in, and signs that
// are not shown.
constexpr Range kNoWidth[] = {
    {0x0300, 0x036F}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670},
    {0x06D6, 0x06DC}, {0x0900, 0x0902}, {0x093A, 0x093A}, {0x093C, 0x093C}, {0x0941, 0x0948},
    {0x094D, 0x094D}, {0x0951, 0x0957}, {0x0981, 0x0981}, {0x09BC, 0x09BC}, {0x09C1, 0x09C4},
    {0x09CD, 0x09CD}, {0x135D, 0x135F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0xFE00, 0xFE0F}};
constexpr Range kWide[] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},  {0xAC00, 0xD7A3},
                           {0xF900, 0xFAFF},   {0xFF00, 0xFF60},  {0x1F300, 0x1F64F},
                           {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}};

template <typename Ranges>
bool In(const Ranges& ranges, char32_t c) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [c](const Range& range) { return c >= range.from && c <= range.to; });
}

size_t WidthOf(char32_t c) {
  if (In(kNoWidth, c)) return 0;
  return In(kWide, c) ? 2 : 1;
}

std::string Repeat(const char* text, size_t times) {
  std::string all;
  while (times-- > 0)
    all += text;
  return all;
}

// The end of the first line of `text`: as many bytes as fit, to the last space if there is one.
size_t LineEnd(std::string_view text, size_t columns) {
  size_t width = 0;
  size_t space = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t c = NextCodePoint(text, at);
    if (width + WidthOf(c) > columns) return space > 0 ? space : std::max<size_t>(begin, 1);
    if (c == ' ') space = begin;
    width += WidthOf(c);
  }
  return text.size();
}

std::string CountOf(size_t n, const char* unit) {
  return std::to_string(n) + " " + unit;
}

}  // namespace

Result<ScreenSize> ReadScreenSize(std::string_view text) {
  ScreenSize size;
  const size_t cross = text.find('x');
  const auto read = [&](std::string_view part, size_t& out) {
    const auto [end, failure] = std::from_chars(part.data(), part.data() + part.size(), out);
    return failure == std::errc() && end == part.data() + part.size() && out >= 3 && out <= kMost;
  };
  if (cross == std::string_view::npos || !read(text.substr(0, cross), size.columns) ||
      !read(text.substr(cross + 1), size.rows) || size.columns < kFewest)
    return Invalid("--screen: allowed: COLUMNSxROWS, as 20x8");
  return size;
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  for (size_t at = 0; at < text.size();)
    width += WidthOf(NextCodePoint(text, at));
  return width;
}

std::vector<std::string> Wrap(std::string_view text, size_t columns) {
  std::vector<std::string> lines;
  for (;;) {
    const size_t feed = text.find('\n');
    std::string_view paragraph = text.substr(0, feed);
    while (DisplayWidth(paragraph) > columns) {
      const size_t end = LineEnd(paragraph, columns);
      lines.emplace_back(paragraph.substr(0, end));
      paragraph.remove_prefix(end);
      if (paragraph.starts_with(' ')) paragraph.remove_prefix(1);
    }
    lines.emplace_back(paragraph);
    if (feed == std::string_view::npos) return lines;
    text.remove_prefix(feed + 1);
  }
}

std::string Frame(std::string_view text, const ScreenSize& size) {
  const std::string bar = Repeat("─", size.columns);
  std::string frame = "┌" + bar + "┐\n";
  const std::vector<std::string> lines = Wrap(text, size.columns);
  for (size_t row = 0; row < std::max(lines.size(), size.rows); ++row) {
    if (row == size.rows) frame += "├" + Repeat("┈", size.columns) + "┤ scroll\n";
    const std::string line = row < lines.size() ? lines[row] : std::string();
    frame += "│" + line +
             std::string(size.columns - std::min(size.columns, DisplayWidth(line)), ' ') + "│\n";
  }
  return frame + "└" + bar + "┘\n";
}

Room RoomOf(std::string_view text, const Network& network) {
  const Measured size = Measure(text);
  const bool gsm7 = size.encoding == Encoding::kGsm7;
  Room room;
  room.units = size.units;
  room.encoding = EncodingName(size.encoding);
  room.room = static_cast<size_t>(gsm7 ? network.gsm7 : network.ucs2);
  if (room.units <= room.room) return room;
  const std::string what = CountOf(room.units, gsm7 ? "septets" : "UCS-2 units") + ", room for " +
                           std::to_string(room.room);
  if (network.pages) {
    const size_t page = room.room > kPageKeys ? room.room - kPageKeys : room.room;
    room.pages = (room.units + page - 1) / page;
    room.warning = what + ": the operator pages it (" + std::to_string(room.pages) +
                   " pages, its own keys 98 and 00)";
  } else {
    room.warning = what + ": the network cuts off the rest";
  }
  return room;
}

}  // namespace tipline::emulate
