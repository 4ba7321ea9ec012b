// The independent record of a campaign, kept by the load generator, and its comparison with what
// Tipline holds at the end. Pure values here; whoever sends fills them in. Findings name messages
// and conversations by their ids, never by number or words. Tests: ledger_test.cc
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tipline::chaos {

// One tip as the flow files it.
struct FiledTip {
  int talk = 0;  // which conversation of this phone, counted from 0
  std::string about, text, place;
  friend auto operator<=>(const FiledTip&, const FiledTip&) = default;
};

// One phone, used for one or more conversations.
struct Phone {
  std::string id;         // "seed-sender-count": what findings print
  std::string pseudonym;  // by which the store knows it
  std::string number;
  // What may have been filed of it; one list if its fate is certain.
  std::vector<std::vector<FiledTip>> possible;
  std::set<std::string> codes;  // "code PIN" pairs that were shown to it
  std::set<std::string> texts;  // masked: every text that may go to it
  size_t accepted = 0;          // webhooks of it that were accepted
  bool responder = false;
};

// One tip as the store holds it.
struct StoredTip {
  std::string id, case_id, pseudonym, conversation;
  std::string about, text, place;
  std::string code;  // "code PIN"
};

// One request to a provider's send API.
struct Sent {
  std::string channel;
  std::string id;      // the message's; where the provider is not told it, made of what it is
  std::string number;  // whom it goes to
  std::string text;
  long long at_ms = 0;  // since the load began
  bool taken = false;   // the provider answered that it has it
  bool unsure = false;  // it may have it: hung, cut, half an answer
};

// One message on its way out as the store holds it when all has come to rest.
struct StoredMessage {
  std::string channel, id, state, reason;
  std::string responder;  // whom an alert is for; empty: it is none, or nobody knows
};

// A message that the provider took in this time may be sent again: the worker was killed before it
// could write that, or a clock that jumped took the partition from the lane that had sent it.
struct Excuse {
  long long from_ms = 0, to_ms = 0;
};

struct Books {
  std::vector<Phone> phones;
  std::vector<StoredTip> tips;
  std::vector<Sent> sent;
  std::vector<StoredMessage> messages;
  std::map<std::string, std::string> responders;  // id -> number
  std::vector<Excuse> excuses;
  std::set<std::string> markers;           // words that only tips may hold
  std::vector<std::string> wrong_answers;  // findings that senders made while they sent
};

struct Verdict {
  size_t accepted = 0, cases = 0, lost = 0, doubled = 0, misdelivered = 0;
  size_t unsure = 0;    // phones of which nobody can say what was taken
  size_t repeated = 0;  // messages sent again because it was not known whether they went out
  std::vector<std::string> findings;
  bool good() const { return lost + doubled + misdelivered == 0; }
  void Lost(const std::string& what) { ++lost, findings.push_back("lost: " + what); }
  void Doubled(const std::string& what) { ++doubled, findings.push_back("doubled: " + what); }
  void Misdelivered(const std::string& what) {
    ++misdelivered, findings.push_back("misdelivered: " + what);
  }
};

// Sends of one message whose fate was not known may be repeated so often (ARCHITECTURE.md).
constexpr size_t kUnsureRepeats = 2;

Verdict Compare(const Books& books);
// Of that: what was sent, to whom and how often, and what became of every message (messages.cc).
void CompareMessages(const Books& books, Verdict& verdict);

}  // namespace tipline::chaos
