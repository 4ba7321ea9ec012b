// What one phone must see, and what must be filed of it, from the same pure engine that the gateway
// uses, without Redis, repeats or faults in between. Where the phone never learnt whether a message
// was taken, both are possible until an answer tells: this holds every state that explains all
// answers so far. One thread at a time. Tests: reference_test.cc
#pragma once

#include <string>
#include <vector>

#include "flows/engine/engine.h"
#include "tests/chaos/ledger.h"

namespace tipline::chaos {

// A screen without what chance put into it: runs of four and more digits (code and PIN) become '#'.
std::string Masked(const std::string& screen);
// The same runs, joined: what names one conversation; empty where the screen shows none.
std::string CodeIn(const std::string& screen);

class Reference {
 public:
  // `bundle` must outlive it.
  Reference(const flows::Bundle& bundle, Medium medium);

  // A turn was answered. `opens`: a fresh dial. False: no state explains the screen, so it is not
  // this phone's; nothing changes then.
  bool Took(const std::string& input, bool opens, const std::string& screen, bool ends);
  // A turn was accepted, and its answer comes later, if at all.
  void Accepted(const std::string& input, bool opens);
  // The answer of the newest accepted turn came by another way. False: it is none of its screens.
  bool Heard(const std::string& text);
  // Nobody knows.
  void MayHaveTaken(const std::string& input, bool opens);

  // The step that the phone is at, in the likeliest state; empty: nothing begun, or all is over.
  std::string Step() const;
  bool Resuming() const;     // it shows "go on?"
  bool CallOffered() const;  // it asks whether somebody should call
  bool Certain() const { return states_.size() == 1; }
  // Masked: all that any state ever showed.
  const std::vector<std::string>& screens() const;

  // What the store may hold of this phone: one list for each state.
  std::vector<std::vector<FiledTip>> Possible() const;

 private:
  struct State {
    Session session;
    std::string language;  // remembered for the phone
    std::string screen;    // masked
    bool ends = false;
    std::vector<FiledTip> filed;
    std::vector<std::string> talks;  // conversation ids, in order
  };
  State Next(const State& state, const std::string& input, bool opens);
  void Keep(std::vector<State> states);

  const flows::Bundle& bundle_;
  const Medium medium_;
  std::vector<State> states_;
  std::vector<std::string> screens_;
  uint64_t turns_ = 0;
};

}  // namespace tipline::chaos
