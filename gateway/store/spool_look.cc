#include "gateway/store/spool_look.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateway/store/spool_record.h"

namespace tipline::store {
namespace {

namespace fs = std::filesystem;

// Empty if it went meanwhile: a segment goes when all of it is confirmed.
std::string TextOf(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

std::optional<SpoolLook> LookAtSpool(const std::string& dir) {
  std::error_code failure;
  fs::directory_iterator folder(dir, failure);
  if (failure) return std::nullopt;
  const uint64_t first = std::strtoull(TextOf(fs::path(dir) / "progress").c_str(), nullptr, 10);
  SpoolLook look;
  for (; !failure && folder != fs::directory_iterator(); folder.increment(failure)) {
    const std::string name = folder->path().filename().string();
    if (name.starts_with("aside-") || name.starts_with("damaged-")) ++look.aside;
    if (!name.ends_with(".spool")) continue;
    for (const RecordPlace& place : ScanRecords(TextOf(folder->path())).places)
      look.waiting += place.sequence >= first ? 1 : 0;
  }
  return look;
}

}  // namespace tipline::store
