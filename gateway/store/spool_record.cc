#include "gateway/store/spool_record.h"

#include <optional>

#include "gateway/base/crypto.h"

namespace tipline::store {
namespace {

constexpr std::string_view kMagic = "TLSP";
constexpr size_t kChecksum = 16;  // hex digits
constexpr size_t kLengthAt = 4, kSequenceAt = 8, kChecksumAt = 16;

void AppendNumber(std::string& to, uint64_t number, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i)
    to += static_cast<char>(number >> (8 * i) & 0xFF);
}

uint64_t NumberAt(std::string_view text, size_t at, size_t bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < bytes; ++i)
    number |= static_cast<uint64_t>(static_cast<unsigned char>(text[at + i])) << (8 * i);
  return number;
}

// A checksum, not a secret: it tells a torn record from one that another key sealed.
std::string Checksum(std::string_view numbers, std::string_view sealed) {
  static const Key kNone{KeyBytes{}};
  return KeyedHash(kNone, "spool record", std::string(numbers) + std::string(sealed))
      .substr(0, kChecksum);
}

// The record that begins at `at`, if there is a whole one.
std::optional<RecordPlace> RecordAt(std::string_view file, size_t at) {
  if (file.size() - at < kRecordHead || file.substr(at, kMagic.size()) != kMagic)
    return std::nullopt;
  const uint64_t length = NumberAt(file, at + kLengthAt, 4);
  if (length > kMaxRecord || length > file.size() - at - kRecordHead) return std::nullopt;
  const std::string_view numbers = file.substr(at + kLengthAt, kChecksumAt - kLengthAt);
  if (Checksum(numbers, file.substr(at + kRecordHead, length)) !=
      file.substr(at + kChecksumAt, kChecksum))
    return std::nullopt;
  return RecordPlace{at, kRecordHead + length, NumberAt(file, at + kSequenceAt, 8)};
}

}  // namespace

std::string EncodeRecord(uint64_t sequence, std::string_view sealed) {
  std::string record(kMagic);
  AppendNumber(record, sealed.size(), 4);
  AppendNumber(record, sequence, 8);
  record += Checksum(std::string_view(record).substr(kLengthAt), sealed);
  record += sealed;
  return record;
}

Result<std::string> SealedOfRecord(std::string_view record) {
  const auto place = RecordAt(record, 0);
  if (!place || place->size != record.size()) return Invalid("a spool record is damaged");
  return std::string(record.substr(kRecordHead));
}

RecordScan ScanRecords(std::string_view file) {
  RecordScan scan;
  size_t at = 0;
  while (at < file.size()) {
    if (const auto place = RecordAt(file, at)) {
      scan.places.push_back(*place);
      at += place->size;
      scan.end = at;
      continue;
    }
    // Not here: is there a good record further on? Then this is damage, else a torn end.
    size_t next = file.find(kMagic, at + 1);
    while (next != std::string_view::npos && !RecordAt(file, next))
      next = file.find(kMagic, next + 1);
    if (next == std::string_view::npos) break;
    ++scan.damaged;
    at = next;
  }
  return scan;
}

}  // namespace tipline::store
