#include "tests/support/temp_dir.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace tipline::testing {

TempDir::TempDir() {
  const char* base = std::getenv("TMPDIR");
  path_ = std::string(base == nullptr || *base == '\0' ? "/tmp" : base) + "/tl-XXXXXX";
  if (mkdtemp(path_.data()) != nullptr) return;
  std::cerr << "no folder for a test can be made at " << path_ << "\n";
  std::abort();
}

TempDir::~TempDir() {
  std::error_code failure;
  std::filesystem::remove_all(path_, failure);
}

std::string TempDir::Write(const std::string& name, const std::string& text, unsigned mode) const {
  const std::filesystem::path file = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
  std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));
  return file.string();
}

}  // namespace tipline::testing
