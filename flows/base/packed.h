// A compact record of numbers and texts, one after the other, without names: for what is written
// and read millions of times and by ourselves only (sessions). Numbers are LEB128 with the sign in
// the lowest bit; a text is its length and its bytes. One thread at a time. Tests:
// tests/flows/base/packed_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "flows/base/result.h"

namespace tipline {

class PackedWriter {
 public:
  void Number(int64_t value);
  void Text(std::string_view text);
  void Count(size_t count) { Number(static_cast<int64_t>(count)); }
  std::string Take() && { return std::move(out_); }

 private:
  std::string out_;
};

// Remembers that something was wrong, and reads zeros and empty texts from there on.
class PackedReader {
 public:
  explicit PackedReader(std::string_view bytes) : rest_(bytes) {}  // must outlive this

  int64_t Number();
  std::string_view Text();  // part of the bytes
  // Of things that take at least a byte each: never more than could still follow.
  size_t Count();
  void Wrong() { bad_ = true; }
  // kInvalid if the bytes ended early, or if some are left.
  Status Finish(const char* what) const;

 private:
  std::string_view rest_;
  bool bad_ = false;
};

}  // namespace tipline
