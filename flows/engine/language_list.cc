#include "flows/engine/language_list.h"

#include "flows/base/gsm7.h"
#include "flows/base/gsm7_spelling.h"
#include "flows/base/text.h"

namespace tipline::flows {
namespace {

constexpr size_t kPlainKeys = 6;  // 7 8 9 0 are taken
constexpr size_t kGap = 4;

size_t KeyOf(size_t index) {
  return index < kPlainKeys ? index + 1 : index + 1 + kGap;
}

bool Begins(const std::string& name, const std::string& key) {
  return name.compare(0, key.size(), key) == 0;
}

// "Tieng Viet", "Arabic": a list in a screen of GSM 7-bit.
std::string Gsm7Name(const BundleData& bundle, size_t i) {
  return Gsm7Spelling()
      .Of(bundle.language_names[i])
      .value_or(EnglishLanguageName(bundle.languages[i]));
}

}  // namespace

std::vector<std::string> MakeLanguageLines(const BundleData& bundle, bool gsm7) {
  std::vector<std::string> lines;
  lines.reserve(bundle.language_names.size());
  for (size_t i = 0; i < bundle.language_names.size(); ++i)
    lines.push_back(std::to_string(KeyOf(i)) + " " +
                    (gsm7 ? Gsm7Name(bundle, i) : bundle.language_names[i]));
  return lines;
}

std::optional<size_t> ReadLanguage(const BundleData& bundle, const WordList& words,
                                   const Typed& typed) {
  const std::string& key = typed.key;
  if (key.empty()) return std::nullopt;
  auto number = WholeNumber(key);
  if (!number) number = words.Digit(key);
  if (number) {
    for (size_t i = 0; i < bundle.languages.size(); ++i)
      if (KeyOf(i) == static_cast<size_t>(*number)) return i;
    return std::nullopt;
  }
  std::optional<size_t> beginning;
  bool several = false;
  for (size_t i = 0; i < bundle.languages.size(); ++i) {
    const auto& [code, own, english] = bundle.language_keys[i];
    if (key == own || key == english || key == code) return i;
    const bool near = key.size() >= 5 && (WithinOneEdit(key, own) || WithinOneEdit(key, english));
    if (!near && !Begins(own, key) && !Begins(english, key)) continue;
    several = several || beginning.has_value();
    beginning = i;
  }
  return several ? std::nullopt : beginning;
}

}  // namespace tipline::flows
