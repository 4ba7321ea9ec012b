// A tip or a request for help, as the conversation left it. The engine makes it (effect FileTip),
// the gateway seals it into the stream `tips`, the worker opens it. Words of domain.md §0; consent
// levels of §3.3.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/secret.h"
#include "flows/base/time.h"
#include "flows/model/message.h"

namespace tipline {

// share: may pass my details to others. confidential: you keep them. anonymous: you do not get my
// details.
enum class Consent { kUnknown, kShare, kConfidential, kAnonymous };
const char* ConsentName(Consent consent);  // "unknown", "share", "confidential", "anonymous"
Consent ConsentFromName(std::string_view name);

// What the contact is about, the first content question (domain.md §0, fact 2).
//   "me", "someone", "saw", "job", "info", "callback", "raw" (an unparsed message kept as it came)
struct Said {
  TimePoint at{};
  std::string step;           // step id; empty for a free message
  Secret<std::string> words;  // the person's own input
  std::string meaning;        // what the step made of it (option value), empty if nothing
};

struct Tip {
  std::string id;            // ULID made in the gateway; the worker is idempotent by it
  std::string conversation;  // Session::id
  std::string flow;          // "main"
  int64_t flow_version = 0;
  std::string channel;  // channel id
  Medium medium = Medium::kUssd;
  std::string service_code;  // the code dialled or texted
  TimePoint received_at{};
  std::string language;  // the conversation's language, e.g. "sw"
  std::string about;
  Consent consent = Consent::kUnknown;
  bool child = false;       // said to be under 18, or not sure
  bool danger_now = false;  // the person says somebody is in danger now
  bool duress = false;      // the duress word was used: looks normal outside, P0 inside
  bool wants_callback = false;
  bool may_text = false;                       // the person said that an SMS to this phone is safe
  Secret<std::string> number;                  // E.164; empty when consent is anonymous
  std::string pseudonym;                       // keyed hash of the number: never the number
  Secret<std::string> text;                    // the main free text
  Secret<std::string> place;                   // as typed
  std::map<std::string, std::string> answers;  // step's variable -> coded value (never free words)
  std::vector<Said> said;                      // the whole conversation, in order
  Secret<std::string> code;                    // case code shown to the person (digits)
  Secret<std::string> pin;                     // PIN shown to the person (digits)
};

std::string EncodeTip(const Tip& tip);
Result<Tip> DecodeTip(std::string_view json);

}  // namespace tipline
