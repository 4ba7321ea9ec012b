#include "tests/flows/knowledge/recruiter_names.h"

#include <algorithm>
#include <array>
#include <set>

namespace tipline::flows::testing {
namespace {

constexpr std::array kBeginnings = {"za", "ko", "mi", "tu", "ra", "be", "no",  "li", "sha", "du",
                                    "pe", "wa", "gi", "fo", "ja", "hu", "cha", "ve", "so",  "qua"};
constexpr std::array kMiddles = {"nda", "lu",  "ri",  "mba", "ste", "ko", "vi", "na", "phi", "go",
                                 "tra", "lle", "ndo", "ssi", "rke", "mu", "bo", "xi", "ta",  "ze"};
constexpr std::array kEnds = {"ra", "n",  "xa", "l",  "mo", "ri", "s",  "ko", "ya", "th",
                              "ne", "du", "x",  "ma", "r",  "to", "li", "ck", "vo", "sha"};
constexpr std::array kTrades = {"Manpower",   "Recruitment", "Overseas",    "International",
                                "Employment", "Travel",      "Consultants", "Placement",
                                "Services",   "Labour",      "Staffing",    "Global"};
constexpr std::array kForms = {"Ltd", "Limited", "Agency", "Co", "Company", "Agencies", ""};
constexpr std::array kKeys = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};

template <size_t N>
std::string Any(const std::array<const char*, N>& parts, Chance& chance) {
  return parts[chance.Below(N)];
}

std::string Stem(Chance& chance) {
  std::string stem = Any(kBeginnings, chance) + Any(kMiddles, chance);
  if (chance.Below(2) == 0) stem += Any(kMiddles, chance);
  stem += Any(kEnds, chance);
  stem[0] = static_cast<char>(stem[0] - 'a' + 'A');
  return stem;
}

std::vector<std::string> WordsOf(const std::string& name) {
  std::vector<std::string> words;
  for (size_t at = 0; at < name.size();) {
    const size_t end = std::min(name.find(' ', at), name.size());
    if (end > at) words.push_back(name.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::string Joined(const std::vector<std::string>& words, const char* between = " ") {
  std::string name;
  for (const std::string& word : words)
    name += (name.empty() ? "" : between) + word;
  return name;
}

// A place within the first word, the one that tells firms apart.
size_t Place(const std::string& name, Chance& chance) {
  const size_t end = std::min(name.find(' '), name.size());
  return 1 + chance.Below(end - 2);
}

std::string Neighbour(const std::string& name, Chance& chance) {
  std::string out = name;
  char& c = out[Place(name, chance)];
  for (const std::string row : kKeys)
    if (const size_t at = row.find(c); at != std::string::npos) {
      c = row[at == 0 ? 1 : at - 1];
      break;
    }
  return out;
}

std::string Drop(const std::string& name, Chance& chance) {
  std::string out = name;
  return out.erase(Place(name, chance), 1);
}

std::string Twice(const std::string& name, Chance& chance) {
  std::string out = name;
  const size_t at = Place(name, chance);
  return out.insert(at, 1, out[at]);
}

std::string Swap(const std::string& name, Chance& chance) {
  std::string out = name;
  const size_t at = Place(name, chance);
  if (out[at + 1] != ' ') std::swap(out[at], out[at + 1]);
  return out;
}

std::string ByEar(const std::string& name, Chance&) {
  std::string out = name;
  for (const auto& [from, to] : {std::pair{"ph", "f"},
                                 {"ck", "k"},
                                 {"x", "ks"},
                                 {"qua", "kwa"},
                                 {"th", "t"},
                                 {"ss", "s"},
                                 {"ll", "l"},
                                 {"v", "f"}})
    if (const size_t at = out.find(from); at != std::string::npos)
      return out.replace(at, std::string(from).size(), to);
  if (const size_t at = out.find('i', 1); at != std::string::npos) out[at] = 'e';
  return out;
}

std::string Missing(const std::string& name, Chance& chance) {
  auto words = WordsOf(name);
  if (words.size() > 2)
    words.erase(words.begin() + 1 + static_cast<std::ptrdiff_t>(chance.Below(words.size() - 1)));
  return Joined(words);
}

std::string RunTogether(const std::string& name, Chance&) {
  return Joined(WordsOf(name), "");
}

std::string Apart(const std::string& name, Chance& chance) {
  std::string out = name;
  return out.insert(Place(name, chance), " ");
}

std::string OtherOrder(const std::string& name, Chance&) {
  auto words = WordsOf(name);
  std::rotate(words.begin(), words.begin() + 1, words.end());
  return Joined(words);
}

std::string TwoSlips(const std::string& name, Chance& chance) {
  return Drop(Neighbour(name, chance), chance);
}

}  // namespace

size_t Chance::Below(size_t limit) {
  state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
  return static_cast<size_t>(state_ >> 33U) % limit;
}

std::vector<std::string> InventedRecruiters(size_t number, uint64_t seed) {
  Chance chance(seed);
  std::set<std::string> seen;
  std::vector<std::string> names;
  while (names.size() < number) {
    std::vector<std::string> words = {Stem(chance)};
    if (chance.Below(5) == 0) words.push_back(Stem(chance));
    words.push_back(Any(kTrades, chance));
    if (chance.Below(3) == 0) words.push_back(Any(kTrades, chance));
    words.push_back(Any(kForms, chance));
    std::string name = Joined(words);
    while (name.back() == ' ')
      name.pop_back();
    if (seen.insert(words[0] + " " + words[1]).second) names.push_back(std::move(name));
  }
  return names;
}

const std::vector<NamedSlip>& Slips() {
  static const std::vector<NamedSlip> slips = {{"neighbour key", Neighbour},
                                               {"dropped", Drop},
                                               {"doubled", Twice},
                                               {"swapped", Swap},
                                               {"by ear", ByEar},
                                               {"word missing", Missing},
                                               {"run together", RunTogether},
                                               {"apart", Apart},
                                               {"other order", OtherOrder},
                                               {"two slips", TwoSlips}};
  return slips;
}

}  // namespace tipline::flows::testing
