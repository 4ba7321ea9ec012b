// Advance: state and input in; screen, state and effects out. Pure: no socket, clock, chance,
// thread or log; time and entropy come in with the input. The rule set: one retry with a simpler
// prompt, then a call-back offer; `0` leave, `9` a person / call me, `*` language everywhere; a
// dropped USSD session resumes at the same question after a neutral safety screen (domain.md §3.2,
// §3.5, §4.2). Never fails: whatever the input, there is a screen. Thread-safe for one FlowSet used
// by many threads.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flows/engine/flow_set.h"
#include "flows/knowledge/knowledge.h"
#include "flows/model/effect.h"
#include "flows/model/session.h"

namespace tipline::flows {

constexpr int kMaxStepsPerTurn = 64;  // steps run between two inputs; more is a loop in the flow
constexpr int kResultBy = 4;  // screens to the first useful result of a flow (domain.md §4.1)
constexpr int kMaxDepth = 8;  // subflow calls inside each other
constexpr size_t kMaxInputBytes =
    8192;  // longer input is cut at a character border for menus, kept whole for text
constexpr size_t kMaxSessionBytes =
    16384;  // encoded size; older `said` words are folded away beyond it

// Room on one screen: septets of the GSM 7-bit alphabet, or UTF-16 units once a character is
// outside it.
struct ScreenLimits {
  int gsm7 = 160;
  int ucs2 = 70;
};

struct Input {
  Medium medium = Medium::kUssd;
  std::string text;                 // this turn's answer only; empty on a fresh dial
  bool opens = false;               // a fresh dial (USSD), or nothing was going on (SMS)
  std::string remembered_language;  // of this phone, may be empty
  std::string default_language;     // of the channel: what is spoken until a language is chosen
  bool free = false;                // it costs the caller nothing: texts `free` instead of `text`
  std::string emergency;            // of the channel; empty: the flow's own
  std::string
      entry;  // a flow of the bundle to begin with, instead of the root's start; tests, trials
  std::string channel;
  std::string service_code;
  Secret<std::string> number;  // E.164; goes into the tip unless consent is anonymous
  std::string pseudonym;
  TimePoint now{};
  std::array<uint8_t, 32> entropy{};  // fresh random bytes: ids, case code, PIN
  ScreenLimits limits;
  bool gsm7 = false;  // the channel cannot show other letters, or not enough of them: texts in the
                      // fallback spelling where the language has one
  // What is known without asking the records; may be null, then nothing is found.
  const Knowledge* knowledge = nullptr;
  // Verified for this phone (gateway/store/live/contacts.h); empty: none.
  std::string role, role_country;
  // The answer to Session::inquiry, if it is there by now.
  std::optional<Findings> findings;
  // Nobody typed anything: the turn before asked, and what it asked for is there.
  bool continues = false;
};

struct Turn {
  std::string screen;  // what the phone shows; within the limits; may be empty for SMS (no reply)
  bool ends = false;   // USSD: END; the session is over
  Session session;
  std::vector<Effect> effects;
};

// `session` is the stored one, or a default one if there is none (or it ended). `bundle` is the
// version that the session is pinned to, or the newest one for a fresh session.
Turn Advance(const Bundle& bundle, Session session, const Input& input);

// The tip for a message that the engine could not handle: nothing is lost, staff see the words as
// they came.
Tip RawTip(const Input& input);

}  // namespace tipline::flows
