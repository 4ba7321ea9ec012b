// Which numbered option a typed answer means. Accepts the number in any script and as a word, "1.",
// "(1)", "1 yes", the option's text in any language of the bundle, its unambiguous beginning,
// yes/no words, small misspellings (domain.md §4.2). Pure; thread-safe. Tests:
// tests/data/steps/menu.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/steps/kind.h"

namespace tipline::flows {

std::optional<size_t> ReadChoice(const Conversation& conversation, const Step& step,
                                 const Typed& typed);

// "1 Yes", "2 No, later", ...
std::vector<std::string> OptionLines(const Conversation& conversation, const Step& step);

// The base of every kind that offers numbered options and takes one. "private":true: the answer is
// about somebody who has not agreed to anything: it is in no tip before a `keep` step, and nothing
// that is typed here is kept.
class ChoosingKind : public StepKind {
 public:
  void Read(StepReader& reader, Step& step) const override;
  std::vector<Exit> Exits(const Step& step) const override;
  bool Asks() const override { return true; }
  std::vector<std::string> Lines(const Conversation& conversation,
                                 const Step& step) const override {
    return OptionLines(conversation, step);
  }
  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed& typed) const override;

 protected:
  virtual const char* default_var() const {
    return nullptr;
  }  // nullptr: the document must name one
  virtual std::vector<std::string> allowed_values() const { return {}; }  // empty: any
  virtual void Chosen(Conversation&, const Choice&) const {}
};

}  // namespace tipline::flows
