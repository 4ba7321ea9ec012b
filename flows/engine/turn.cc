#include "flows/engine/turn.h"

#include <algorithm>
#include <utility>

#include "flows/base/text.h"
#include "flows/engine/language_list.h"

namespace tipline::flows {
namespace {

constexpr std::string_view kCodeCharacters = "0123456789 -/.*#";
constexpr size_t kNameWords =
    5;  // more than that after a keyword is no name: somebody tells something
constexpr size_t kShortName = 2;          // so few words that nobody knows are a name all the same
constexpr Millis kOpenIdle{15 * 60'000};  // so long an opened case may stand on a screen
constexpr const char* kDisposition = "~disposition";  // among what was found: no flow asks for it

// A case code with its PIN, and no phone number: that may be what somebody has to tell.
bool IsCode(std::string_view key) {
  if (key.find_first_not_of(kCodeCharacters) != std::string_view::npos) return false;
  std::string digits;
  std::copy_if(key.begin(), key.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  return digits.size() == kCodeDigits + kPinDigits && digits[0] == '0' && digits[1] != '0';
}

// What follows the keyword, as it was typed, if the message is one: nothing, digits, or words where
// it takes them.
std::optional<std::string> After(const Typed& typed, const std::string& keyword, bool words) {
  if (keyword.empty() || typed.key.compare(0, keyword.size(), keyword) != 0) return std::nullopt;
  const std::string_view rest = std::string_view(typed.key).substr(keyword.size());
  if (rest.empty()) return std::string();
  const bool digits = rest.find_first_not_of(kCodeCharacters) == std::string_view::npos;
  if (rest.front() != ' ' || !(words || digits)) return std::nullopt;
  if (!digits && WordCount(rest) > kNameWords) return std::nullopt;
  std::string_view typed_words = typed.words;
  for (size_t skip = WordCount(keyword); skip > 0; --skip)
    typed_words.remove_prefix(std::min(typed_words.find(' '), typed_words.size() - 1) + 1);
  return std::string(typed_words);
}

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
  } else if (input_.continues) {
    Continue();
  } else if (input_.opens && talk_.ussd()) {
    Resume();
  } else if (IsOpen() && IsIdle()) {
    BeginAnew();
  } else if (TakesOver()) {
    BeginAnew();
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
  const bool speaks = !talk_.ussd() && !typed_.words.empty();
  if (speaks && talk_.Words().IsStop(typed_.key)) return Leave();
  const Keyword* keyword = speaks ? TakeKeyword() : nullptr;
  if (keyword != nullptr) return BeginAt(*keyword);
  if (speaks && !IsReservedKey()) TakeOpeningWords();
  const int flow = std::max(0, data_.FindFlow(input_.entry));
  const Flow& first = data_.flows[static_cast<size_t>(flow)];
  session.stack.push_back({first.name, first.start_name});
  RunFrom(flow, first.start);
  // "Send 9 for a call" was said at the end of the last thread: the keys begin one too.
  if (speaks && !at_end_ && session.detour.empty()) ServeReservedKey();
}

// "case", "CHECK Blue Sky", "0412345678 2749": what leads straight to a step, in the language that
// it is a word of. `typed_` becomes what follows it.
const Keyword* TurnRunner::TakeKeyword() {
  for (const Keyword& keyword : data_.keywords) {
    if (keyword.takes_code && IsCode(typed_.key)) return &keyword;
    if (Takes(keyword)) return &keyword;
    for (size_t language = 0; language < keyword.keys.size(); ++language)
      for (const std::string& key : keyword.keys[language])
        if (const auto rest = After(typed_, key, keyword.takes_words)) {
          talk_.session.said.push_back({input_.now, "", Secret<std::string>(key), keyword.name});
          if (talk_.session.language.empty()) talk_.ChooseLanguage(language);
          typed_ = ReadTyped(*rest, kMaxInputBytes);
          return &keyword;
        }
  }
  return nullptr;
}

bool TurnRunner::Takes(const Keyword& keyword) const {
  if (keyword.takes.empty() || keyword.role != input_.role || input_.knowledge == nullptr)
    return false;
  const Source* source = input_.knowledge->Get(keyword.takes);
  Query query;
  query.by.emplace("said", typed_.words);
  return source != nullptr && !source->Find(query).hits.empty();
}

// Whoever has that role can send it at any time, whatever else was begun; also the next one while
// the records have not answered to the one before, whose step would take it for any key.
bool TurnRunner::TakesOver() const {
  const Session& session = talk_.session;
  if (talk_.ussd() || input_.role.empty() || session.stack.empty()) return false;
  return std::any_of(data_.keywords.begin(), data_.keywords.end(), [&](const Keyword& keyword) {
    const bool elsewhere = keyword.next.name != session.stack.front().step;
    return (elsewhere || !session.inquiry.empty()) && Takes(keyword);
  });
}

void TurnRunner::BeginAnew() {
  if (talk_.HasUnfiledWords()) talk_.File("raw");
  Begin();
}

void TurnRunner::BeginAt(const Keyword& keyword) {
  secret_ = keyword.takes_code && !typed_.words.empty();
  talk_.session.stack.push_back({data_.name, keyword.next.name});
  RunFrom(0, keyword.next.index);
  const Step* step = Here();
  if (typed_.words.empty() || step == nullptr || !step->kind->Asks()) return;
  AnswerStep();
  // "agency took my passport": where nobody knows that name, it may be none.
  if (keyword.takes_words && talk_.found_nothing && WordCount(typed_.folded) > kShortName)
    FileLooseWords();
}

// The first SMS of a thread may be all that ever comes: it is filed before anything is asked.
void TurnRunner::TakeOpeningWords() {
  const bool duress = SaysDuress();
  talk_.session.said.push_back({input_.now, "", Secret<std::string>(typed_.words), ""});
  if (duress) talk_.session.duress = true;
  if (IsContent()) return FileLooseWords();
  if (!duress) return;
  talk_.KeepLooseWords(typed_.words);
  talk_.File("raw");
}

void TurnRunner::Resume() {
  Session& session = talk_.session;
  if (session.said.empty() && !session.filed)
    return Begin();  // nothing to come back to, nothing to hide
  if (IsOpen())
    return BeginAnew();  // who holds the phone now may be another: the PIN is asked anew
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

// A case was opened with its PIN in this conversation, or is about to be.
bool TurnRunner::IsOpen() {
  if (talk_.session.found.count(var::kTicket) != 0) return true;
  const Step* step = talk_.session.inquiry.empty() ? nullptr : Here();
  return step != nullptr &&
         std::find(step->gives.begin(), step->gives.end(), var::kTicket) != step->gives.end();
}

bool TurnRunner::IsIdle() const {
  const auto& said = talk_.session.said;
  return !said.empty() && input_.now - said.back().at > kOpenIdle;
}

// What the last turn asked for is there, and nobody typed anything.
void TurnRunner::Continue() {
  const Step* step = Here();
  if (step == nullptr || talk_.session.inquiry.empty()) return;
  if (const auto taken = step->kind->Take(talk_, *step, typed_)) GoOn(*step, taken->move);
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
  if (known != session.found.end() && !session.said.empty()) disposition = known->second;
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
