// Any conversation with a flow of every kind of question: there is always a screen within the
// limits, and session and tips come back from storage as they were. The input is the conversation:
// one answer a line; a line "!" dials again.
#include "flows/engine/engine.h"
#include "flows/engine/screen.h"
#include "tests/fuzz/require.h"

namespace {

using tipline::fuzz::Require;

constexpr const char* kFlow =
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
constexpr const char* kSubflow = R"({"flow":"g","start":"a","steps":[
 {"id":"a","kind":"ask_age_band","text":"Age?","options":[{"value":"12_17","text":"Under 18"},{"value":"not_sure","text":"Not sure"}],"next":"w"},
 {"id":"w","kind":"ask_choice_many","var":"w","text":"Needs?","options":[{"value":"a","text":"Food"},{"value":"b","text":"Doctor"}]}]})";

const tipline::flows::Bundle& TheBundle() {
  static const auto kBundle =
      tipline::flows::Compile({{"f.json", kFlow}, {"g.json", kSubflow}}, {});
  Require(kBundle.has_value(), "the flow is right");
  return *kBundle;
}

tipline::Session Stored(const tipline::Session& session) {
  const std::string text = tipline::EncodeSession(session);
  Require(text.size() <= tipline::flows::kMaxSessionBytes, "the session is small");
  auto read = tipline::DecodeSession(text);
  Require(read.has_value() && tipline::EncodeSession(*read) == text, "the session comes back");
  return *std::move(read);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data),
                              size);  // NOLINT(*-reinterpret-cast)
  (void)tipline::DecodeSession(text);
  (void)tipline::DecodeTip(text);
  tipline::flows::Input input;
  input.medium = size % 2 == 0 ? tipline::Medium::kUssd : tipline::Medium::kSms;
  const tipline::flows::Room room{input.medium, input.limits};
  tipline::Session session;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    input.text = std::string(text.substr(at, end - at));
    input.opens = input.text == "!" || session.id.empty() || session.ended;
    ++input.entropy[at % input.entropy.size()];
    at = end + 1;
    auto turn = tipline::flows::Advance(TheBundle(), std::move(session), input);
    Require(!turn.screen.empty() && room.Fits(turn.screen), "there is a screen within the limits");
    Require(turn.ends == turn.session.ended, "the end is the end");
    for (const tipline::Effect& effect : turn.effects)
      if (const auto* file = std::get_if<tipline::FileTip>(&effect))
        Require(tipline::DecodeTip(tipline::EncodeTip(file->tip)).has_value(),
                "the tip comes back");
    session = Stored(turn.session);
  }
  return 0;
}
