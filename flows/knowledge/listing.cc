#include "flows/knowledge/listing.h"

#include "flows/base/text.h"
#include "flows/base/text_latin.h"

namespace tipline::flows {

std::string InOneLine(const std::vector<std::string>& texts) {
  std::string line;
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string longer = line + (line.empty() ? "" : ", ") + texts[i];
    if (i > 0 && CharacterCount(longer) > kMaxListed)
      return line + " +" + std::to_string(texts.size() - i);
    line = longer;
  }
  return std::string(CutCharacters(line, kMaxListed));
}

std::string CountriesInOneLine(const std::vector<std::string>& countries,
                               const std::string& language) {
  std::vector<std::string> names;
  names.reserve(countries.size());
  for (const std::string& country : countries)
    names.push_back(CountryName(country, language));
  return InOneLine(names);
}

std::string Label(const std::string& text) {
  return std::string(Trim(CutCharacters(text, kMaxLabel)));
}

}  // namespace tipline::flows
