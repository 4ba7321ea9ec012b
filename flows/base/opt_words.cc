#include "flows/base/opt_words.h"

#include <algorithm>
#include <array>

#include "flows/base/input.h"

namespace tipline {
namespace {

constexpr size_t kLongest = 40;  // bytes, folded; what is longer is no keyword

// As ReadTyped gives them: folded, without accents and punctuation at the ends.
constexpr std::array<std::string_view, 23> kOut = {
    "stop",   "stopall", "stop all", "unsubscribe", "cancel", "end",   "quit", "revoke",
    "optout", "opt out", "opt-out",  "remove",      "td",     "arret", "acha", "sitisha",
    "parar",  "sair",    "basta",    "cancelar",    "توقف",   "ايقاف", "रोको"};
// YES only answers a question of ours, and a conversation is opened by any words: it is no opt-in
// here.
constexpr std::array<std::string_view, 3> kIn = {"start", "unstop", "ابدا"};

}  // namespace

OptChange OptWord(std::string_view text) {
  if (text.empty() || text.size() > kLongest) return OptChange::kNone;
  const std::string key = ReadTyped(text, kLongest).key;
  if (std::find(kOut.begin(), kOut.end(), key) != kOut.end()) return OptChange::kOptOut;
  if (std::find(kIn.begin(), kIn.end(), key) != kIn.end()) return OptChange::kOptIn;
  return OptChange::kNone;
}

}  // namespace tipline
