// Plays single turns of a flow that begins by itself, with whatever a look-up or the records are to
// find, and turns the pages of a screen as a person does. One thread; the bundle must outlive it.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "flows/engine/bundle_data.h"
#include "flows/engine/engine.h"

namespace tipline::flows::testing {

using Found = std::map<std::string, std::string>;

// Stands for the code of the language that is spoken: chosen from the list, it changes nothing.
constexpr const char* kOwnLanguage = "{language}";

// What is done in one turn. Plays the same in every language: keys, and words that all understand.
struct Deed {
  enum class Kind { kDial, kSay, kFound } kind = Kind::kSay;
  std::string say;
  std::map<std::string, Answers> knows;  // what the sources of that name find in this turn
  Found findings;                        // kFound: of the inquiry that waits
  Found seeds;                           // kDial: what a caller has set
  std::string role;                      // verified for the phone
  bool new_phone = false;                // kDial: no language is remembered for it
};

struct Played {
  Session session;
  std::vector<std::string> pages;  // of the screen, all of them
  bool ends = false;
  std::vector<std::string> passed;  // names of steps that events tell of
  std::set<std::string> asked;      // sources that were looked in
};

// How the phone gets it.
struct WalkChannel {
  std::string name;
  Medium medium = Medium::kUssd;
  ScreenLimits limits;
  bool gsm7 = false;  // texts in the fallback spelling
};

class Player {
 public:
  Player(const Bundle& bundle, std::string flow, const std::string& language,
         const WalkChannel& channel);

  Played Play(const Session& before, const Deed& deed);
  const Step* StepOf(const Session& session) const;  // on top of the stack; null: none
  size_t turns() const { return turns_; }

 private:
  class Scripted;
  Played Once(const Session& before);
  // Whether the screen says that there is another page.
  bool HasMore(const Session& session, const std::string& screen) const;

  const Bundle& bundle_;
  std::map<std::string, std::shared_ptr<Scripted>> sources_;
  Knowledge knowledge_;
  const std::string language_;
  Input input_;
  size_t turns_ = 0;
};

}  // namespace tipline::flows::testing
