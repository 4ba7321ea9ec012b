#include "flows/base/packed.h"

namespace tipline {
namespace {

constexpr unsigned kBits = 7;  // of a number in one byte; the eighth says that more follow
constexpr unsigned kMore = 1U << kBits;
constexpr unsigned kWidth = 64;

}  // namespace

void PackedWriter::Number(int64_t value) {
  uint64_t bits = static_cast<uint64_t>(value) << 1 ^ (value < 0 ? ~uint64_t{0} : 0);
  while (bits >= kMore) {
    out_ += static_cast<char>(static_cast<unsigned char>(bits % kMore | kMore));
    bits >>= kBits;
  }
  out_ += static_cast<char>(bits);
}

void PackedWriter::Text(std::string_view text) {
  Count(text.size());
  out_ += text;
}

int64_t PackedReader::Number() {
  uint64_t bits = 0;
  for (unsigned shift = 0; shift < kWidth && !rest_.empty() && !bad_; shift += kBits) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    bits |= static_cast<uint64_t>(byte % kMore) << shift;
    if (byte < kMore) return static_cast<int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
  }
  bad_ = true;
  return 0;
}

size_t PackedReader::Count() {
  const int64_t count = Number();
  if (count < 0 || static_cast<uint64_t>(count) > rest_.size()) bad_ = true;
  return bad_ ? 0 : static_cast<size_t>(count);
}

std::string_view PackedReader::Text() {
  const std::string_view text = rest_.substr(0, Count());
  rest_.remove_prefix(text.size());
  return text;
}

Status PackedReader::Finish(const char* what) const {
  if (bad_ || !rest_.empty()) return Invalid(std::string(what) + ": not as written");
  return Unit{};
}

}  // namespace tipline
