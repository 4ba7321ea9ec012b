// Any answer to any question of the flow, one turn an input: the first byte chooses the question,
// the language and the medium, the rest is what was typed.
#include <array>
#include <vector>

#include "tests/fuzz/fuzz_flow.h"

namespace {

using tipline::Medium;
using tipline::Session;
using tipline::flows::Input;

// The answers that lead to each question, after the one that chooses the language; "" is an answer
// that is not understood, so that the retry of a question is a place of its own.
const std::vector<std::vector<const char*>>& Ways() {
  static const std::vector<std::vector<const char*>> kWays = {
      {},                          // menu
      {"nonsense"},                // menu again, with its simpler prompt
      {"1"},                       // ask_text
      {"2"},                       // ask_number
      {"2", "many of them"},       // ask_number again
      {"2", "3"},                  // ask_place
      {"3"},                       // ask_age_band in a subflow
      {"3", "1"},                  // ask_choice_many
      {"1", "they beat us"},       // consent
      {"1", "they beat us", "2"},  // after file_tip: code and PIN
  };
  return kWays;
}

struct Place {
  Session session;
  Medium medium = Medium::kUssd;
};

Input At(Medium medium, const char* text) {
  Input input;
  input.medium = medium;
  input.text = text;
  return input;
}

Place Walk(const std::vector<const char*>& way, const char* language, Medium medium) {
  Input opens = At(medium, "");
  opens.opens = true;
  Session session = tipline::fuzz::Take({}, opens).session;
  session = tipline::fuzz::Take(std::move(session), At(medium, language)).session;
  for (const char* answer : way)
    session = tipline::fuzz::Take(std::move(session), At(medium, answer)).session;
  tipline::fuzz::Require(!session.ended, "the way leads to a question");
  return {std::move(session), medium};
}

const std::vector<Place>& Places() {
  static const std::vector<Place> kPlaces = [] {
    std::vector<Place> places;
    for (const auto& way : Ways())
      for (const char* language : {"1", "2"})
        for (const Medium medium : {Medium::kUssd, Medium::kSms})
          places.push_back(Walk(way, language, medium));
    return places;
  }();
  return kPlaces;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const Place& place = Places()[data[0] % Places().size()];
  Input input = At(place.medium, "");
  input.text.assign(data + 1, data + size);
  (void)tipline::fuzz::Take(place.session, input);
  return 0;
}
