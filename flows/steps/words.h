// The base of the kinds that take a person's own words. `min`: characters that an answer needs.
// With `skip` the answer "1" (or the text of `skip_text`, shown as option 1) goes on without one.
#pragma once

#include "flows/steps/kind.h"

namespace tipline::flows {

bool Skips(const Conversation& conversation, const Step& step, const Typed& typed);
std::vector<std::string> SkipLine(const Conversation& conversation, const Step& step);

class WordsKind : public StepKind {
 public:
  void Read(StepReader& reader, Step& step) const override;
  bool Asks() const override { return true; }
  std::vector<std::string> Lines(const Conversation& conversation, const Step& step) const override;
  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed& typed) const override;

 protected:
  virtual FreeKind free_kind() const = 0;
  virtual const char* default_var() const = 0;
};

}  // namespace tipline::flows
