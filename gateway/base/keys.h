// The key files on disk, for whoever makes or shows them; loading is LoadKeys() in crypto.h.
// Tests: tests/gateway/base/keys_test.cc.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"

namespace tipline {

constexpr std::array<std::string_view, 5> kKeyFiles = {"case.pub", "case.key", "session.key",
                                                       "pseudonym.key", "store.key"};

struct KeyFile {
  std::string name;
  bool there = false;
  unsigned mode = 0;        // permission bits
  bool too_open = false;    // wider than 0600 (case.pub: others may write it)
  bool readable = false;    // holds a key of the right size
  std::string fingerprint;  // 16 hex digits of the key's hash: the same key, the same text
};

// One per name of kKeyFiles, in that order; a missing folder is a folder without files.
std::vector<KeyFile> ListKeys(const std::string& dir);

}  // namespace tipline
