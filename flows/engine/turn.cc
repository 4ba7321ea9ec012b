#include "flows/engine/turn.h"

#include <algorithm>
#include <utility>

namespace tipline::flows {
namespace {

constexpr const char* kDisposition = "~disposition";  // among what was found: no flow asks for it
constexpr const char* kTest = "test";                 // what practice counts as, while it lasts

}  // namespace

TurnRunner::TurnRunner(const Bundle& bundle, Session session, const Input& input)
    : talk_(bundle.data(), std::move(session), input),
      input_(input),
      data_(bundle.data()),
      typed_(ReadTyped(input.text, kMaxInputBytes)) {}

Turn TurnRunner::Run() && {
  const Session& session = talk_.session;
  const bool idle = IsIdle() && !Closing();
  const bool told = !session.notes.empty() && session.notes.front() == kClosedNote;
  const bool unspoken = session.language.empty();
  const size_t before = unspoken ? talk_.language() : 0;
  if (session.id.empty() || session.ended) {
    Begin();
  } else if (input_.continues) {
    Continue();
  } else if (input_.opens && talk_.ussd()) {
    Resume();
  } else if ((idle && IsOpen()) || TakesOver()) {
    BeginAnew();
  } else if (BringsCode() || EndsPractice()) {
    BeginAnew(true);
  } else {
    Answer();
  }
  KeepBareNumber(Closing());
  if (talk_.asks_number) AskNumber();
  const bool chose =
      unspoken && !session.language.empty() && (talk_.ussd() || talk_.language() != before);
  if (begins_ || chose || (idle && !told && !session.resuming)) TellClosed(!begins_ && !chose);
  Show();
  Shrink();
  return {std::move(screen_), ends_, std::move(talk_.session), std::move(talk_.effects)};
}

// ---- Running steps ----

const Step* TurnRunner::Here() {
  if (talk_.session.stack.empty()) return nullptr;
  const Frame& frame = talk_.session.stack.back();
  const int flow = data_.FindFlow(frame.flow);
  if (flow < 0) return nullptr;
  talk_.flow = &data_.flows[static_cast<size_t>(flow)];
  const int step = talk_.flow->Find(frame.step);
  return step < 0 ? nullptr : &talk_.flow->steps[static_cast<size_t>(step)];
}

void TurnRunner::GoOn(const Step& from, const Move& move) {
  if (move.target.given())
    return RunFrom(data_.FindFlow(talk_.session.stack.back().flow), move.target.index);
  if (!Return()) return Detour(SystemText::kGoodbye);
  const Step* caller = Here();
  if (caller == nullptr || caller == &from) return Broken();
  RunFrom(data_.FindFlow(talk_.session.stack.back().flow), caller->next.index);
}

// Pops finished frames up to one whose caller has a next step.
bool TurnRunner::Return() {
  auto& stack = talk_.session.stack;
  while (stack.size() > 1) {
    stack.pop_back();
    const Step* caller = Here();
    if (caller == nullptr || caller->next.given()) return true;
  }
  return false;
}

void TurnRunner::Enter(int flow, int step) {
  talk_.flow = &data_.flows[static_cast<size_t>(flow)];
  Frame& frame = talk_.session.stack.back();
  frame.flow = talk_.flow->name;
  frame.step = talk_.flow->steps[static_cast<size_t>(step)].id;
  if (!talk_.flow->disposition.empty()) talk_.SetFound(kDisposition, talk_.flow->disposition);
}

// Of a conversation that leaves no tip; what the last flow says that has something to say.
void TurnRunner::CountContact() {
  const Session& session = talk_.session;
  if (!session.tip_id.empty()) return;
  const auto known = session.found.find(kDisposition);
  std::string disposition = session.said.empty() ? "silent" : "hang_up";
  const bool over = known != session.found.end() && known->second == kTest && !talk_.IsPractice();
  if (known != session.found.end() && !session.said.empty() && !over) disposition = known->second;
  talk_.Event(kContactEvent, disposition.c_str());
}

void TurnRunner::RunFrom(int flow, int step) {
  for (int steps = 0; steps < kMaxStepsPerTurn; ++steps) {
    if (flow < 0 || step < 0 || talk_.session.stack.empty()) return Broken();
    Enter(flow, step);
    const Step& here = talk_.flow->steps[static_cast<size_t>(step)];
    const bool asks = here.kind->Asks();
    if (asks && !here.kind->Passes(talk_, here)) {
      here.kind->Enter(talk_, here);
      return talk_.Event(here.name, "shown");
    }
    const Move move = asks ? Go(here.next) : here.kind->Run(talk_, here);
    if (move.to == Move::To::kEnd) {
      at_end_ = true;
      return;
    }
    if (move.to == Move::To::kCall) {
      if (move.flow < 0 || talk_.session.stack.size() >= static_cast<size_t>(kMaxDepth))
        return Broken();
      flow = move.flow;
      step = data_.flows[static_cast<size_t>(flow)].start;
      talk_.session.stack.push_back({});
    } else if (move.target.given()) {
      step = move.target.index;
    } else {
      if (!Return()) return Detour(SystemText::kGoodbye);
      const Step* caller = Here();
      if (caller == nullptr) return Broken();
      flow = data_.FindFlow(talk_.session.stack.back().flow);
      step = caller->next.index;
    }
  }
  Broken();  // a loop in the flow
}

// The flow does not work. What came in is kept, but for a code or PIN, and the person is told the
// truth.
void TurnRunner::Broken() {
  if (talk_.HasUnfiledWords()) talk_.File("raw");
  Tip raw = RawTip(input_);
  if (secret_) {
    raw.text = Secret<std::string>();
    raw.said.clear();
  }
  raw.id = talk_.ids.Ulid();
  raw.conversation = talk_.session.id;
  raw.flow = talk_.session.flow;
  raw.flow_version = talk_.session.version;
  talk_.effects.emplace_back(FileTip{std::move(raw)});
  talk_.session.notes.clear();
  Detour(SystemText::kUnavailable);
}

}  // namespace tipline::flows
