#include "tests/chaos/disk.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace tipline::chaos {
namespace {

constexpr const char* kFiller = "/filler";

Error Failed(const std::string& what) {
  return Unavailable(what + ": " + std::strerror(errno));
}

bool WriteText(const char* path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  return static_cast<bool>(out.flush());
}

// This account becomes itself in the new namespace, no other: enough to mount, and PostgreSQL sees
// no root.
Status MapSelf(uid_t uid, gid_t gid) {
  const std::string user = std::to_string(uid), group = std::to_string(gid);
  WriteText("/proc/self/setgroups", "deny");
  if (!WriteText("/proc/self/uid_map", user + " " + user + " 1") ||
      !WriteText("/proc/self/gid_map", group + " " + group + " 1"))
    return Failed("user namespace");
  return Unit{};
}

}  // namespace

Status OwnMounts() {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  if (::unshare(uid == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return Failed("mount namespace");
  if (uid != 0) TRY(MapSelf(uid, gid));
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return Failed("private mounts");
  return Unit{};
}

Status Disk::Mount(const std::string& folder, int megabytes) {
  const std::string options = "mode=0700,size=" + std::to_string(megabytes) + "m";
  if (::mount("chaos", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) != 0)
    return Failed("tmpfs");
  return Unit{};
}

void Disk::Unmount() const {
  ::umount2(folder_.c_str(), MNT_DETACH);
}

Status Disk::Fill() const {
  const int fd =
      ::open((folder_ + kFiller).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return Failed("filler");
  const std::vector<char> block(1U << 16U, 'x');
  size_t size = block.size();
  while (size > 0) {
    const ssize_t n = ::write(fd, block.data(), size);
    if (n < 0 && errno != ENOSPC) break;
    if (n <= 0) size /= 2;
  }
  ::close(fd);
  return Unit{};
}

void Disk::Empty() const {
  ::unlink((folder_ + kFiller).c_str());
}

}  // namespace tipline::chaos
