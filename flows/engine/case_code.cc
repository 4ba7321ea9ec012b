#include "flows/engine/case_code.h"

#include <algorithm>
#include <array>
#include <utility>

#include "flows/base/text.h"
#include "flows/engine/ids.h"

namespace tipline::flows {
namespace {

// Of those who were given a code in another language; their own word is in the texts.
constexpr std::array<std::string_view, 3> kCodeWords = {"code", "pin", "number"};
constexpr size_t kLeadWords = 3;  // "Please keep this:"
constexpr size_t kPinLead = 5;    // ", and the PIN of it is"
constexpr std::string_view kBetweenDigits = " -()./";
constexpr std::string_view kBlank = "***";

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// What stands between code and PIN in one language of a text.
void AddPinWord(const std::string& text, std::vector<std::string>& words) {
  constexpr std::string_view kCode = "{code}";
  const size_t code = text.find(kCode);
  if (code == std::string::npos) return;
  const size_t from = code + kCode.size();
  const size_t pin = text.find("{pin}", from);
  if (pin == std::string::npos) return;
  const std::string between = FoldBare(text.substr(from, pin - from));
  if (const std::string_view word = TrimPunctuation(between); !word.empty())
    words.emplace_back(word);
}

bool IsPinWord(const BundleData& data, std::string_view word) {
  return std::binary_search(data.pin_words.begin(), data.pin_words.end(), word, std::less<>());
}

struct Parts {
  std::string digits;
  size_t lead = 0;       // words before them
  bool strange = false;  // one of those is no word for a code
  bool says_pin = false;
  bool apart = false;  // something stands between code and PIN
  bool gaps = false;   // or anywhere within the digits
  bool other = false;  // words anywhere else
};

// As MakeCaseCode makes them; "00" begins a phone number of another country.
bool IsCodeShaped(std::string_view digits) {
  return digits.size() >= kCodeDigits && digits[0] == '0' && digits[1] != '0';
}

bool MayBeCode(size_t digits) {
  return digits == kCodeDigits || digits == kCodeDigits + kPinDigits;
}

void TakeWord(const BundleData& data, std::string_view run, Parts& parts) {
  const std::string_view word = TrimPunctuation(run);
  if (word.empty()) return;
  const bool first = parts.digits.empty();
  const bool known = (first || parts.digits.size() == kCodeDigits) && IsPinWord(data, word);
  if (first) {
    ++parts.lead;
    parts.strange = parts.strange || !known;
  } else if (known) {
    parts.says_pin = true;
  } else {
    parts.other = true;
  }
}

Parts Read(const BundleData& data, std::string_view text) {
  Parts parts;
  if (!MayBeCode(static_cast<size_t>(std::count_if(text.begin(), text.end(), IsDigit))))
    return parts;
  bool gap = false;
  for (size_t at = 0; at < text.size();) {
    if (IsDigit(text[at])) {
      if (gap && parts.digits.size() == kCodeDigits) parts.apart = true;
      parts.gaps = parts.gaps || (gap && !parts.digits.empty());
      gap = false;
      parts.digits += text[at++];
      continue;
    }
    gap = true;
    const size_t from = at;
    while (at < text.size() && IsLetter(text[at]))
      ++at;
    if (at == from) {
      ++at;
    } else {
      TakeWord(data, text.substr(from, at - from), parts);
      // Somebody tells something; a look for each of many words would be dear.
      if (parts.other || parts.lead > kLeadWords) return {};
    }
  }
  return parts;
}

// As typed, in the digits of any script.
struct Number {
  size_t from = 0, to = 0;
  std::string digits;
};

std::vector<Number> FindNumbers(std::string_view words) {
  std::vector<Number> numbers;
  bool within = false;
  for (size_t at = 0; at < words.size();) {
    const size_t from = at;
    NextCodePoint(words, at);
    const std::string_view character = words.substr(from, at - from);
    const std::string folded = character.size() == 1 ? std::string(character) : FoldBare(character);
    if (folded.size() == 1 && IsDigit(folded[0])) {
      if (!within) numbers.push_back({from, at, {}});
      numbers.back().to = at;
      numbers.back().digits += folded;
      within = true;
    } else if (kBetweenDigits.find(words[from]) == std::string_view::npos) {
      within = false;
    }
  }
  return numbers;
}

// `hides` is asked of each number with the one before it.
template <class Hides>
std::string Blanked(std::string_view words, const Hides& hides) {
  const std::vector<Number> numbers = FindNumbers(words);
  std::string out;
  size_t at = 0;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const Number& number = numbers[i];
    out += words.substr(at, number.from - at);
    const bool hidden = hides(i == 0 ? nullptr : &numbers[i - 1], number);
    out += hidden ? kBlank : words.substr(number.from, number.to - number.from);
    at = number.to;
  }
  out += words.substr(at);
  return out;
}

}  // namespace

std::vector<std::string> FindPinWords(const BundleData& data) {
  std::vector<std::string> words(kCodeWords.begin(), kCodeWords.end());
  for (const Flow& flow : data.flows)
    for (const Step& step : flow.steps)
      for (const Wording* wording : {&step.text, &step.sms})
        for (const auto* texts : {&wording->in, &wording->gsm7})
          for (const std::string& text : *texts)
            AddPinWord(text, words);
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

size_t CountDigits(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), IsDigit));
}

bool MayHoldPin(std::string_view words) {
  const auto foreign = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  return CountDigits(words) >= kCodeDigits + kPinDigits ||
         std::any_of(words.begin(), words.end(), foreign);
}

bool IsCaseCode(const BundleData& data, std::string_view key, CodeShape least) {
  const Parts parts = Read(data, key);
  const std::string& digits = parts.digits;
  if (digits.size() != kCodeDigits + kPinDigits || !IsCodeShaped(digits) || parts.other)
    return false;
  if (parts.says_pin) return parts.lead <= kLeadWords;
  if (parts.lead > 0 || least == CodeShape::kSaysPin) return false;
  return least == CodeShape::kAny || parts.apart || !parts.gaps;
}

std::optional<std::string> CodeAfter(const BundleData& data, std::string_view key,
                                     const std::string& keyword, CodeShape least) {
  if (keyword.empty() || key.compare(0, keyword.size(), keyword) != 0) return std::nullopt;
  const std::string_view rest = key.substr(keyword.size());
  if (rest.empty() || IsLetter(rest.front())) return std::nullopt;
  Parts parts = Read(data, rest);
  if (!MayBeCode(parts.digits.size()) || parts.strange || parts.other) return std::nullopt;
  const bool with_pin = parts.digits.size() == kCodeDigits + kPinDigits;
  if (with_pin ? !IsCodeShaped(parts.digits) : least != CodeShape::kAny) return std::nullopt;
  if (least == CodeShape::kSaysPin && !parts.says_pin) return std::nullopt;
  return std::move(parts.digits);
}

std::string WithoutNumbers(std::string_view words) {
  return Blanked(words, [](const Number* /*before*/, const Number& number) {
    return number.digits.size() >= kPinDigits;
  });
}

std::string WithoutPin(const BundleData& data, std::string_view words) {
  return Blanked(words, [&](const Number* code, const Number& pin) {
    if (code == nullptr || code->digits.size() != kCodeDigits || pin.digits.size() != kPinDigits ||
        code->digits[0] != '0')
      return false;
    const std::string between = FoldBare(words.substr(code->to, pin.from - code->to));
    if (IsPinWord(data, TrimPunctuation(between))) return true;
    const std::vector<std::string_view> lead = Words(between);
    return lead.size() <= kPinLead &&
           std::any_of(lead.begin(), lead.end(), [&](std::string_view word) {
             return IsPinWord(data, TrimPunctuation(word));
           });
  });
}

bool LeadsDigits(const BundleData& data, std::string_view rest) {
  const std::vector<std::string_view> words = Words(rest);
  for (size_t i = 0; i < words.size() && i <= kLeadWords; ++i) {
    if (CountDigits(words[i]) > 0) return true;
    const std::string_view word = TrimPunctuation(words[i]);
    if (!word.empty() && !IsPinWord(data, word)) return false;
  }
  return false;
}

std::string WithoutCode(std::string_view words, bool with_pin) {
  const std::vector<Number> numbers = FindNumbers(words);
  if (numbers.empty()) return std::string(words);
  const Number& first = numbers[0];
  const auto cut = [words](const Number& number, const std::string& shown) {
    std::string out(words.substr(0, number.from));
    return out.append(shown).append(kBlank).append(words.substr(number.to));
  };
  if (!with_pin) return first.digits.size() == kCodeDigits ? cut(first, "") : std::string(words);
  if (!IsCodeShaped(first.digits)) return std::string(words);
  if (first.digits.size() == kCodeDigits + kPinDigits)
    return cut(first, first.digits.substr(0, kCodeDigits) + " ");
  if (numbers.size() < 2 || first.digits.size() != kCodeDigits ||
      numbers[1].digits.size() != kPinDigits)
    return std::string(words);
  const std::string between = FoldBare(words.substr(first.to, numbers[1].from - first.to));
  return std::any_of(between.begin(), between.end(), IsLetter) ? std::string(words)
                                                               : cut(numbers[1], "");
}

}  // namespace tipline::flows
