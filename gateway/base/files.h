// Small files, read and written whole with their errors as values. Thread-safe.
// Tests: tests/gateway/base/files_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"

namespace tipline {

// kNotFound, kDenied (may not read), kInvalid (longer than `limit` bytes, or a folder).
Result<std::string> ReadFile(const std::string& path, size_t limit);

// Creates, writes, fsyncs. kConflict if the file is there already.
Status WriteNewFile(const std::string& path, std::string_view text, unsigned mode);

// Replaces atomically: a reader, or a crash, sees the old file or the new one.
Status ReplaceFile(const std::string& path, std::string_view text, unsigned mode);

// fsync of a folder: makes the names in it as durable as the files.
Status SyncFolder(const std::string& dir);

}  // namespace tipline
