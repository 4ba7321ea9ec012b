// How a conversation begins, ends so that another begins, and is taken up again.
#include <algorithm>
#include <utility>

#include "flows/base/text.h"
#include "flows/engine/turn.h"
#include "flows/steps/choice.h"

namespace tipline::flows {
namespace {

constexpr std::string_view kCodeCharacters = "0123456789 -/.*#";
constexpr size_t kNameWords =
    5;  // more than that after a keyword is no name: somebody tells something
constexpr size_t kShortName = 2;  // so few words that nobody knows are a name all the same
constexpr size_t kPractised = 2;  // words; more of them were not asked for
constexpr const char* kToldClosed = "~closed";  // Session::found: what was told of it
constexpr Millis kIdle{15 * 60'000};            // after it somebody else may hold the phone

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

// "CASE 0412345678 …": digits right behind it.
bool BeginsWith(const Keyword& keyword, std::string_view key) {
  for (const auto& keys : keyword.keys)
    for (const std::string& word : keys) {
      if (word.empty() || key.compare(0, word.size(), word) != 0) continue;
      const size_t next = key.find_first_not_of(" :-", word.size());
      if (next != std::string_view::npos && key[next] >= '0' && key[next] <= '9') return true;
    }
  return false;
}

}  // namespace

void TurnRunner::Begin(bool heard) {
  Session& session = talk_.session;
  begins_ = true;
  const bool forced = heard && session.duress;  // the same talk: whoever looks on is still there
  session = Session{};
  session.duress = forced;
  session.id = talk_.ids.Ulid();
  session.flow = data_.name;
  session.version = data_.version;
  session.medium = input_.medium;
  if (data_.FindLanguage(input_.remembered_language) >= 0)
    session.language = input_.remembered_language;
  const bool speaks = (heard || !talk_.ussd()) && !typed_.words.empty();
  if (speaks && talk_.Words().IsStop(typed_.key)) return Leave();
  if (speaks && CountDigits(typed_.key) >= kCodeDigits && SaysDuress())
    if (const Typed bare = WithoutDuressWord(); HoldsCode(bare, CodeShape::kAny)) {
      typed_ = bare;
      session.duress = true;
      talk_.File("raw");
    }
  if (!bare_.empty()) talk_.SetFound(kBareNumber, bare_);
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
    if (keyword.takes_code && IsCaseCode(data_, typed_.key, CodeShape::kAny)) return &keyword;
    if (Takes(keyword, false)) return &keyword;
    const bool code = LeadsToCode(keyword);
    for (size_t language = 0; language < keyword.keys.size(); ++language)
      for (const std::string& key : keyword.keys[language]) {
        auto rest = After(typed_, key, keyword.takes_words);
        if (!rest && code) rest = CodeAfter(data_, typed_.key, key, CodeShape::kAny);
        if (rest) {
          talk_.session.said.push_back({input_.now, "", Secret<std::string>(key), keyword.name});
          if (talk_.session.language.empty()) talk_.ChooseLanguage(language);
          typed_ = ReadTyped(*rest, kMaxInputBytes);
          return &keyword;
        }
      }
  }
  return nullptr;
}

// `for_sure`: not what may also answer the question where somebody stands.
bool TurnRunner::Takes(const Keyword& keyword, bool for_sure) const {
  if (keyword.takes.empty() || keyword.role != input_.role || input_.knowledge == nullptr)
    return false;
  const Source* source = input_.knowledge->Get(keyword.takes);
  Query query;
  query.by.emplace("said", typed_.words);
  if (for_sure) query.by.emplace("sure", "yes");
  return source != nullptr && !source->Find(query).hits.empty();
}

// Whoever has that role can send it at any time, whatever else was begun; also the next one while
// the records have not answered to the one before, whose step would take it for any key. But "N1"
// may be a road: not where a place is asked, nor while somebody is in danger.
bool TurnRunner::TakesOver() {
  const Session& session = talk_.session;
  if (talk_.ussd() || input_.role.empty() || session.stack.empty()) return false;
  if (session.answers.count(var::kDangerNow) != 0 && !talk_.Is(var::kDangerNow, "no")) return false;
  const Step* here = Here();
  if (here != nullptr && here->free == FreeKind::kPlace) return false;
  return std::any_of(data_.keywords.begin(), data_.keywords.end(), [&](const Keyword& keyword) {
    const bool elsewhere = keyword.next.name != session.stack.front().step;
    return (elsewhere || !session.inquiry.empty()) && Takes(keyword, elsewhere);
  });
}

// The first thing that is asked there is a code or PIN.
bool TurnRunner::LeadsToCode(const Keyword& keyword) const {
  const Step& called = data_.flows.front().steps[static_cast<size_t>(keyword.next.index)];
  if (called.subflow_index < 0) return !called.secret.empty();
  const Flow& flow = data_.flows[static_cast<size_t>(called.subflow_index)];
  return flow.start >= 0 && !flow.steps[static_cast<size_t>(flow.start)].secret.empty();
}

// Of a code that gives a role ten digits are enough; of a case they may be a phone.
bool TurnRunner::HoldsCode(const Typed& typed, CodeShape least) const {
  if (CountDigits(typed.key) < kCodeDigits) return false;
  return std::any_of(data_.keywords.begin(), data_.keywords.end(), [&](const Keyword& keyword) {
    if (keyword.takes_code && IsCaseCode(data_, typed.key, least)) return true;
    if (!LeadsToCode(keyword)) return false;
    const CodeShape after = keyword.takes_code ? least : CodeShape::kAny;
    for (const auto& keys : keyword.keys)
      for (const std::string& key : keys)
        if (CodeAfter(data_, typed.key, key, after)) return true;
    return false;
  });
}

// A code before the secret word opens what it would open, and the word is heard.
Typed TurnRunner::WithoutDuressWord() const {
  const size_t at = data_.duress_index.EndAt(typed_.key);
  if (at == std::string_view::npos) return typed_;
  std::string_view words = typed_.words;
  for (size_t drop = WordCount(std::string_view(typed_.key).substr(at)); drop > 0; --drop) {
    const size_t last = words.find_last_not_of(' ');
    const size_t blank = words.substr(0, last == std::string_view::npos ? 0 : last).rfind(' ');
    words = words.substr(0, blank == std::string_view::npos ? 0 : blank);
  }
  return ReadTyped(std::string(words), kMaxInputBytes);
}

// "JOIN 1234567890", or a case code with its PIN, in the middle of anything: as an answer, staff
// would read those digits. Where a number to call is asked, "0711000009 1800" may be one.
bool TurnRunner::BringsCode() {
  if (CountDigits(typed_.key) < kCodeDigits || AsksSecret()) return false;
  const CodeShape least =
      Detoured(SystemText::kCallbackUnseen) ? CodeShape::kSaysPin : CodeShape::kApart;
  const Typed bare = WithoutDuressWord();
  if (!HoldsCode(bare, least)) return false;
  const Step* here = talk_.session.detour.empty() ? Here() : nullptr;
  if (here != nullptr && here->free && !HoldsCode(bare, CodeShape::kSaysPin))
    bare_ = WithoutCode(typed_.words, true);
  return true;
}

// It was no case's: then somebody told us a number, and maybe an hour.
void TurnRunner::KeepBareNumber() {
  Session& session = talk_.session;
  const auto known = session.found.find(kBareNumber);
  if (known == session.found.end() || !session.inquiry.empty()) return;
  const std::string words = known->second;
  session.found.erase(known);
  if (session.found.count(var::kTicket) == 0 && talk_.KeepLooseWords(words)) talk_.File("raw");
}

// Among other words, which are kept.
void TurnRunner::HidePin() {
  const bool digits = CountDigits(typed_.key) >= kCodeDigits;
  if (!(digits || MayHoldPin(typed_.words)) || AsksSecret()) return;
  std::string words = WithoutPin(data_, typed_.words);
  if (digits)
    for (const Keyword& keyword : data_.keywords)
      if (LeadsToCode(keyword) && BeginsWith(keyword, typed_.key))
        words = WithoutCode(words, keyword.takes_code);
  if (words != typed_.words) typed_ = ReadTyped(words, kMaxInputBytes);
}

// Nobody practises for long, and one word is asked for: more of them, or words where none are
// asked, are meant.
bool TurnRunner::EndsPractice() {
  if (!talk_.IsPractice()) return false;
  // A yes to a call is meant, however late.
  if (!talk_.ussd() && IsIdle() && !Detoured(SystemText::kCallbackOffer)) return true;
  if (!IsContent()) return false;
  const Step* here = talk_.session.detour.empty() ? Here() : nullptr;
  if (here != nullptr && !here->options.empty() && ReadChoice(talk_, *here, typed_)) return false;
  const bool asked = here != nullptr && here->free.has_value();
  return !asked || WordCount(typed_.folded) > kPractised || AsksForHelp();
}

// The text of an option that tells people something at once, in any menu: "Urgent", "Call me".
bool TurnRunner::AsksForHelp() const {
  if (!data_.option_texts.MayHold(typed_.key)) return false;
  const auto tells = [&](const Flow& flow, const Target& target) {
    const Step* step = target.index < 0 ? nullptr : &flow.steps[static_cast<size_t>(target.index)];
    if (step != nullptr && step->subflow_index >= 0) {
      const Flow& called = data_.flows[static_cast<size_t>(step->subflow_index)];
      step = called.start < 0 ? nullptr : &called.steps[static_cast<size_t>(called.start)];
    }
    const std::string_view kind = step == nullptr ? "" : step->kind->name();
    return kind == "file_tip" || kind == "request_callback";
  };
  for (const Flow& flow : data_.flows)
    for (const Step& step : flow.steps)
      for (const Choice& choice : step.options)
        if (choice.IsText(typed_.key) && tells(flow, choice.next.given() ? choice.next : step.next))
          return true;
  return false;
}

void TurnRunner::BeginAnew(bool heard) {
  if (talk_.HasUnfiledWords()) talk_.File("raw");
  Begin(heard);
}

void TurnRunner::BeginAt(const Keyword& keyword) {
  secret_ = (keyword.takes_code || LeadsToCode(keyword)) && !typed_.words.empty();
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
  HidePin();
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
  // Who holds the phone now may be another: the PIN is asked anew, and nobody is left in practice.
  if (IsOpen() || talk_.IsPractice()) return BeginAnew();
  session.resuming = true;
  session.detour.clear();
  session.found.erase(kNumberAsked);
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
  return !said.empty() && input_.now - said.back().at > kIdle;
}

// What the last turn asked for is there, and nobody typed anything.
void TurnRunner::Continue() {
  const Step* step = Here();
  if (step == nullptr || talk_.session.inquiry.empty()) return;
  if (const auto taken = step->kind->Take(talk_, *step, typed_)) GoOn(*step, taken->move);
}

// Whatever the flow, and however the conversation began: while nobody reads, that is said before
// anything is asked. By SMS also before a language is chosen, for no other message may come.
// `again`: this conversation may know it already. Whoever watches somebody under duress learns of
// no emergency number from a late answer.
void TurnRunner::TellClosed(bool again) {
  Session& session = talk_.session;
  const Source* source =
      input_.knowledge == nullptr ? nullptr : input_.knowledge->Get(kServiceHours);
  if (source == nullptr || data_.System(SystemText::kClosed).key.empty() ||
      Detoured(SystemText::kGoodbye) || (session.duress && !begins_))
    return;
  if (talk_.ussd() && session.language.empty() && data_.languages.size() > 1) {
    const Step* here = Here();
    if (here != nullptr && std::string_view(here->kind->name()) == "ask_language") return;
  }
  Query query;
  query.now = input_.now;
  const Answers answers = source->Find(query);
  if (answers.hits.empty()) return;
  std::string news;
  for (const auto& [name, value] : answers.hits.front().values) {
    talk_.SetFound(name, value);
    news += value + ' ';
  }
  std::string& told = session.found[kToldClosed];
  if (again && told == news) return;
  told = std::move(news);
  if (session.notes.empty() || session.notes.front() != kClosedNote)
    session.notes.insert(session.notes.begin(), kClosedNote);
}

}  // namespace tipline::flows
