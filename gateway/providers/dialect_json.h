// What a file of config/dialects says, read and checked (dialect_read.cc). Plain values; the names
// of members are those of the file, but where a comment says otherwise. For dialect*.cc only.
//
// Places of answers: {text} {session} {from} {from_no_plus} {to} {turn} {input} {ends} {continues}
// {ends?A:B} {continues?A:B} {field:NAME} (of the request) {told:NAME} (a secret of the
// channel for the provider: our own address; no webhook can be answered without it).
// Places of sending: {to} {to_no_plus} {from} {from_no_plus} {text} {id} (ours) {status_url}
// {access_token} {now} (Unix seconds) {unicode?A:B} (not GSM 7-bit) {secret:NAME} {option:NAME}.
// Members whose places all come out empty are left out of a request.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/model/message.h"
#include "gateway/providers/common.h"
#include "gateway/providers/provider.h"
#include "gateway/providers/template.h"
#include "gateway/providers/values.h"

namespace tipline::gateway {

// A word -> a value. Words: any case; "10-12": numbers from 10 to 12; "~BLACKLISTED": it is
// somewhere in the word; "*": any other. The best row is the most exact one.
template <typename T>
struct WordTable {
  std::vector<std::pair<std::string, T>> rows;

  const std::pair<std::string, T>* Find(const std::string& word) const;
};

// A sign in the request. Without `field` there is none.
struct Mark {
  Names field;
  std::vector<std::string> is;  // one of these words, any case
  std::string same_as;          // or: the same as another field
  bool is_code = false;         // or: one of the channel's codes, as dialled ("*384*1#")
  bool there = false;           // or: not empty
};
bool Holds(const Mark& mark, const Values& values, const ChannelSettings& channel);

struct DialectAnswer {
  std::string type = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  nlohmann::json body = "";                // a text, or any JSON where the type is JSON
  std::optional<nlohmann::json> end_body;  // where the last screen looks different
  std::vector<std::pair<std::string, std::string>> replace;  // in {text}: what has a meaning
};

// "ussd", "ussd_end", "sms", "status".
struct DialectEvent {
  bool served = false;
  BodyKind reads = BodyKind::kForm;  // "form", "json", "xml"
  std::optional<std::string> each;   // where the list of a batch is
  Mark when;                         // only these elements count
  // session, from, to, text, turn, id, time, reference, state, reason, concat_group, concat_part,
  // concat_total
  std::map<std::string, Names> fields;
  Names strip;                            // prefixes of numbers: "tel:"
  NumberForm from_is = NumberForm::kAny;  // "any", "international": digits of E.164 without '+'
  // USSD. dialled: the first input (of an accumulated one each) begins with the code.
  Mark first, end;
  bool accumulated = false;  // "input": "last", "accumulated"
  bool dialled = false;
  int screen = 0;        // the most characters of a screen; 0: as the channel says
  DialectAnswer closed;  // to a request that says the session is over
  // SMS. Charset: as charset.h has them, "-hex" behind it for hexadecimal digits.
  Mark opt_out;
  std::string charset = "8-BIT";
  std::string time_format;      // "rfc3339", "seconds", "millis", or as strptime(3) has it
  int time_offset_minutes = 0;  // of a time without an offset of its own, east of UTC
  // status: no value: nothing to do
  WordTable<std::optional<DeliveryState>> states;
  DialectAnswer answer;
};

struct DialectRequest {
  std::string method = "POST";
  std::string origin;  // of "url": for the error of a channel without api_url
  std::string path;    // of "url": where api_url has no path of its own
  nlohmann::json query = nlohmann::json::object();
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> basic;  // secrets: user, password
  std::string type;                // empty: no body
  nlohmann::json body;             // an object for forms and JSON, else a text
};

struct DialectSend {
  DialectRequest request;
  BodyKind reads = BodyKind::kText;  // "answer": "form", "json", "xml", "text"
  Mark ok;                           // without it, the HTTP status says so
  Names id, code, segments, cost, currency;
  WordTable<SendClass> codes;
};

struct DialectToken {
  DialectRequest request;
  Names token, seconds;  // of a JSON answer
  int lasts = 3600;      // seconds, where the answer does not say
};

// Beside the secret path, if the channel has the secret: a field or a header that must equal it.
struct DialectAuth {
  Names field;
  std::string header;
  std::string secret;  // with "_old" behind it during a rotation
};

struct DialectOption {
  std::string name, allowed;
  std::optional<std::string> otherwise;  // "default"; without it, sending needs the option
};

struct DialectSpec {
  std::string name, title, carries, verified;
  std::vector<DialectAuth> auth;
  std::vector<DialectOption> options;
  DialectEvent ussd, ussd_end, sms, status;
  std::optional<DialectSend> send;
  std::optional<DialectToken> token;
  std::vector<std::string> secrets;  // all that it reads but path_token and these:
  std::vector<std::string> told;     // in answers
};

template <typename T>
const std::pair<std::string, T>* WordTable<T>::Find(const std::string& word) const {
  const auto number = [](std::string_view text) {
    return !text.empty() && text.size() <= 6 && text.find_first_not_of("0123456789") == text.npos
               ? std::stoi(std::string(text))
               : -1;
  };
  const std::pair<std::string, T>* best = nullptr;
  for (const auto& row : rows) {
    const std::string& key = row.first;
    if (EqualsIgnoringCase(key, word)) return &row;
    const size_t dash = key.find('-');
    const bool range = dash != std::string::npos && number(key.substr(0, dash)) >= 0;
    const bool inside = range && number(word) >= number(key.substr(0, dash)) &&
                        number(word) <= number(key.substr(dash + 1));
    const bool part = key.size() > 1 && key.front() == '~' &&
                      AsciiLower(word).find(AsciiLower(key.substr(1))) != std::string::npos;
    if (inside || part || (key == "*" && best == nullptr)) best = &row;
  }
  return best;
}

}  // namespace tipline::gateway
