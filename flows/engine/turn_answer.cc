// What an answer means where the person stands.
#include <algorithm>
#include <utility>

#include "flows/base/text.h"
#include "flows/engine/case_code.h"
#include "flows/engine/language_list.h"
#include "flows/engine/turn.h"

namespace tipline::flows {
namespace {

constexpr size_t kContentCharacters = 2;  // one letter is a key that was missed
constexpr size_t kContentDigits = 7;      // so many without a word are a phone number
constexpr int kLooksAtMost = 4;           // for an answer of the records; more is no use

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool HasLetter(std::string_view folded) {
  return std::any_of(folded.begin(), folded.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  });
}

// An option that leads to something else than a question or the end does something by itself:
// who sends "Urgent" or "Call me" unasked must be heard.
bool DoesSomething(const Flow& flow, const Target& target) {
  if (target.index < 0) return false;
  const StepKind& kind = *flow.steps[static_cast<size_t>(target.index)].kind;
  return !kind.Asks() && std::string_view(kind.name()) != "end";
}

// The text of an option, and of none that does something.
bool IsIdleOption(const BundleData& data, const std::string& key) {
  if (!data.option_texts.MayHold(key)) return false;
  bool found = false;
  for (const Flow& flow : data.flows)
    for (const Step& step : flow.steps)
      for (const Choice& choice : step.options) {
        if (!choice.IsText(key)) continue;
        if (DoesSomething(flow, choice.next.given() ? choice.next : step.next)) return false;
        found = true;
      }
  return found;
}

}  // namespace

void TurnRunner::Answer() {
  if (Closing()) {  // only a last page can follow
    ++talk_.session.page;
    return;
  }
  if (ServeReservedKey()) return;
  HidePin();
  if (!talk_.session.duress && SaysDuress()) {
    talk_.session.duress = true;
    Remember("");
    talk_.File("raw");
    talk_.session.said.pop_back();  // it is told again with its meaning below
  }
  if (talk_.Words().IsStop(typed_.key)) {
    Remember("stop");
    return Leave();
  }
  if (ServePage()) return;
  if (Detoured(SystemText::kLanguage)) return AnswerLanguage();
  if (Detoured(SystemText::kCallbackUnseen)) return AnswerNumber();
  if (talk_.session.resuming) return AnswerResume();
  if (Detoured(SystemText::kCallbackOffer)) return AnswerCallback();
  AnswerStep();
}

bool TurnRunner::IsReservedKey() const {
  return typed_.key == "0" || typed_.key == "9" || typed_.key == "8" || typed_.folded == "*";
}

bool TurnRunner::ServeReservedKey() {
  const std::string& key = typed_.key;
  if (key == "0") {
    Remember("leave");
    Leave();
    return true;
  }
  if (key == "9" && !Detoured(SystemText::kCallbackOffer)) {
    Remember("call");
    talk_.session.resuming = false;
    Detour(SystemText::kCallbackOffer);
    talk_.Event("callback", "shown");
    return true;
  }
  if (key == "8" || typed_.folded == "*") {
    Remember("language");
    Detour(SystemText::kLanguage);
    return true;
  }
  return false;
}

bool TurnRunner::ServePage() {
  Session& session = talk_.session;
  const bool more = typed_.key == "7";
  if (session.notes.empty() && session.page == 0 && !more) return false;
  const Pages paged = Paged();
  if (paged.pages.size() < 2) return false;
  const auto page = static_cast<size_t>(std::max(session.page, 0));
  if (page < paged.question || (more && page + 1 < paged.pages.size())) {
    FileLooseWords();
    ++session.page;  // the question was not seen yet: nothing typed here can answer it
    return true;
  }
  if (!more) return false;
  session.page = static_cast<int>(paged.question);
  return true;
}

void TurnRunner::AnswerStep() {
  Session& session = talk_.session;
  const Step* step = Here();
  if (step == nullptr || !step->kind->Asks()) return Broken();
  secret_ = secret_ || AsksSecret();
  const bool duress = SaysDuress();
  auto taken = duress ? TakeUnderDuress(*step) : step->kind->Take(talk_, *step, typed_);
  if (!taken && !session.inquiry.empty()) return WaitOn();
  if (!taken) return Miss();
  Remember(taken->meaning);
  if (step->free && session.answers.count(step->var) != 0) session.filed = false;  // new words
  talk_.Event(step->name, "answered");
  session.misses = 0;
  session.notes.clear();
  session.page = 0;
  GoOn(*step, taken->move);
}

// Whoever looks on must see nothing but an ordinary answer: the words themselves, or the option
// that leads to an ordinary conversation. Nobody chose that one: it only shows the way, and sets
// nothing that staff could take for the person's answer.
std::optional<Taken> TurnRunner::TakeUnderDuress(const Step& step) {
  if (auto taken = step.kind->Take(talk_, step, typed_)) return taken;
  const auto bland = std::find_if(step.options.begin(), step.options.end(),
                                  [](const Choice& choice) { return choice.bland; });
  const auto index = bland == step.options.end() ? 0 : bland - step.options.begin();
  const std::string number = std::to_string(index + 1);
  auto before = talk_.session.answers;
  std::optional<Taken> taken;
  if (!step.options.empty()) taken = step.kind->Take(talk_, step, {number, number, number});
  talk_.session.answers = std::move(before);
  return Taken{taken ? taken->move : Go(step.next), ""};
}

void TurnRunner::WaitOn() {
  FileLooseWords();
  if (++talk_.session.misses < kLooksAtMost) return;
  talk_.session.inquiry.clear();
  Detour(SystemText::kUnavailable);
}

void TurnRunner::Miss() {
  Session& session = talk_.session;
  const Step* step = Here();
  Remember("");
  talk_.Event(step == nullptr ? "" : step->name, "invalid");
  session.notes.clear();
  session.page = 0;
  ++session.misses;
  FileLooseWords();
  if (session.misses < kMissesToOffer) return;
  if (session.misses == kMissesToOffer) {
    talk_.Event("callback", "shown");
    return Detour(SystemText::kCallbackOffer);
  }
  if (talk_.HasUnfiledWords()) talk_.File("raw");
  Detour(SystemText::kLater);
}

bool TurnRunner::SaysDuress() const {
  return data_.duress_index.Ends(typed_.key);
}

// "kidnapped" may be all that somebody has time for. Only what is surely none is none: numbers, the
// words that the menus understand, greetings.
bool TurnRunner::IsContent() const {
  std::string said;
  for (const std::string_view word : Words(typed_.folded)) {
    if (!HasLetter(word)) continue;
    if (!said.empty()) said += ' ';
    said += word;
  }
  if (said.empty())
    return static_cast<size_t>(std::count_if(typed_.folded.begin(), typed_.folded.end(),
                                             IsDigit)) >= kContentDigits;
  const WordList& words = talk_.Words();
  if (CharacterCount(said) < kContentCharacters || words.IsGreeting(said) || words.IsStop(said) ||
      words.IsYes(said) || words.IsNo(said) || words.Digit(said))
    return false;
  if (data_.duress_index.Is(said)) return false;
  return !ReadLanguage(data_, words, {said, said, said}) && !IsIdleOption(data_, typed_.key);
}

void TurnRunner::FileLooseWords() {
  // Digits where a code is asked are a code, rightly typed or not.
  if (!IsContent() || (AsksSecret() && (Here()->hushed || !HasLetter(typed_.folded)))) return;
  if (talk_.session.said.empty() || talk_.session.said.back().words.Reveal() != typed_.words)
    Remember("");
  // Beside other words, the number is still the one that was asked for.
  if (talk_.KeepLooseWords(AsksSecret() ? WithoutNumbers(typed_.words) : typed_.words))
    talk_.File("raw");
}

// A code or PIN is typed here: it is no content, and nobody needs to read it again.
bool TurnRunner::AsksSecret() {
  const Session& session = talk_.session;
  if (session.resuming || !session.detour.empty()) return false;
  const Step* step = Here();
  return step != nullptr && !step->secret.empty();
}

// What stands before the step's question is a text of the engine, and what was typed is no key of
// it: digits answer the step then, whose code, PIN or number nobody needs to read. Not a menu's,
// nor a secret word: digits are neither, but may be whom to call.
bool TurnRunner::OverSecret() {
  static const StepKind* const kSecret = FindStepKind("ask_secret");
  static const StepKind* const kPhone = FindStepKind("ask_phone");
  const Step* step = Here();
  if (step == nullptr || step->secret.empty() || !step->options.empty() || step->kind == kSecret ||
      CountDigits(typed_.folded) == 0)
    return false;
  return !HasLetter(typed_.folded) ||
         (step->kind != kPhone && LeadsDigits(data_, typed_.key));  // "PIN 2749"
}

void TurnRunner::Remember(std::string meaning) {
  if (typed_.words.empty()) return;
  const Session& session = talk_.session;
  std::string where = session.resuming ? "resume" : session.detour;
  const bool secret = AsksSecret();
  if (where.empty()) {
    const Step* step = Here();
    if (step != nullptr) where = step->name;
    if (step != nullptr && step->hushed) meaning.clear();
  }
  talk_.session.said.push_back({input_.now, std::move(where),
                                Secret<std::string>(secret ? std::string() : typed_.words),
                                std::move(meaning)});
}

}  // namespace tipline::flows
