#include "flows/engine/turn.h"

#include <algorithm>
#include <utility>

#include "flows/base/text.h"
#include "flows/engine/language_list.h"

namespace tipline::flows {
namespace {

constexpr size_t kContentWords =
    4;  // a first message of so many words, or so many characters, is a tip by itself
constexpr size_t kContentCharacters = 20;
constexpr int kMissesToOffer =
    2;  // the first gets a simpler prompt, the second the call-back offer, the third the end

// Keys of callback_offer and resume.
constexpr const char* kFirst = "1";
constexpr const char* kSecond = "2";

}  // namespace

TurnRunner::TurnRunner(const Bundle& bundle, Session session, const Input& input)
    : talk_(bundle.data(), std::move(session), input),
      input_(input),
      data_(bundle.data()),
      typed_(ReadTyped(input.text, kMaxInputBytes)) {}

Turn TurnRunner::Run() && {
  const Session& session = talk_.session;
  if (session.id.empty() || session.ended) {
    Begin();
  } else if (input_.opens && talk_.ussd()) {
    Resume();
  } else {
    Answer();
  }
  Show();
  Shrink();
  return {std::move(screen_), ends_, std::move(talk_.session), std::move(talk_.effects)};
}

// ---- Beginning ----

void TurnRunner::Begin() {
  Session& session = talk_.session;
  session = Session{};
  session.id = talk_.ids.Ulid();
  session.flow = data_.name;
  session.version = data_.version;
  session.medium = input_.medium;
  if (data_.FindLanguage(input_.remembered_language) >= 0)
    session.language = input_.remembered_language;
  if (!talk_.ussd() && !typed_.words.empty()) {
    if (data_.words.IsStop(typed_.key)) return Leave();
    TakeOpeningWords();
  }
  const int start = data_.flows.front().start;
  session.stack.push_back({data_.name, data_.flows.front().start_name});
  RunFrom(0, start);
}

// The first SMS of a thread may be all that ever comes: it is filed before anything is asked.
void TurnRunner::TakeOpeningWords() {
  const bool duress = SaysDuress();
  talk_.session.said.push_back({input_.now, "", Secret<std::string>(typed_.words), ""});
  if (duress) talk_.session.duress = true;
  if (!IsContent() && !duress) return;
  talk_.KeepLooseWords(typed_.words);
  talk_.File("raw");
}

void TurnRunner::Resume() {
  Session& session = talk_.session;
  if (session.said.empty() && !session.filed)
    return Begin();  // nothing to come back to, nothing to hide
  session.resuming = true;
  session.detour.clear();
  session.notes
      .clear();  // they may hold code and PIN, and whoever holds the phone now may be another
  session.page = 0;
  session.misses = 0;
  const Step* step = Here();
  if (step == nullptr) return Broken();
  talk_.Event(step->name, "resumed");
}

// ---- Answers ----

void TurnRunner::Answer() {
  if (Closing()) {  // only a last page can follow
    ++talk_.session.page;
    return;
  }
  if (ServeReservedKey()) return;
  if (!talk_.session.duress && SaysDuress()) {
    talk_.session.duress = true;
    Remember("");
    talk_.File("raw");
    talk_.session.said.pop_back();  // it is told again with its meaning below
  }
  if (data_.words.IsStop(typed_.key)) {
    Remember("stop");
    return Leave();
  }
  if (ServePage()) return;
  if (Detoured(SystemText::kLanguage)) return AnswerLanguage();
  if (talk_.session.resuming) return AnswerResume();
  if (Detoured(SystemText::kCallbackOffer)) return AnswerCallback();
  AnswerStep();
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
    ++session.page;  // the question was not seen yet: nothing typed here can answer it
    return true;
  }
  if (!more) return false;
  session.page = static_cast<int>(paged.question);
  return true;
}

void TurnRunner::AnswerResume() {
  Session& session = talk_.session;
  if (typed_.key == kSecond || data_.words.IsNo(typed_.key)) {
    if (talk_.HasUnfiledWords()) talk_.File("raw");
    return Begin();
  }
  if (typed_.key == kFirst || data_.words.IsYes(typed_.key)) {
    session.resuming = false;
    session.misses = 0;
    if (const Step* step = Here()) talk_.Event(step->name, "shown");
    return;
  }
  if (++session.misses < kMissesToOffer) return;
  session.resuming = false;
  Detour(SystemText::kCallbackOffer);
}

void TurnRunner::AnswerLanguage() {
  Session& session = talk_.session;
  const auto language = ReadLanguage(data_, typed_);
  Remember(language ? data_.languages[*language] : "");
  session.detour.clear();
  session.page = 0;
  if (!language) return;
  talk_.ChooseLanguage(*language);
  const Step* step = Here();
  if (step != nullptr && step->kind->Asks() && step->kind->Passes(talk_, *step))
    GoOn(*step, Go(step->next));
}

void TurnRunner::AnswerCallback() {
  Session& session = talk_.session;
  const auto number = data_.words.Digit(typed_.key);
  const bool go_on = typed_.key == kSecond || number == 2 || data_.words.IsNo(typed_.key);
  if (typed_.key == kFirst || typed_.key == "9" || number == 1 || data_.words.IsYes(typed_.key)) {
    Remember("call");
    return CallBack();
  }
  Remember(go_on ? "go_on" : "");
  if (go_on) {
    session.detour.clear();
    session.page = 0;
    return;
  }
  if (IsContent()) talk_.KeepLooseWords(typed_.words);
  if (++session.misses <= kMissesToOffer) return;  // once more
  if (IsContent() || talk_.HasUnfiledWords()) talk_.File("raw");
  Detour(SystemText::kLater);
}

void TurnRunner::AnswerStep() {
  Session& session = talk_.session;
  const Step* step = Here();
  if (step == nullptr || !step->kind->Asks()) return Broken();
  const bool duress = SaysDuress();
  auto taken = duress ? TakeUnderDuress(*step) : step->kind->Take(talk_, *step, typed_);
  if (!taken) return Miss();
  Remember(taken->meaning);
  talk_.Event(step->name, "answered");
  session.misses = 0;
  session.notes.clear();
  session.page = 0;
  GoOn(*step, taken->move);
}

// Whoever looks on must see nothing but an ordinary answer: the first option, or the words
// themselves.
std::optional<Taken> TurnRunner::TakeUnderDuress(const Step& step) {
  if (auto taken = step.kind->Take(talk_, step, typed_)) return taken;
  const Typed first{kFirst, kFirst, kFirst};
  if (auto taken = step.kind->Take(talk_, step, first)) return taken;
  return Taken{Go(step.next), ""};
}

void TurnRunner::Miss() {
  Session& session = talk_.session;
  const Step* step = Here();
  Remember("");
  talk_.Event(step == nullptr ? "" : step->name, "invalid");
  session.notes.clear();
  session.page = 0;
  ++session.misses;
  if (IsContent()) {  // no answer to this question, but words that somebody must read
    talk_.KeepLooseWords(typed_.words);
    talk_.File("raw");
  }
  if (session.misses < kMissesToOffer) return;
  if (session.misses == kMissesToOffer) {
    talk_.Event("callback", "shown");
    return Detour(SystemText::kCallbackOffer);
  }
  if (talk_.HasUnfiledWords()) talk_.File("raw");
  Detour(SystemText::kLater);
}

bool TurnRunner::SaysDuress() const {
  if (typed_.key.empty()) return false;
  const auto said = [this](const std::string& word) {
    const std::string& key = typed_.key;
    if (word.empty() || key.size() < word.size()) return false;
    if (key.compare(key.size() - word.size(), word.size(), word) != 0) return false;
    return key.size() == word.size() || key[key.size() - word.size() - 1] == ' ';
  };
  return std::any_of(data_.duress.begin(), data_.duress.end(), [&](const auto& words) {
    return std::any_of(words.begin(), words.end(), said);
  });
}

bool TurnRunner::IsContent() const {
  if (data_.words.IsGreeting(typed_.key) || data_.words.IsStop(typed_.key)) return false;
  return WordCount(typed_.words) >= kContentWords ||
         CharacterCount(typed_.words) >= kContentCharacters;
}

void TurnRunner::Remember(std::string meaning) {
  if (typed_.words.empty()) return;
  const Session& session = talk_.session;
  std::string where = session.resuming ? "resume" : session.detour;
  if (where.empty()) {
    const Step* step = Here();
    if (step != nullptr) where = step->name;
  }
  talk_.session.said.push_back(
      {input_.now, std::move(where), Secret<std::string>(typed_.words), std::move(meaning)});
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
}

void TurnRunner::RunFrom(int flow, int step) {
  for (int steps = 0; steps < kMaxStepsPerTurn; ++steps) {
    if (flow < 0 || step < 0 || talk_.session.stack.empty()) return Broken();
    Enter(flow, step);
    const Step& here = talk_.flow->steps[static_cast<size_t>(step)];
    const bool asks = here.kind->Asks();
    if (asks && !here.kind->Passes(talk_, here)) return talk_.Event(here.name, "shown");
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

// The flow does not work. What came in is kept, and the person is told the truth.
void TurnRunner::Broken() {
  if (talk_.HasUnfiledWords()) talk_.File("raw");
  Tip raw = RawTip(input_);
  raw.id = talk_.ids.Ulid();
  raw.conversation = talk_.session.id;
  raw.flow = talk_.session.flow;
  raw.flow_version = talk_.session.version;
  talk_.effects.emplace_back(FileTip{std::move(raw)});
  talk_.session.notes.clear();
  Detour(SystemText::kUnavailable);
}

// ---- Detours ----

void TurnRunner::Detour(SystemText text) {
  talk_.session.detour = kSystemNames[static_cast<size_t>(text)];
  talk_.session.page = 0;
}

bool TurnRunner::Detoured(SystemText text) const {
  return talk_.session.detour == kSystemNames[static_cast<size_t>(text)];
}

bool TurnRunner::Closing() const {
  const Session& session = talk_.session;
  if (!session.detour.empty())
    return !Detoured(SystemText::kLanguage) && !Detoured(SystemText::kCallbackOffer);
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
  talk_.Set(var::kWantsCallback, "yes");
  talk_.File("callback");
  talk_.Event("callback", "answered");
  talk_.session.notes.clear();
  Detour(SystemText::kCallbackDone);
}

}  // namespace tipline::flows
