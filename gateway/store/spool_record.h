// How a record of the spool lies in its file, and how records are found again in a file that a
// crash or a bad disk touched. Pure; thread-safe. For spool.cc. Tests:
// tests/gateway/store/spool_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"

namespace tipline::store {

constexpr size_t kRecordHead = 32;  // "TLSP", length u32, sequence u64, checksum 16 hex digits
constexpr uint32_t kMaxRecord = 1024 * 1024;  // sealed bytes; a webhook's body is at most 64 KiB

struct RecordPlace {
  uint64_t offset = 0;
  uint64_t size = 0;  // with its head
  uint64_t sequence = 0;
};

struct RecordScan {
  std::vector<RecordPlace> places;
  uint64_t end = 0;      // behind the last good record; what follows is torn
  uint64_t damaged = 0;  // gaps between good records
};

std::string EncodeRecord(uint64_t sequence, std::string_view sealed);
// kInvalid: not one whole record.
Result<std::string> SealedOfRecord(std::string_view record);
RecordScan ScanRecords(std::string_view file);

}  // namespace tipline::store
