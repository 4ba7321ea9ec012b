#include "gateway/base/files.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tipline {
namespace {

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

Error Failed(const std::string& path, int number) {
  const std::string message = path + ": " + std::strerror(number);
  if (number == ENOENT || number == ENOTDIR) return NotFound(message);
  if (number == EACCES || number == EPERM || number == EROFS) return Denied(message);
  if (number == EEXIST) return Conflict(message);
  if (number == EISDIR) return Invalid(message);
  return Unavailable(message);  // no space, too many files, an I/O error
}

Status WriteAll(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed(path, errno);
    text.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(fd) != 0) return Failed(path, errno);
  return Unit{};
}

}  // namespace

Result<std::string> ReadFile(const std::string& path, size_t limit) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0) return Failed(path, errno);
  std::string text;
  std::array<char, 16384> part{};
  while (true) {
    const ssize_t got = read(file.fd(), part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed(path, errno);
    if (got == 0) return text;
    text.append(part.data(), static_cast<size_t>(got));
    if (text.size() > limit)
      return Invalid(path + ": longer than " + std::to_string(limit) + " bytes");
  }
}

Status WriteNewFile(const std::string& path, std::string_view text, unsigned mode) {
  const File file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (file.fd() < 0) return Failed(path, errno);
  return WriteAll(file.fd(), text, path);
}

Status ReplaceFile(const std::string& path, std::string_view text, unsigned mode) {
  const std::string fresh = path + ".new";
  if (unlink(fresh.c_str()) != 0 && errno != ENOENT) return Failed(fresh, errno);
  TRY(WriteNewFile(fresh, text, mode));
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return Failed(path, errno);
  const std::string dir = std::filesystem::path(path).parent_path().string();
  return SyncFolder(dir.empty() ? "." : dir);
}

Status SyncFolder(const std::string& dir) {
  const File folder(open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.fd() < 0 || fsync(folder.fd()) != 0) return Failed(dir, errno);
  return Unit{};
}

}  // namespace tipline
