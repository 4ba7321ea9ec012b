// How a conversation begins, ends so that another begins, and is taken up again.
#include <algorithm>
#include <utility>

#include "flows/base/text.h"
#include "flows/engine/turn.h"
#include "flows/steps/choice.h"

namespace tipline::flows {
namespace {

constexpr std::string_view kWhite = " \t\r\n";
constexpr std::string_view kCodeCharacters = "0123456789 -/.*#";
constexpr size_t kNameWords =
    5;  // more than that after a keyword is no name: somebody tells something
constexpr size_t kShortName = 2;  // so few words that nobody knows are a name all the same
constexpr size_t kPractised = 2;  // words; more of them were not asked for
constexpr const char* kForcedAt = "~forced_at";  // Session::found: when somebody last spoke before
constexpr const char* kToldClosed = "~closed";   // Session::found: what was told of it
constexpr Millis kIdle{15 * 60'000};             // after it somebody else may hold the phone

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

// "CASE 0412345678 …", "JOIN code 2718281828 …": digits behind it, or behind a word for them.
bool BeginsWith(const BundleData& data, const Keyword& keyword, std::string_view key) {
  for (const auto& keys : keyword.keys)
    for (const std::string& word : keys)
      if (!word.empty() && key.compare(0, word.size(), word) == 0 &&
          LeadsDigits(data, key.substr(word.size())))
        return true;
  return false;
}

}  // namespace

void TurnRunner::Begin(bool heard) {
  Session& session = talk_.session;
  begins_ = true;
  // Whoever looks on is still there, also when the line broke; in a thread they read all of it.
  const bool forced = session.duress && !session.ended && (heard || !talk_.ussd() || !IsIdle());
  const TimePoint heard_at = HeardAt();
  session = Session{};
  session.duress = forced;
  if (forced) talk_.SetFound(kForcedAt, FormatTime(heard_at));
  session.id = talk_.ids.Ulid();
  session.flow = data_.name;
  session.version = data_.version;
  session.medium = input_.medium;
  if (data_.FindLanguage(input_.remembered_language) >= 0)
    session.language = input_.remembered_language;
  const bool speaks = (heard || !talk_.ussd()) && !typed_.words.empty();
  if (speaks && talk_.Words().IsStop(typed_.key)) return Leave();
  if (speaks && CountDigits(typed_.key) >= kCodeDigits && SaysDuress()) HearBehindCode();
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

// "0412345678 2749 blue umbrella"
void TurnRunner::HearBehindCode() {
  const Typed code = WithoutDuressWord();
  if (!HoldsCode(code, CodeShape::kApart)) return;
  if (bare_.empty()) bare_ = BareNumber(code);
  typed_ = code;
  talk_.session.duress = true;
  talk_.File("raw");
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
    const size_t last = words.find_last_not_of(kWhite);
    const size_t blank =
        words.substr(0, last == std::string_view::npos ? 0 : last).find_last_of(kWhite);
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
  const Typed code = WithoutDuressWord();
  if (!HoldsCode(code, least)) return false;
  bare_ = BareNumber(code);
  return true;
}

// Nothing says that it is a code with its PIN: it may be a number and an hour. What of it may be
// read, then.
std::string TurnRunner::BareNumber(const Typed& typed) const {
  const bool bare = IsCaseCode(data_, typed.key, CodeShape::kApart) &&
                    !IsCaseCode(data_, typed.key, CodeShape::kSaysPin);
  return bare ? WithoutCode(typed.words, true) : std::string();
}

// It was no case's: then somebody told us something. `over`: nobody waits for the answer any more.
void TurnRunner::KeepBareNumber(bool over) {
  Session& session = talk_.session;
  const auto known = session.found.find(kBareNumber);
  if (known == session.found.end() || (!over && !session.inquiry.empty())) return;
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
      if (LeadsToCode(keyword) && BeginsWith(data_, keyword, typed_.key))
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
  return !asked || WordCount(typed_.folded) > kPractised || Cries();
}

// The text of an option of any menu that calls for a person: "Urgent", "Call me".
bool TurnRunner::Cries() const {
  if (!data_.option_texts.MayHold(typed_.key)) return false;
  for (const Flow& flow : data_.flows)
    for (const Step& step : flow.steps)
      for (const Choice& choice : step.options)
        if (choice.cry && choice.IsText(typed_.key)) return true;
  return false;
}

void TurnRunner::BeginAnew(bool heard) {
  KeepBareNumber(true);
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

// When somebody last typed something: here, or in the talk that this one goes on from under duress.
TimePoint TurnRunner::HeardAt() const {
  const Session& session = talk_.session;
  if (!session.said.empty()) return session.said.back().at;
  const auto known = session.found.find(kForcedAt);
  if (known == session.found.end()) return {};
  const auto at = ParseTime(known->second);
  return at ? *at : TimePoint();
}

bool TurnRunner::IsIdle() const {
  const TimePoint heard_at = HeardAt();
  return heard_at != TimePoint() && input_.now - heard_at > kIdle;
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
