// StepKind: what one kind of step reads from the flow document, shows, and makes of an answer. One
// small file per kind with a RegisterStep at its end; its name is the `kind` in flow documents, the
// file's name and tests/data/steps/<name>.json. Kinds are immutable singletons; thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/input.h"
#include "flows/engine/bundle_data.h"
#include "flows/engine/conversation.h"

namespace tipline::flows {

class StepReader;  // flows/engine/step_reader.h

// Where to go on. A target that is not given returns to the calling flow, or ends the conversation
// in the root flow.
struct Move {
  enum class To { kStep, kCall, kEnd } to = To::kStep;
  Target target;  // kStep
  int flow = -1;  // kCall; -1: broken
};
inline Move Go(const Target& target) {
  return {Move::To::kStep, target, -1};
}
// An option's own next, else the step's.
inline Move GoEither(const Target& first, const Target& second) {
  return Go(first.given() ? first : second);
}

// An answer that was understood.
struct Taken {
  Move move;
  std::string meaning;  // coded; empty for free words
};

// One way out of a step, for lint and the graph.
struct Exit {
  std::string label;
  Target target;  // not given: back to the caller, or the end
};

class StepKind {
 public:
  StepKind() = default;
  StepKind(const StepKind&) = delete;
  StepKind& operator=(const StepKind&) = delete;
  virtual ~StepKind() = default;

  virtual const char* name() const = 0;
  virtual void Read(StepReader&, Step&) const {}  // fields beside id, kind, text, sms, retry, next
  virtual std::vector<Exit> Exits(const Step& step) const { return {{"", step.next}}; }

  // Asking kinds show a screen and wait for an answer.
  virtual bool Asks() const { return false; }
  virtual void Enter(Conversation&, const Step&) const {}  // an asking kind, before it shows
  virtual bool TakesNumbers() const {
    return false;
  }  // a bare digit is an answer beside the reserved keys
  virtual bool Passes(const Conversation&, const Step&) const {
    return false;
  }  // nothing left to ask: go on
  virtual std::vector<std::string> Lines(const Conversation&, const Step&) const { return {}; }
  virtual std::optional<Taken> Take(Conversation&, const Step&, const Typed&) const {
    return std::nullopt;
  }

  // All others do their work and go on.
  virtual Move Run(Conversation&, const Step& step) const { return Go(step.next); }
};

const StepKind* FindStepKind(std::string_view name);  // nullptr: no such kind
std::vector<const StepKind*> StepKinds();             // sorted by name

struct RegisterStep {
  explicit RegisterStep(std::unique_ptr<const StepKind> kind);
};

}  // namespace tipline::flows
