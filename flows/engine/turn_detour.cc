// Texts of the engine that take the place of a step's, and what is answered to them.
#include <algorithm>
#include <utility>

#include "flows/engine/language_list.h"
#include "flows/engine/turn.h"

namespace tipline::flows {
namespace {

constexpr size_t kNumberDigits = 7;  // fewer, where a number is asked, are none
constexpr std::string_view kWithinNumber = " -()./+";

// Keys of callback_offer and resume.
constexpr const char* kFirst = "1";
constexpr const char* kSecond = "2";

// "5 people, 2 rooms" has none.
bool HasNumber(std::string_view folded) {
  size_t digits = 0;
  for (const char c : folded) {
    if (c >= '0' && c <= '9') {
      if (++digits >= kNumberDigits) return true;
    } else if (kWithinNumber.find(c) == std::string_view::npos) {
      digits = 0;
    }
  }
  return false;
}

}  // namespace

void TurnRunner::Detour(SystemText text) {
  if (Detoured(SystemText::kCallbackUnseen)) talk_.SetFound(kNumberAsked, "yes");
  talk_.session.detour = kSystemNames[static_cast<size_t>(text)];
  talk_.session.page = 0;
}

bool TurnRunner::Detoured(SystemText text) const {
  return talk_.session.detour == kSystemNames[static_cast<size_t>(text)];
}

bool TurnRunner::Closing() const {
  const Session& session = talk_.session;
  if (!session.detour.empty())
    return !Detoured(SystemText::kLanguage) && !Detoured(SystemText::kCallbackOffer) &&
           !Detoured(SystemText::kCallbackUnseen);
  if (session.resuming || session.stack.empty()) return false;
  const int flow = data_.FindFlow(session.stack.back().flow);
  const int step =
      flow < 0 ? -1 : data_.flows[static_cast<size_t>(flow)].Find(session.stack.back().step);
  if (step < 0) return false;
  static const StepKind* const kEnd = FindStepKind("end");
  return data_.flows[static_cast<size_t>(flow)].steps[static_cast<size_t>(step)].kind == kEnd;
}

// Leaving is no withdrawal: it may be that somebody came into the room. Words already given are
// kept.
void TurnRunner::Leave() {
  if (talk_.HasUnfiledWords()) talk_.File("raw");
  talk_.session.resuming = false;
  talk_.session.notes.clear();
  const Step* step = Here();
  talk_.Event(step == nullptr ? "" : step->name, "left");
  Detour(SystemText::kGoodbye);
}

void TurnRunner::CallBack() {
  talk_.WantCall();
  talk_.File("callback");
  talk_.Event("callback", "answered");
  talk_.session.notes.clear();
  if (talk_.SeesNumber()) return Detour(SystemText::kCallbackDone);
  Detour(talk_.HasCallNumber() ? SystemText::kLater : SystemText::kCallbackUnseen);
}

// Before what the step goes on with.
void TurnRunner::AskNumber() {
  if (!Detoured(SystemText::kGoodbye)) talk_.SetFound(kByStep, "yes");
  talk_.session.misses = 0;
  at_end_ = false;
  Detour(SystemText::kCallbackUnseen);
}

// The question below.
void TurnRunner::AnswerOver() {
  talk_.session.detour.clear();
  talk_.session.resuming = false;
  talk_.session.page = 0;
  AnswerStep();
}

void TurnRunner::AnswerResume() {
  Session& session = talk_.session;
  if (typed_.key == kSecond || talk_.Words().IsNo(typed_.key)) {
    if (talk_.HasUnfiledWords()) talk_.File("raw");
    return Begin();
  }
  if (typed_.key == kFirst || talk_.Words().IsYes(typed_.key)) {
    session.resuming = false;
    session.misses = 0;
    if (const Step* step = Here()) talk_.Event(step->name, "shown");
    return;
  }
  if (OverSecret()) return AnswerOver();
  FileLooseWords();
  if (++session.misses < kMissesToOffer) return;
  session.resuming = false;
  Detour(SystemText::kCallbackOffer);
}

void TurnRunner::AnswerLanguage() {
  Session& session = talk_.session;
  const auto language = ReadLanguage(data_, talk_.Words(), typed_);
  if (!language && OverSecret()) return AnswerOver();
  Remember(language ? data_.languages[*language] : "");
  session.detour.clear();
  session.page = 0;
  if (!language) {
    FileLooseWords();
    return BackToNumber();
  }
  talk_.ChooseLanguage(*language);
  const Step* step = Here();
  if (step != nullptr && step->kind->Asks() && step->kind->Passes(talk_, *step))
    GoOn(*step, Go(step->next));
  BackToNumber();
}

// Who looked for another language, or for the offer of a call, still has the number to give.
void TurnRunner::BackToNumber() {
  if (talk_.session.found.erase(kNumberAsked) == 0 || !talk_.session.detour.empty() || at_end_)
    return;
  Detour(SystemText::kCallbackUnseen);
}

void TurnRunner::AnswerCallback() {
  Session& session = talk_.session;
  const auto number = talk_.Words().Digit(typed_.key);
  const bool go_on = typed_.key == kSecond || number == 2 || talk_.Words().IsNo(typed_.key);
  if (typed_.key == kFirst || typed_.key == "9" || number == 1 || talk_.Words().IsYes(typed_.key)) {
    Remember("call");
    return CallBack();
  }
  if (!go_on && OverSecret()) return AnswerOver();
  Remember(go_on ? "go_on" : "");
  if (go_on) {
    session.detour.clear();
    session.page = 0;
    return BackToNumber();
  }
  FileLooseWords();
  if (++session.misses <= kMissesToOffer) return;  // once more
  if (talk_.HasUnfiledWords()) talk_.File("raw");
  Detour(SystemText::kLater);
}

// A number that can be called goes among the words: whose it is, only people can find out.
void TurnRunner::AnswerNumber() {
  Session& session = talk_.session;
  if (HasNumber(typed_.folded)) {
    Remember("given");
    talk_.Set(var::kCallNumber, "given");
    talk_.KeepLooseWords(typed_.words);
    talk_.File("callback");
  } else {
    if (session.duress) Remember("");
    FileLooseWords();
    // Once more; but whoever looks on must see an ordinary answer.
    if (!session.duress && ++session.misses < kMissesToOffer) return;
  }
  session.misses = 0;
  session.page = 0;
  session.detour.clear();
  session.found.erase(kNumberAsked);
  if (session.found.erase(kByStep) == 0) Detour(SystemText::kLater);
}

}  // namespace tipline::flows
