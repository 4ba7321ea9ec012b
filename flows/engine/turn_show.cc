// The showing half of a turn: text -> pages -> screen, and the session's size.
#include <algorithm>

#include "flows/base/text.h"
#include "flows/engine/language_list.h"
#include "flows/engine/turn.h"

namespace tipline::flows {
namespace {

constexpr size_t kPerEntry = 48;  // bytes of JSON around one entry of `said`

// More than what a session takes when it is packed, without packing it.
size_t SizeOf(const Session& session) {
  size_t size = 512;
  for (const auto& [name, value] : session.answers)
    size += name.size() + value.size() + 6;
  for (const Said& said : session.said)
    size += said.step.size() + said.meaning.size() + said.words.Reveal().size() + kPerEntry;
  for (const std::string& note : session.notes)
    size += note.size() + 3;
  for (const auto& [name, value] : session.found)
    size += name.size() + value.size() + 6;
  for (const Frame& frame : session.stack)
    size += frame.flow.size() + frame.step.size() + 8;
  return size;
}

// The texts of `say` and `file_tip` steps that stand before the question.
void AddNotes(const Conversation& talk, std::vector<std::string>& notes) {
  for (const std::string& note : talk.session.notes) {
    if (note == kClosedNote) {
      notes.push_back(talk.Text(talk.bundle.System(SystemText::kClosed)));
      continue;
    }
    const size_t slash = note.find('/');
    const int flow = talk.bundle.FindFlow(std::string_view(note).substr(0, slash));
    if (slash == std::string::npos || flow < 0) continue;
    const Flow& found = talk.bundle.flows[static_cast<size_t>(flow)];
    const int step = found.Find(std::string_view(note).substr(slash + 1));
    if (step >= 0) notes.push_back(talk.Text(talk.Main(found.steps[static_cast<size_t>(step)])));
  }
}

}  // namespace

void TurnRunner::Compose(std::vector<std::string>& notes, std::vector<std::string>& lines) {
  const Session& session = talk_.session;
  if (!session.detour.empty()) {
    const auto* name = std::find(kSystemNames.begin(), kSystemNames.end(), session.detour);
    const auto text =
        static_cast<SystemText>(name == kSystemNames.end() ? 0 : name - kSystemNames.begin());
    if (text == SystemText::kGoodbye) {
      AddNotes(talk_, notes);  // the flow simply ended after them
    } else if (!talk_.ussd() && !session.notes.empty() && session.notes.front() == kClosedNote) {
      notes.push_back(talk_.Text(data_.System(SystemText::kClosed)));
    }
    lines.push_back(talk_.Text(data_.System(text)));
    if (text == SystemText::kLanguage)
      for (const std::string& line : LanguageLines(data_, input_.gsm7))
        lines.push_back(line);
    return;
  }
  if (session.resuming) {
    lines.push_back(talk_.Text(data_.System(SystemText::kResume)));
    return;
  }
  const Step* step = Here();
  if (step == nullptr) return;
  AddNotes(talk_, notes);
  // Never options without their question: a step's own `retry` holds it (lint: blind_retry).
  const bool retry = session.misses == 1;
  if (retry && step->retry.empty()) lines.push_back(talk_.Text(data_.System(SystemText::kRetry)));
  lines.push_back(talk_.Text(retry && !step->retry.empty() ? step->retry : talk_.Main(*step)));
  for (std::string& line : step->kind->Lines(talk_, *step))
    lines.push_back(std::move(line));
}

Pages TurnRunner::Paged() {
  std::vector<std::string> notes;
  std::vector<std::string> lines;
  Compose(notes, lines);
  return Paginate(std::move(notes), std::move(lines), talk_.Text(data_.System(SystemText::kMore)),
                  {input_.medium, input_.limits});
}

void TurnRunner::Show() {
  Session& session = talk_.session;
  Pages paged = Paged();
  session.page = std::clamp(session.page, 0, static_cast<int>(paged.pages.size()) - 1);
  const auto page = static_cast<size_t>(session.page);
  screen_ = std::move(paged.pages[page]);
  ++session.screens;
  if (!(at_end_ || Closing()) || page + 1 < paged.pages.size()) return;
  if (talk_.HasUnfiledWords()) talk_.File("raw");  // the flow forgot to
  // All was said, and what the person told is filed: nothing of it stays here.
  talk_.Event(session.detour.empty() && !session.stack.empty() ? Here()->name : session.detour,
              "ended");
  CountContact();
  ends_ = true;
  session.ended = true;
  session.stack.clear();
  session.answers.clear();
  session.said.clear();
  session.notes.clear();
  session.found.clear();
  session.inquiry.clear();
  session.detour.clear();
  session.code.clear();
  session.pin.clear();
  session.resuming = false;
  session.misses = 0;
  session.page = 0;
}

void TurnRunner::Shrink() {
  Session& session = talk_.session;
  size_t size = SizeOf(session);
  if (size <= kMaxSessionBytes) return;
  talk_.File("raw");  // before anything is folded away, all of it is in a tip
  for (Said& said : session.said) {
    if (size <= kMaxSessionBytes) return;
    size -= said.words.Reveal().size();
    said.words = Secret<std::string>();
  }
  while (size > kMaxSessionBytes && !session.said.empty()) {
    size -= session.said.front().step.size() + session.said.front().meaning.size() + kPerEntry;
    session.said.erase(session.said.begin());
  }
  for (auto& [name, value] : session.answers) {
    if (size <= kMaxSessionBytes) return;
    const size_t before = value.size();
    value = std::string(CutBytes(value, 256));
    size -= before - value.size();
  }
}

}  // namespace tipline::flows
