#include "flows/base/phone.h"

#include <algorithm>

#include <phonenumbers/phonenumberutil.h>

#include "flows/base/ascii.h"
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
  if (EqualsIgnoringCase(text.substr(0, prefix.size()), prefix)) text.remove_prefix(prefix.size());
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

const PhoneNumberUtil& Util() {
  return *PhoneNumberUtil::GetInstance();
}

// How sure it is that digits are a number: of a phone that can send; of some line, or by their
// count.
enum class Sure { kNot, kPossible, kMobile };

struct Reading {
  Sure sure = Sure::kNot;
  bool valid = false;  // the library knows its range
  std::string e164;
};

Reading Read(const std::string& digits, std::string_view region) {
  PhoneNumber number;
  Reading reading;
  if (Util().Parse(digits, std::string(region), &number) != PhoneNumberUtil::NO_PARSING_ERROR)
    return reading;
  Util().Format(number, PhoneNumberUtil::E164, &reading.e164);
  if (!LooksLikeMsisdn(reading.e164)) return reading;
  reading.valid = Util().IsValidNumber(number);
  const auto type = Util().GetNumberType(number);
  if (type == PhoneNumberUtil::MOBILE || type == PhoneNumberUtil::FIXED_LINE_OR_MOBILE)
    reading.sure = Sure::kMobile;
  else if (reading.valid ||
           Util().IsPossibleNumberWithReason(number) == PhoneNumberUtil::IS_POSSIBLE)
    reading.sure = Sure::kPossible;
  return reading;
}

// As short as a service: a number only if the library knows it, and below that only a mobile one.
std::string OfShort(const std::string& digits, std::string_view region) {
  const Reading national = Read(digits, region);
  const bool known =
      national.sure == Sure::kMobile || (national.valid && digits.size() >= kMinDigits);
  return known ? national.e164 : std::string();
}

// Digits without '+' and without the 0 of national numbers: most providers send the international
// form so, some the national one, and often both can be read (in Germany 2547… is an area code, in
// Brazil 51 9… a mobile number that is one of Peru as well). What sends is a mobile phone; where
// that does not decide, nobody's: an answer must not reach a stranger.
std::string OfUnmarked(const std::string& digits, std::string_view region) {
  if (digits.size() <= kMaxShortCode) return OfShort(digits, region);
  const Reading national = Read(digits, region);
  const Reading international = Read("+" + digits, region);
  if (national.e164 == international.e164 || national.sure > international.sure)
    return national.sure == Sure::kNot ? std::string() : national.e164;
  return international.sure > national.sure ? international.e164 : std::string();
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
  std::string e164;
  if (digits.front() != '0')
    e164 = OfUnmarked(digits, region);
  else if (Reading national = Read(digits, region); national.sure >= Sure::kPossible)
    e164 = std::move(national.e164);
  if (LooksLikeMsisdn(e164)) return e164;
  return wrong;
}

std::string CountryOf(std::string_view e164) {
  PhoneNumber number;
  if (Util().Parse(std::string(e164), "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR)
    return {};
  std::string country;
  Util().GetRegionCodeForNumber(number, &country);
  // A number that the library does not know is still of a country, where only one has the code.
  if (country.size() != 2 || country == "ZZ")
    Util().GetRegionCodeForCountryCode(number.country_code(), &country);
  return country.size() == 2 && country != "ZZ" ? country : std::string();
}

}  // namespace tipline
