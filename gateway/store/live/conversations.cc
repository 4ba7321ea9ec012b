#include "gateway/store/live/conversations.h"

#include <utility>

#include "gateway/base/log.h"
#include "gateway/store/live/ledger.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {
namespace {

constexpr size_t kTurnBytes = 8;
constexpr size_t kKeyBytes = 16;  // around the pseudonym in a key: "tl:{p07}:d:" and the colon
// Of tl_commit.
constexpr int kTipsKey = 5, kOutboundKey = 6;
constexpr size_t kMostArguments = 20, kEntryArguments = 5;
// Of a dialogue's record: form, revision, provider session, number of turns.
constexpr char kForm = 1;
constexpr size_t kRevisionAt = 1, kSessionAt = 5, kTurnCountAt = 13, kTurnsAt = 14;

int Nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return 0;
}

// 16 hex digits as 8 bytes: 32 turns of a session take 256 bytes.
std::string Packed(std::string_view hex) {
  std::string bytes(kTurnBytes, '\0');
  for (size_t i = 0; i < std::min(hex.size() / 2, kTurnBytes); ++i)
    bytes[i] = static_cast<char>(Nibble(hex[2 * i]) * 16 + Nibble(hex[2 * i + 1]));
  return bytes;
}

std::string Ms(Millis time) {
  return std::to_string(time.count());
}

const char* MediumLetter(Medium medium) {
  return medium == Medium::kSms ? "s" : "u";
}

// What lies in one sealed box: a box has 41 bytes of its own, which count when a million sessions
// are open.
struct Record {
  std::string transcript, answer, session;  // answer: USSD only
};

void PutText(std::string& to, std::string_view text) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    to += static_cast<char>(text.size() >> shift & 0xFF);
  to += text;
}

bool TakeText(std::string_view& from, std::string& text) {
  if (from.size() < 4) return false;
  size_t length = 0;
  for (size_t i = 0; i < 4; ++i)
    length |= static_cast<size_t>(static_cast<unsigned char>(from[i])) << (8 * i);
  if (length > from.size() - 4) return false;
  text = from.substr(4, length);
  from.remove_prefix(4 + length);
  return true;
}

std::string Context(std::string_view what, const Who& who) {
  const std::string_view medium = MediumName(who.medium);
  std::string context;
  context.reserve(what.size() + who.pseudonym.size() + medium.size() + 2);
  context.append(what).append("|").append(who.pseudonym).append("|").append(medium);
  return context;
}
std::string SessionContext(const Who& who) {
  return Context("session", who);
}
std::string AnswerContext(const Who& who) {
  return Context("answer", who) + "|" + who.turn;
}

std::string SealRecord(const KeyRing& keys, const Who& who, std::string_view transcript,
                       std::string_view answer, std::string_view session) {
  std::string plain;
  plain.reserve(8 + transcript.size() + answer.size() + session.size());
  PutText(plain, transcript);
  PutText(plain, answer);
  return Seal(*keys.session, SessionContext(who), plain.append(session));
}

Result<Record> OpenRecord(const KeyRing& keys, const Who& who, std::string_view sealed) {
  TRY_ASSIGN(const std::string plain, Open(*keys.session, SessionContext(who), sealed));
  std::string_view rest = plain;
  Record record;
  if (!TakeText(rest, record.transcript) || !TakeText(rest, record.answer))
    return Internal("a session record is cut");
  record.session = rest;
  return record;
}

// Of a repeat: an SMS has its own stored answer, a USSD session has one.
Result<std::string> OpenAnswer(const KeyRing& keys, const Who& who, std::string_view sealed) {
  Result<std::string> answer = Internal("");
  if (who.medium == Medium::kSms) {
    answer = Open(*keys.session, AnswerContext(who), sealed);
  } else if (auto record = OpenRecord(keys, who, sealed)) {
    answer = std::move(record->answer);
  }
  if (!answer) return Internal("a stored answer cannot be opened with this session key");
  return answer;
}

// The parts of a record; all borrow from it.
struct Dialogue {
  int64_t revision = 0;
  std::string_view session, turns, sealed;
};

Result<Dialogue> DialogueOf(std::string_view record) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(record[at]); };
  if (record.size() < kTurnsAt || record[0] != kForm) return Internal("a dialogue of another form");
  Dialogue dialogue;
  for (size_t at = kRevisionAt; at < kSessionAt; ++at)
    dialogue.revision = dialogue.revision << 8 | byte(at);
  const size_t turns = kTurnBytes * byte(kTurnCountAt);
  if (record.size() < kTurnsAt + turns) return Internal("a dialogue is cut");
  dialogue.session = record.substr(kSessionAt, kTurnBytes);
  dialogue.turns = record.substr(kTurnsAt, turns);
  dialogue.sealed = record.substr(kTurnsAt + turns);
  return dialogue;
}

bool HasTurn(std::string_view turns, std::string_view turn) {
  for (size_t at = 0; at < turns.size(); at += kTurnBytes)
    if (turns.substr(at, kTurnBytes) == turn) return true;
  return false;
}

int KeyOfStream(std::string_view stream) {
  if (stream == "tips") return kTipsKey;
  return stream == "outbound" ? kOutboundKey : 0;  // 0: tl_commit refuses it
}

}  // namespace

Conversations::Conversations(const KeyRing& keys, int partitions)
    : keys_(keys), partitions_(partitions) {}

std::string Conversations::Tag(std::string_view pseudonym) const {
  return TagOf(PartitionOf(pseudonym, partitions_));
}

std::string SessionMark(const KeyRing& keys, std::string_view channel, std::string_view session) {
  std::string name;
  name.reserve(channel.size() + 1 + session.size());
  name.append(channel).append("|").append(session);
  return KeyedBytes(*keys.session, "provider session", name).substr(0, kTurnBytes);
}

std::string Conversations::DialogueKey(const Who& who) const {
  const std::string_view medium = MediumName(who.medium);
  std::string key;
  key.reserve(kKeyBytes + who.pseudonym.size() + medium.size());
  key.append("tl:").append(Tag(who.pseudonym)).append(":d:").append(who.pseudonym);
  return key.append(":").append(medium);
}

std::string Conversations::PersonKey(const Who& who) const {
  std::string key;
  key.reserve(kKeyBytes + who.pseudonym.size());
  return key.append("tl:").append(Tag(who.pseudonym)).append(":p:").append(who.pseudonym);
}

std::string Conversations::SeenKey(const Who& who) const {
  return "tl:" + Tag(who.pseudonym) + ":m:" + who.turn;
}

Command Conversations::LoadCommand(const Who& who) const {
  Command command;
  command.reserve(4);
  command.emplace_back("MGET");
  command.push_back(DialogueKey(who));
  command.push_back(PersonKey(who));
  if (who.medium == Medium::kSms) command.push_back(SeenKey(who));
  return command;
}

Result<Loaded> Conversations::ReadLoad(const Who& who, const Reply& reply) const {
  if (reply.is_error()) return ErrorOf(reply);
  if (reply.size() < 2) return Internal("MGET gave something else");
  Loaded loaded;
  const bool sms = who.medium == Medium::kSms;
  if (sms && !reply[2].nil()) {
    loaded.repeat = true;
    TRY_ASSIGN(loaded.answer, OpenAnswer(keys_, who, reply[2].text()));
    return loaded;
  }
  const std::string_view person = reply[1].text();
  loaded.language = person.substr(0, person.find('\n'));
  loaded.role = person.substr(std::min(person.size(), loaded.language.size() + 1));
  if (reply[0].nil()) return loaded;
  TRY_ASSIGN(const Dialogue dialogue, DialogueOf(reply[0].text()));
  if (!sms && HasTurn(dialogue.turns, Packed(who.turn))) {
    loaded.repeat = true;
    TRY_ASSIGN(loaded.answer, OpenAnswer(keys_, who, dialogue.sealed));
    return loaded;
  }
  loaded.revision = dialogue.revision;
  loaded.same_provider_session = !who.session_mark.empty() && dialogue.session == who.session_mark;
  if (auto record = OpenRecord(keys_, who, dialogue.sealed)) {
    loaded.transcript = std::move(record->transcript);
    loaded.session = std::move(record->session);
    return loaded;
  }
  // After a change of the session key, say. Beginning again is better than refusing this person for
  // a day.
  LogError("session_unreadable");
  loaded.same_provider_session = false;
  return loaded;
}

Command Conversations::CommitCommand(const Commit& commit) const {
  const Who& who = commit.who;
  const std::string tag = Tag(who.pseudonym);
  const bool sms = who.medium == Medium::kSms;
  const bool long_form = sms || !commit.remember_language.empty() || !commit.entries.empty();
  const std::string_view kept = sms ? std::string_view() : commit.answer;
  Command command;
  command.reserve(kMostArguments + commit.entries.size() * kEntryArguments);
  const auto add = [&command](auto&&... texts) {
    (command.emplace_back(std::forward<decltype(texts)>(texts)), ...);
  };
  add("FCALL", "tl_commit", long_form ? "6" : "2", DialogueKey(who), CountersKey(tag));
  if (long_form)
    add(PersonKey(who), SeenKey(who), StreamKey(tag, "tips"), StreamKey(tag, "outbound"));
  add(MediumLetter(who.medium), Packed(who.turn), std::to_string(commit.expected_revision),
      SealRecord(keys_, who, commit.transcript, kept, commit.session),
      sms ? std::string(kTurnBytes, '\0') : who.session_mark,
      Ms(commit.ended ? kEndedTtl : kResumeTtl), kTurnField + commit.passage);
  if (!long_form) return command;
  add(sms ? Seal(*keys_.session, AnswerContext(who), commit.answer) : std::string(),
      commit.remember_language, Ms(kSeenTtl), Ms(kContactTtl));
  for (const StreamEntry& entry : commit.entries)
    add(std::to_string(KeyOfStream(entry.stream)), entry.id, entry.kind, entry.sealed, entry.meta);
  return command;
}

Result<Committed> Conversations::ReadCommit(const Who& who, const Reply& reply) const {
  if (reply.is_error()) return ErrorOf(reply);
  Committed committed;
  if (reply.is_integer()) {
    if (reply.integer() == 0) committed.outcome = Committed::Outcome::kConflict;
    return committed;
  }
  committed.outcome = Committed::Outcome::kRepeat;
  TRY_ASSIGN(committed.answer, OpenAnswer(keys_, who, reply.text()));
  return committed;
}

}  // namespace tipline::store
