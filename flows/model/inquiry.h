// What a conversation wants from the records, which only a worker may read and change: come back to
// a case, say when it is safe to write, be checked in on. The engine makes it (effect Ask), the
// gateway seals it into the stream `tips` under the kind "inquiry", the worker's file for that kind
// (workers/inquiries) does it, and what it finds comes back as Findings through Redis
// (gateway/store/live/findings.h), sealed with the session key. Plain values.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/base/secret.h"
#include "flows/base/time.h"
#include "flows/model/message.h"

namespace tipline {

struct Inquiry {
  std::string id;            // ULID; the worker is idempotent by it
  std::string kind;          // "case_open", "case_add", ... : a file of workers/inquiries
  std::string conversation;  // Session::id
  std::string channel;
  Medium medium = Medium::kUssd;
  std::string service_code;
  std::string language;
  TimePoint asked_at{};
  Secret<std::string> number;  // E.164; empty: not known
  std::string pseudonym;
  bool duress = false;  // the duress word was used in this conversation
  bool waits = false;   // somebody looks at a screen until the Findings are there
  std::map<std::string, Secret<std::string>> fields;  // what the flow sends, people's words too
};

// Answer to an Inquiry that waits: values that texts can show ("{case_status}") and branches can
// ask for.
struct Findings {
  std::string id;  // of the inquiry
  std::map<std::string, std::string> values;
  bool operator==(const Findings&) const = default;
};

// JSON text with stable field names, for sealing. Decode: kInvalid on what Encode cannot have
// written.
std::string EncodeInquiry(const Inquiry& inquiry);
Result<Inquiry> DecodeInquiry(std::string_view json);
std::string EncodeFindings(const Findings& findings);
Result<Findings> DecodeFindings(std::string_view json);

}  // namespace tipline
