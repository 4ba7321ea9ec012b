#include "flows/engine/screen.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

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
  if (line.empty()) return;
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

// Both alphabets in one pass: every screen is measured.
Size SizeOf(std::string_view text) {
  static const auto kAscii = [] {
    std::array<unsigned char, 128> septets{};
    for (size_t c = 0; c < septets.size(); ++c)
      septets[c] = static_cast<unsigned char>(SeptetsOf(static_cast<char32_t>(c)));
    return septets;
  }();
  Size size;
  for (size_t at = 0; at < text.size(); ++size.units) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < kAscii.size()) {
      ++at;
      size.gsm7 = size.gsm7 && kAscii[byte] != 0;
      size.septets += kAscii[byte];
      continue;
    }
    const char32_t c = NextCodePoint(text, at);
    if (c > 0xFFFF) ++size.units;
    const int septets = size.gsm7 ? SeptetsOf(c) : 0;
    size.gsm7 = size.gsm7 && septets != 0;
    size.septets += static_cast<size_t>(septets);
  }
  return size;
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

// Lines that are not empty, each with what it takes: a line is measured once. Of an SMS nothing is
// measured here: its parts have borders, so it is only known as a whole what it takes.
struct Lines {
  std::vector<std::string> texts;
  std::vector<Size> sizes;

  Lines(std::vector<std::string> all, const Room& room) : texts(std::move(all)) {
    texts.erase(std::remove(texts.begin(), texts.end(), std::string()), texts.end());
    sizes.resize(texts.size());
    if (room.medium != Medium::kUssd) return;
    for (size_t i = 0; i < texts.size(); ++i)
      sizes[i] = SizeOf(texts[i]);
  }
  Size From(size_t first, Size above = {}) const {
    for (size_t i = first; i < sizes.size(); ++i)
      above = Together(above, sizes[i]);
    return above;
  }
};

// Whether the lines from `from` on fit.
bool AllFit(const Room& room, const Lines& lines, size_t from) {
  if (room.medium == Medium::kSms) return room.Fits(Join(lines.texts, from));
  return Holds(room, lines.From(from));
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
std::string FillPage(Lines& rest, size_t& next, const std::string& more, const Size& below,
                     const Room& room) {
  std::string page;
  page.reserve(kPageBytes);
  Size used;
  const auto fits = [&](std::string_view text, const Size& size) {
    if (room.medium == Medium::kUssd) return Holds(room, Together(Together(used, size), below));
    std::string tried = page;
    AddBelow(tried, text);
    AddBelow(tried, more);
    return room.Fits(tried);
  };
  const auto part_fits = [&](std::string_view text) { return fits(text, SizeOf(text)); };
  while (next < rest.texts.size()) {
    std::string& line = rest.texts[next];
    if (fits(line, rest.sizes[next])) {
      AddBelow(page, line);
      used = Together(used, rest.sizes[next++]);
      continue;
    }
    // Rather whole on the next page than broken on this one.
    if (!page.empty() && room.Fits(Below(line, more))) break;
    const std::string_view part = CutToFit(line, part_fits);
    if (!page.empty() && (!part_fits(part) || WholeNumber(Trim(part))))
      break;  // no number without its option
    AddBelow(page, Trim(part));
    line = std::string(Trim(std::string_view(line).substr(part.size())));
    rest.sizes[next] = SizeOf(line);
    if (line.empty()) ++next;
    break;
  }
  AddBelow(page, more);
  return page;
}

void Append(Lines& rest, bool last, const std::string& more, const Room& room,
            std::vector<std::string>& pages) {
  const Size below = SizeOf(more);
  for (size_t next = 0; next < rest.texts.size();) {
    if (last && AllFit(room, rest, next)) {
      pages.push_back(Join(rest.texts, next));
      return;
    }
    pages.push_back(FillPage(rest, next, more, below, room));
  }
}

// Notes and lines on one page, if they fit.
std::optional<std::string> OnOnePage(const Lines& notes, const Lines& lines, const Room& room) {
  if (room.medium == Medium::kUssd && !Holds(room, lines.From(0, notes.From(0))))
    return std::nullopt;
  std::string whole = Join(notes.texts);
  AddBelow(whole, Join(lines.texts));
  if (room.medium == Medium::kSms && !room.Fits(whole)) return std::nullopt;
  return whole;
}

}  // namespace

bool Room::Fits(std::string_view text) const {
  if (medium == Medium::kSms) return SmsParts(text) <= kMaxReplyParts;
  if (const auto septets = Gsm7Septets(text))
    return *septets <= static_cast<size_t>(std::max(limits.gsm7, 0));
  return Utf16Units(text) <= static_cast<size_t>(std::max(limits.ucs2, 0));
}

Pages Paginate(std::vector<std::string> note_texts, std::vector<std::string> texts,
               const std::string& more, const Room& room) {
  Lines notes(std::move(note_texts), room);
  Lines lines(std::move(texts), room);
  if (auto whole = OnOnePage(notes, lines, room)) return {{*std::move(whole)}, 0};
  Pages out;
  Append(notes, lines.texts.empty(), more, room, out.pages);
  out.question = out.pages.size();
  Append(lines, true, more, room, out.pages);
  if (out.pages.empty()) out.pages.emplace_back();
  out.question = std::min(out.question, out.pages.size() - 1);
  return out;
}

}  // namespace tipline::flows
