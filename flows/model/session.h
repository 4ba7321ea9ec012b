// Where a person stands in a flow between two screens. Made and changed only by flows/engine; the
// gateway keeps it in Redis, sealed with the session key. It stays with the flow version it began
// with until it ends.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "flows/model/message.h"
#include "flows/model/tip.h"

namespace tipline {

struct Frame {
  std::string flow;  // name of the flow (the root flow or a subflow of its bundle)
  std::string step;  // the step that waits for input, or that called the next frame
};

struct Session {
  std::string id;    // conversation id (ULID), empty: nothing begun yet
  std::string flow;  // root flow and the version pinned
  int64_t version = 0;
  Medium medium = Medium::kUssd;
  std::string language;      // empty until chosen or remembered
  std::vector<Frame> stack;  // innermost last; empty: not begun or ended
  std::map<std::string, std::string>
      answers;  // variable -> value; free text too (the record is sealed)
  std::vector<Said> said;
  int misses = 0;         // unusable answers in a row at this step
  int page = 0;           // page shown of a long screen
  int screens = 0;        // screens shown so far
  bool resuming = false;  // the neutral safety screen after a dropped session is showing
  bool filed = false;     // a tip of this conversation was filed
  bool duress = false;
  bool ended = false;
  std::string
      detour;  // engine's own: "language", "callback", ... while a global key is being served
  std::string tip_id;     // of the filed tip
  std::string code, pin;  // while they have to be shown again
  std::vector<std::string>
      notes;            // "flow/step" of the `say` texts that stand before the question showing now
  std::string inquiry;  // id of the one whose Findings are awaited
  // What look-ups gave, for texts and branches: never part of a tip.
  std::map<std::string, std::string> found;
};

// Compact bytes, for sealing: encoded and decoded once a request. Decode: kInvalid on what Encode
// cannot have written.
std::string EncodeSession(const Session& session);
Result<Session> DecodeSession(std::string_view packed);

}  // namespace tipline
