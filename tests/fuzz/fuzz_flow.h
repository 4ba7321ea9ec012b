// A small flow with a question of every kind, and one turn of it with what must hold after any
// turn.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "flows/engine/engine.h"
#include "flows/engine/screen.h"
#include "tests/fuzz/require.h"

namespace tipline::fuzz {

inline constexpr const char* kFlow =
    R"({"flow":"f","start":"l","languages":["en","ar"],"duress_words":{"en":["blue kettle"]},
 "emergency":"112","steps":[
 {"id":"l","kind":"ask_language","text":"Language:","next":"m"},
 {"id":"m","kind":"menu","var":"m","text":"Who?","options":[{"value":"me","text":"Me","next":"t"},
   {"value":"saw","text":"Something I saw","next":"n"},{"value":"sub","text":"Other","next":"s"}]},
 {"id":"t","kind":"ask_text","var":"t","text":"What?","skip_text":"Skip","next":"c"},
 {"id":"n","kind":"ask_number","var":"n","text":"How many?","max":60,"next":"p"},
 {"id":"p","kind":"ask_place","text":"Where?","next":"c"},
 {"id":"s","kind":"subflow","flow":"g","next":"c"},
 {"id":"c","kind":"consent","text":"Share?","options":[{"value":"share","text":"Yes"},{"value":"anonymous","text":"No"}],"next":"f"},
 {"id":"f","kind":"file_tip","text":"Thank you. Keep this number: {code} with {pin}. In an emergency call {emergency}. It is all that you need to come back to us.","next":"m"}]})";
inline constexpr const char* kSubflow = R"({"flow":"g","start":"a","steps":[
 {"id":"a","kind":"ask_age_band","text":"Age?","options":[{"value":"12_17","text":"Under 18"},{"value":"not_sure","text":"Not sure"}],"next":"w"},
 {"id":"w","kind":"ask_choice_many","var":"w","text":"Needs?","options":[{"value":"a","text":"Food"},{"value":"b","text":"Doctor"}]}]})";

inline const flows::Bundle& TheBundle() {
  static const auto kBundle = flows::Compile({{"f.json", kFlow}, {"g.json", kSubflow}}, {});
  Require(kBundle.has_value(), "the flow is right");
  return *kBundle;
}

inline Session Stored(const Session& session) {
  const std::string text = EncodeSession(session);
  Require(text.size() <= flows::kMaxSessionBytes, "the session is small");
  auto read = DecodeSession(text);
  Require(read.has_value() && EncodeSession(*read) == text, "the session comes back");
  return *std::move(read);
}

// A turn: there is a screen within the limits, session and tips come back from storage as they
// were.
inline flows::Turn Take(Session session, const flows::Input& input) {
  auto turn = flows::Advance(TheBundle(), std::move(session), input);
  Require(!turn.screen.empty() && flows::Room{input.medium, input.limits}.Fits(turn.screen),
          "there is a screen within the limits");
  Require(turn.ends == turn.session.ended, "the end is the end");
  for (const Effect& effect : turn.effects)
    if (const auto* file = std::get_if<FileTip>(&effect))
      Require(DecodeTip(EncodeTip(file->tip)).has_value(), "the tip comes back");
  turn.session = Stored(turn.session);
  return turn;
}

}  // namespace tipline::fuzz
