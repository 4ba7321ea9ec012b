// What phones do on a real line, as the requests of Africa's Talking: each session is one person
// who dials, answers screen by screen and leaves, most of them before a tip is filed. Every session
// is a new id and a new phone. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "flows/base/result.h"

namespace tipline::bench {

struct Walk {
  std::vector<std::string> leaves;  // accumulated texts of a session that ends without a tip
  std::vector<std::string> files;   // of one that files a tip; its last answer is an END
};

// {"leaves": ["", "1", "1*2"], "files": [...]}; kInvalid with the file's name.
Result<Walk> ReadWalk(const std::string& file);

// Which sessions file: every `file_every`-th one.
class Phones {
 public:
  // `run` makes ids and phones of one run unlike those of another; `target`: path of the webhook.
  Phones(const Walk& walk, std::string target, int file_every, uint32_t run);

  struct Session {
    uint64_t number = 0;
    bool files = false;
    size_t turn = 0;  // of the next request
  };
  Session Dial();
  size_t Turns(const Session& session) const;
  // The next request of a session, head and body, written over `out`.
  void Write(const Session& session, std::string& out) const;
  uint64_t dialled() const { return next_; }

 private:
  const std::vector<std::string>& Texts(const Session& session) const {
    return session.files ? files_ : leaves_;
  }
  std::vector<std::string> leaves_, files_;  // encoded for a form
  std::string head_;
  int file_every_;
  uint32_t run_;
  uint64_t next_ = 0;
};

}  // namespace tipline::bench
