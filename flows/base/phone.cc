#include "flows/base/phone.h"

#include <algorithm>

#include <phonenumbers/phonenumberutil.h>

#include "flows/base/text.h"

namespace tipline {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr size_t kMinDigits = 7;
constexpr size_t kMaxDigits = 15;
constexpr size_t kMaxShortCode = 8;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

void DropPrefix(std::string_view& text, std::string_view prefix) {
  if (text.size() < prefix.size()) return;
  const bool same = std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) {
    return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
  });
  if (same) text.remove_prefix(prefix.size());
}

// Digits with at most one '+' before them; empty if there is anything but the usual separators
// between.
std::string OnlyDigits(std::string_view text) {
  std::string out;
  const std::string ascii = Fold(text);
  for (const char c : ascii) {
    if (IsDigit(c) || (c == '+' && out.empty()))
      out += c;
    else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' && c != '/')
      return {};
  }
  return out;
}

std::string National(const std::string& digits, std::string_view region) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(digits, std::string(region), &number) != PhoneNumberUtil::NO_PARSING_ERROR)
    return {};
  const bool short_form = digits.size() <= kMaxShortCode && digits.front() != '0';
  if (short_form ? !util.IsValidNumber(number) : !util.IsPossibleNumber(number)) return {};
  std::string e164;
  util.Format(number, PhoneNumberUtil::E164, &e164);
  return e164;
}

}  // namespace

bool LooksLikeMsisdn(std::string_view text) {
  return text.size() > kMinDigits && text.size() <= kMaxDigits + 1 && text[0] == '+' &&
         text[1] >= '1' && text[1] <= '9' && std::all_of(text.begin() + 2, text.end(), IsDigit);
}

bool IsShortCode(std::string_view text) {
  return text.size() >= 3 && text.size() <= kMaxShortCode &&
         std::all_of(text.begin(), text.end(), IsDigit);
}

bool LooksLikeWord(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0xC3;
  });
}

Result<std::string> NormalizeMsisdn(std::string_view raw, std::string_view region) {
  if (LooksLikeMsisdn(raw)) return std::string(raw);
  const Error wrong = Invalid("not a phone number; allowed: E.164 or a national number");
  if (raw.empty() || raw.size() > kMaxNumberBytes) return wrong;
  DropPrefix(raw, "tel:");
  DropPrefix(raw, "whatsapp:");
  const bool lost_plus = raw.size() > 1 && raw[0] == ' ' && raw[1] >= '1' && raw[1] <= '9';
  std::string digits = OnlyDigits(raw);
  if (digits.size() < 3) return wrong;
  if (digits.compare(0, 2, "00") == 0)
    digits.replace(0, 2, "+");
  else if (lost_plus && digits.size() > kMaxShortCode)
    digits.insert(0, 1, '+');
  if (LooksLikeMsisdn(digits)) return digits;
  if (digits.front() == '+') return wrong;
  if (std::string e164 = National(digits, region); LooksLikeMsisdn(e164)) return e164;
  // Digits of another country without the '+': longer than any national number.
  digits.insert(0, 1, '+');
  if (digits.size() > kMaxShortCode + 2 && LooksLikeMsisdn(digits)) return digits;
  return wrong;
}

}  // namespace tipline
