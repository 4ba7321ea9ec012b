#include "flows/base/gsm7_spelling.h"

#include <utility>

#include "flows/base/gsm7.h"
#include "flows/base/text.h"
#include "flows/base/text_accents.h"

namespace tipline {
namespace {

// Letters that are no base letter with a mark; what everybody texts for them.
const std::map<char32_t, std::string>& Common() {
  static const std::map<char32_t, std::string> letters = {
      {0x111, "d"}, {0x110, "D"}, {0x153, "oe"}, {0x152, "OE"}, {0x142, "l"},
      {0x141, "L"}, {0x131, "i"}, {0x2BC, "'"},  {0x2BB, "'"},  {0xAB, "\""},
      {0xBB, "\""}, {0xBA, "o"},  {0xAA, "a"}};
  return letters;
}

}  // namespace

Result<Gsm7Spelling> Gsm7Spelling::Read(const std::vector<std::string>& lines) {
  Gsm7Spelling spelling;
  for (const std::string& line : lines) {
    const std::string whole = Composed(line);
    size_t at = 0;
    const char32_t letter = whole.empty() ? 0 : NextCodePoint(whole, at);
    const std::string stand_in(Trim(std::string_view(whole).substr(at)));
    const bool parted = at == whole.size() || whole[at] == ' ';
    if (letter == 0 || !parted || !Gsm7Septets(stand_in))
      return Invalid("gsm7: " + line + ": allowed: a letter, a space, letters of GSM 7-bit");
    spelling.letters_.insert_or_assign(letter, stand_in);
  }
  return spelling;
}

std::optional<std::string> Gsm7Spelling::Of(std::string_view text) const {
  const std::string plain = Composed(PlainTypography(text));
  std::string out;
  for (size_t at = 0; at < plain.size();) {
    const char32_t c = NextCodePoint(plain, at);
    const char32_t base = BaseLetter(c);
    const auto own = letters_.find(c);
    const auto common = Common().find(c);
    const auto own_base = letters_.find(base);
    if (own != letters_.end())
      out += own->second;
    else if (SeptetsOf(c) > 0)
      AppendUtf8(c, out);
    else if (common != Common().end())
      out += common->second;
    else if (own_base != letters_.end())
      out += own_base->second;
    else if (SeptetsOf(base) > 0)
      AppendUtf8(base, out);
    else if (!IsMark(c))
      return std::nullopt;
  }
  return out;
}

}  // namespace tipline
