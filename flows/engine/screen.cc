#include "flows/engine/screen.h"

#include <algorithm>

#include "flows/base/gsm7.h"
#include "flows/base/input.h"
#include "flows/base/text.h"

namespace tipline::flows {
namespace {

constexpr size_t kPageBytes = 320;  // of most pages, in any script

std::string Join(const std::vector<std::string>& lines, size_t from = 0) {
  size_t size = 0;
  for (size_t i = from; i < lines.size(); ++i)
    size += lines[i].size() + 1;
  std::string text;
  text.reserve(size);
  for (size_t i = from; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    if (!text.empty()) text += '\n';
    text += lines[i];
  }
  return text;
}

void AddBelow(std::string& page, std::string_view line) {
  if (!page.empty()) page += '\n';
  page += line;
}

std::string Below(std::string page, std::string_view line) {
  AddBelow(page, line);
  return page;
}

// What a text takes of a USSD screen. Sums: a text is measured once, however many pages it is tried
// on.
struct Size {
  size_t septets = 0, units = 0;
  bool gsm7 = true;
  bool empty() const { return units == 0; }
};

Size SizeOf(std::string_view text) {
  const auto septets = Gsm7Septets(text);
  return {septets.value_or(0), Utf16Units(text), septets.has_value()};
}

// One line below the other.
Size Together(const Size& a, const Size& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {a.septets + 1 + b.septets, a.units + 1 + b.units, a.gsm7 && b.gsm7};
}

bool Holds(const Room& room, const Size& size) {
  const int limit = size.gsm7 ? room.limits.gsm7 : room.limits.ucs2;
  return (size.gsm7 ? size.septets : size.units) <= static_cast<size_t>(std::max(limit, 0));
}

// Whether the lines from `from` on fit; an SMS is measured as a whole, for its parts have borders.
bool AllFit(const Room& room, const std::vector<std::string>& lines, size_t from) {
  if (room.medium == Medium::kSms) return room.Fits(Join(lines, from));
  Size size;
  for (size_t i = from; i < lines.size(); ++i)
    size = Together(size, SizeOf(lines[i]));
  return Holds(room, size);
}

// The longest beginning of `line` for which `fits` holds, cut between words if there is a gap, else
// between characters; at least one character, so that paging always gets on.
template <typename Fits>
std::string_view CutToFit(std::string_view line, Fits fits) {
  size_t best = 0;
  size_t best_gap = 0;
  for (size_t at = 0; at < line.size();) {
    const size_t here = at;
    const char32_t c = NextCodePoint(line, at);
    if ((c == ' ' || c == '\n') && here > 0) best_gap = here;
    if (best != 0 && !fits(line.substr(0, at))) break;
    best = at;
  }
  if (best == line.size()) return line;
  // Not the gap after an option's number: "1 Ver-" is better than "1".
  return line.substr(0, best_gap > 2 ? std::min(best_gap, best) : best);
}

// Takes from the front of `rest`, from `next` on, what fits on one page with `more` below it.
std::string FillPage(std::vector<std::string>& rest, size_t& next, const std::string& more,
                     const Room& room) {
  std::string page;
  page.reserve(kPageBytes);
  Size used;
  const Size below = SizeOf(more);
  const auto fits = [&](std::string_view text) {
    if (room.medium == Medium::kUssd)
      return Holds(room, Together(Together(used, SizeOf(text)), below));
    std::string tried = page;
    AddBelow(tried, text);
    AddBelow(tried, more);
    return room.Fits(tried);
  };
  while (next < rest.size()) {
    std::string& line = rest[next];
    if (fits(line)) {
      AddBelow(page, line);
      used = Together(used, SizeOf(line));
      ++next;
      continue;
    }
    // Rather whole on the next page than broken on this one.
    if (!page.empty() && room.Fits(Below(line, more))) break;
    const std::string_view part = CutToFit(line, fits);
    if (!page.empty() && (!fits(part) || WholeNumber(Trim(part))))
      break;  // no number without its option
    AddBelow(page, Trim(part));
    line = std::string(Trim(std::string_view(line).substr(part.size())));
    if (line.empty()) ++next;
    break;
  }
  AddBelow(page, more);
  return page;
}

void Append(std::vector<std::string> rest, bool last, const std::string& more, const Room& room,
            std::vector<std::string>& pages) {
  rest.erase(std::remove(rest.begin(), rest.end(), std::string()), rest.end());
  for (size_t next = 0; next < rest.size();) {
    if (last && AllFit(room, rest, next)) {
      pages.push_back(Join(rest, next));
      return;
    }
    pages.push_back(FillPage(rest, next, more, room));
  }
}

}  // namespace

bool Room::Fits(std::string_view text) const {
  if (medium == Medium::kSms) return SmsParts(text) <= kMaxReplyParts;
  if (const auto septets = Gsm7Septets(text))
    return *septets <= static_cast<size_t>(std::max(limits.gsm7, 0));
  return Utf16Units(text) <= static_cast<size_t>(std::max(limits.ucs2, 0));
}

Pages Paginate(const std::vector<std::string>& notes, const std::vector<std::string>& lines,
               const std::string& more, const Room& room) {
  std::string whole = Join(lines);
  if (!notes.empty()) whole = Below(Join(notes), whole);
  if (room.Fits(whole)) return {{std::move(whole)}, 0};
  Pages out;
  Append(notes, lines.empty(), more, room, out.pages);
  out.question = out.pages.size();
  Append(lines, true, more, room, out.pages);
  if (out.pages.empty()) out.pages.emplace_back();
  out.question = std::min(out.question, out.pages.size() - 1);
  return out;
}

}  // namespace tipline::flows
