// One turn of a conversation, inside Advance: what an answer means where the person stands, which
// steps run because of it, and what the phone shows then. One object per turn; one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/base/input.h"
#include "flows/engine/case_code.h"
#include "flows/engine/conversation.h"
#include "flows/engine/screen.h"
#include "flows/steps/kind.h"

namespace tipline::flows {

constexpr const char* kClosedNote = "~closed";   // Session::notes: no step's text
constexpr const char* kServiceHours = "closed";  // the source that knows when somebody reads
constexpr const char* kByStep = "~call_number";  // Session::found: a step has more to ask after it
constexpr const char* kBareNumber = "~bare";     // the same: digits that may be no case's
constexpr const char* kNumberAsked = "~number_asked";  // the same: to go back to, after a key
constexpr int kMissesToOffer =
    2;  // the first gets a simpler prompt, the second the call-back offer, the third the end

class TurnRunner {
 public:
  TurnRunner(const Bundle& bundle, Session session, const Input& input);
  Turn Run() &&;

 private:
  // Beginning and taking up again.
  void Begin(bool heard = false);  // heard: USSD too has said something that is no key
  const Keyword* TakeKeyword();
  bool Takes(const Keyword& keyword, bool for_sure) const;
  bool TakesOver();
  bool LeadsToCode(const Keyword& keyword) const;
  bool HoldsCode(const Typed& typed, CodeShape least) const;
  Typed WithoutDuressWord() const;
  bool BringsCode();
  std::string BareNumber(const Typed& typed) const;
  void KeepBareNumber(bool over);
  void HearBehindCode();
  void HidePin();
  bool EndsPractice();
  bool Cries() const;
  void BeginAt(const Keyword& keyword);
  void BeginAnew(bool heard = false);  // what was said before is kept
  void TakeOpeningWords();
  void Resume();
  bool IsOpen();
  TimePoint HeardAt() const;
  bool IsIdle() const;
  void Continue();

  // An answer.
  void Answer();
  bool IsReservedKey() const;
  bool ServeReservedKey();  // 0, 9, *, 8: the same everywhere
  bool ServePage();         // 7, and anything on a page before the question
  void AnswerResume();
  void AnswerOver();
  void AnswerLanguage();
  void AnswerCallback();
  void AnswerNumber();
  void BackToNumber();
  void AnswerStep();
  std::optional<Taken> TakeUnderDuress(const Step& step);
  void Miss();
  void WaitOn();  // the records have not answered yet
  bool SaysDuress() const;
  bool IsContent() const;  // words that somebody must read, not a key or a greeting
  void FileLooseWords();   // no answer to the question, but content: kept and filed at once
  void Remember(std::string meaning);
  bool AsksSecret();
  bool OverSecret();

  // Running steps.
  void GoOn(const Step& from, const Move& move);
  void RunFrom(int flow, int step);
  void Enter(int flow, int step);
  bool Return();       // to the step after the caller; false: there is no caller
  const Step* Here();  // the step on top of the stack; null: broken
  void Broken();

  // Detours and endings: a system text takes the place of the step's.
  void Detour(SystemText text);
  bool Detoured(SystemText text) const;
  bool Closing() const;  // what shows now is the last thing, once all of it was shown
  void Leave();
  void CountContact();
  void CallBack();

  void AskNumber();
  void TellClosed(bool again);

  // Showing.
  void Compose(std::vector<std::string>& notes, std::vector<std::string>& lines);
  Pages Paged();
  void Show();
  void Shrink();  // the session to its limit, filing first what would be lost

  Conversation talk_;
  const Input& input_;
  const BundleData& data_;
  Typed typed_;
  bool at_end_ = false;  // the step on top of the stack is an `end`
  bool ends_ = false;
  bool secret_ = false;  // what came in holds a code or PIN that was asked for
  std::string bare_;     // what came in may be a code with its PIN, or a number and an hour
  bool begins_ = false;  // a conversation begins in this turn
  std::string screen_;
};

}  // namespace tipline::flows
