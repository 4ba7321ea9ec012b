// What the emulator knows of a provider: a data file, config/emulator/NAME.json, or what can be
// derived from a dialect's file (derive_json.h). Patterns in it are those of template_json.h;
// members have the names of the structures here (profile.cc reads them). Values that patterns can
// use:
//   always     channel, event, token_path ("/TOKEN" or nothing), sender, secret.NAME, option.NAME,
//   now (ms) ussd       from, to, session, input, transcript, dialled, code, code_bare, turn,
//   first, network, network_code ussd-end   the same, and screen (what was shown last), reason sms
//   from, to, text, id; of parts also group, part, parts status     id (the provider's), reference
//   (ours), to, from, state send       id, to, from, text, reference, segments
// Immutable after loading. Tests: tests/workers/emulate/profile_test.cc.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "flows/model/message.h"

namespace tipline::emulate {

// What a mobile network does with a USSD session. Lengths in septets and UTF-16 units.
struct Network {
  std::string name, code;
  int gsm7 = 182, ucs2 = 80;  // 160 octets (3GPP TS 23.038; providers.md §7.3)
  int input = 160;            // characters that a person can type
  bool pages = false;         // longer screens are paged by the operator ("98:More"); else cut
  Millis idle{30'000};        // for one answer of the person
  Millis session{180'000};
  Millis answer{10'000};  // for one answer of ours
};

// How the provider words a request to us.
struct RequestForm {
  enum class Body { kNone, kForm, kJson, kText, kXml };
  std::string method = "POST";
  std::string path = "/hooks/{channel}/{event}{token_path}";
  nlohmann::json query = nlohmann::json::object();
  nlohmann::json headers = nlohmann::json::object();
  Body body_kind = Body::kNone;
  nlohmann::json body;
  std::string type;  // Content-Type; empty: that of the kind of body
};

// What the provider makes of our answer.
struct AnswerForm {
  enum class Kind { kIgnored, kPrefix, kText, kJson, kXml, kHeader, kParts, kExact };
  Kind kind = Kind::kIgnored;
  std::vector<int> good;  // HTTP status codes; none: every 2xx
  std::string type;       // needed media type; empty: any
  std::string text;       // kJson: pointer; kXml: path; kParts: number of the part, from 0
  std::string ends;       // the same, or kHeader: the header that says whether the session ends
  std::vector<std::string> end_is;  // ... it does, if it is one of these, whatever the case
  std::string ends_without;         // kXml: it does, if this path is not there
  std::string go_on, end;           // kPrefix
  std::string exact;                // kExact: the body, white space at its ends aside
  char separator = '|';             // kParts
};

// One event of ours. `first`, `next`, `part`, `whole`: values that this turn, or message, adds.
struct EventForm {
  RequestForm request;
  nlohmann::json first, next;
  nlohmann::json whole, part;  // SMS; with `part`, long messages come in parts
  AnswerForm answer;
  int tries = 1;  // how often the provider sends what was not answered well
};

struct StatusForm : EventForm {
  std::map<DeliveryState, nlohmann::json> states;  // values
  bool to_message_url = false;                 // to the URL that came with the message, if one did
  std::map<std::string, std::string> escapes;  // in that URL, as Kannel's %d
};

// An answer of the provider's API.
struct ApiAnswer {
  int status = 200;
  nlohmann::json headers = nlohmann::json::object();
  nlohmann::json json;  // or `text`
  std::string text;
  std::string type;
};
struct ApiFailure {
  std::string what;        // in words, for people
  std::string send_class;  // providers.md §1.3: what the sender must make of it (SendClassName)
  nlohmann::json values;
  ApiAnswer answer;
};
// "form:to", "json:/to/0", "header:X-To", "query:to", "xml:message/to", "body" or "basic" (name and
// password of a Basic login), each with "|hex" and "|utf16be" behind it to decode.
using Places = std::vector<std::string>;  // the first one that is there
struct Credential {
  Places at;
  std::string is;  // a pattern; checked only if all its secrets are there
};
struct ApiForm {
  std::string method = "POST";
  std::string path;
  std::string type;                                  // needed media type; empty: any
  nlohmann::json values;                             // more of them, made of those of the message
  std::vector<std::vector<Credential>> credentials;  // all of one list have to be right
  ApiAnswer accepted;
};
struct SendForm : ApiForm {
  Places to, from, text, reference, status_url;
  std::vector<Places> needed;  // beside to and text
  std::map<std::string, ApiFailure> failures;
  std::string bad_credentials, bad_fields, bad_type;  // which failure that is
};

struct Profile {
  std::string name;  // of the provider
  std::string file;
  std::string phone = "+254711000001";  // whose webhooks they are, unless somebody says
  std::vector<Network> networks;        // one at least
  nlohmann::json sign =
      nlohmann::json::array();                 // ways to sign, the first one that the secrets allow
  std::map<std::string, std::string> secrets;  // what the channel must have for `sign` to be right
  std::optional<EventForm> ussd, ussd_end, sms;
  std::optional<StatusForm> status;
  std::optional<SendForm> send;
  std::optional<ApiForm> token;  // OAuth 2
};

// kInvalid: file, JSON pointer, what is allowed. kNotFound: there is no such file.
Result<Profile> ReadProfile(const std::string& name, const std::string& file);
// From config/emulator (`dir`), else derived from `dialects_dir`/NAME.json with its member
// "emulator" laid over that (RFC 7396). kNotFound: nothing is known of that provider.
Result<Profile> FindProfile(const std::string& name, const std::string& dir,
                            const std::string& dialects_dir);

}  // namespace tipline::emulate
