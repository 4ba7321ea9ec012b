#include "gateway/store/live/conversations.h"

#include <algorithm>
#include <utility>

#include "gateway/base/log.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {
namespace {

constexpr size_t kTurnBytes = 8;
constexpr int kFirstStreamKey = 4;  // of tl_commit: session, contact, seen, then the streams

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

std::string Context(const char* what, const Who& who) {
  return std::string(what) + "|" + who.pseudonym + "|" + MediumName(who.medium);
}
std::string SessionContext(const Who& who) {
  return Context("session", who);
}
std::string AnswerContext(const Who& who) {
  return Context("answer", who) + "|" + who.turn;
}

std::string SealRecord(const KeyRing& keys, const Who& who, const Record& record) {
  std::string plain;
  PutText(plain, record.transcript);
  PutText(plain, record.answer);
  return Seal(*keys.session, SessionContext(who), plain + record.session);
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

int KeyOfStream(std::string_view stream) {
  const auto it = std::find(kStreams.begin(), kStreams.end(), stream);
  return kFirstStreamKey +
         static_cast<int>(it - kStreams.begin());  // past the end: tl_commit refuses it
}

}  // namespace

Conversations::Conversations(const KeyRing& keys, int partitions)
    : keys_(keys), partitions_(partitions) {}

std::string Conversations::Tag(std::string_view pseudonym) const {
  return TagOf(PartitionOf(pseudonym, partitions_));
}

// The ids of provider sessions are kept as a hash: they are somebody else's, and short.
std::string Conversations::SessionMark(const Who& who) const {
  if (who.provider_session.empty()) return {};
  return Packed(KeyedHash(*keys_.session, "provider session", who.provider_session)
                    .substr(0, 2 * kTurnBytes));
}

std::vector<std::string> Conversations::PersonKeys(const Who& who) const {
  const std::string prefix = "tl:" + Tag(who.pseudonym);
  return {prefix + ":s:" + who.pseudonym + ":" + MediumName(who.medium),
          prefix + ":c:" + who.pseudonym, prefix + ":m:" + who.turn};
}

Command Conversations::LoadCommand(const Who& who) const {
  Command command = {"FCALL_RO", "tl_load", "3"};
  for (std::string& key : PersonKeys(who))
    command.push_back(std::move(key));
  command.emplace_back(MediumLetter(who.medium));
  command.push_back(Packed(who.turn));
  return command;
}

Result<Loaded> Conversations::ReadLoad(const Who& who, const Reply& reply) const {
  if (reply.is_error()) return ErrorOf(reply);
  if (reply.size() < 2) return Internal("tl_load gave something else");
  Loaded loaded;
  loaded.repeat = reply[0].integer() == 1;
  if (loaded.repeat) {
    TRY_ASSIGN(loaded.answer, OpenAnswer(keys_, who, reply[1].text()));
    return loaded;
  }
  loaded.revision = reply[2].integer();
  const std::string_view mark = reply[4].text();
  loaded.same_provider_session = !mark.empty() && mark == SessionMark(who);
  loaded.language = reply[5].text();
  loaded.role = reply[6].text();
  if (reply[3].text().empty()) return loaded;
  if (auto record = OpenRecord(keys_, who, reply[3].text())) {
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
  Command command = {"FCALL", "tl_commit", std::to_string(3 + kStreams.size())};
  for (std::string& key : PersonKeys(who))
    command.push_back(std::move(key));
  for (const std::string_view stream : kStreams)
    command.push_back(StreamKey(tag, stream));
  const bool sms = who.medium == Medium::kSms;
  const Record record{commit.transcript, sms ? "" : commit.answer, commit.session};
  command.insert(
      command.end(),
      {MediumLetter(who.medium), Packed(who.turn), std::to_string(commit.expected_revision),
       SealRecord(keys_, who, record), SessionMark(who),
       sms ? Seal(*keys_.session, AnswerContext(who), commit.answer) : "",
       commit.ended ? Ms(kEndedTtl) : Ms(kResumeTtl), Ms(kSeenTtl), Ms(kContactTtl),
       commit.remember_language, std::to_string(kTurnsKept), std::to_string(kEventsKept)});
  for (const StreamEntry& entry : commit.entries)
    command.insert(command.end(), {std::to_string(KeyOfStream(entry.stream)), entry.id, entry.kind,
                                   entry.sealed, entry.meta});
  return command;
}

Result<Committed> Conversations::ReadCommit(const Who& who, const Reply& reply) const {
  if (reply.is_error()) return ErrorOf(reply);
  Committed committed;
  const std::string_view outcome = reply[0].text();
  if (outcome == "done") return committed;
  if (outcome == "conflict") {
    committed.outcome = Committed::Outcome::kConflict;
    return committed;
  }
  if (outcome != "repeat") return Internal("tl_commit gave something else");
  committed.outcome = Committed::Outcome::kRepeat;
  TRY_ASSIGN(committed.answer, OpenAnswer(keys_, who, reply[1].text()));
  return committed;
}

}  // namespace tipline::store
