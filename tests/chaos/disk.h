// Small disks that can be filled: tmpfs in a mount namespace of this program's own, so that they
// vanish with it, however it ends.
#pragma once

#include <string>

#include "flows/base/result.h"

namespace tipline::chaos {

// Before any thread is started. With an account that is not root, in a user namespace of its own.
// kUnavailable: this machine does not allow it.
Status OwnMounts();

class Disk {
 public:
  // Mounts it on the (existing) folder.
  static Status Mount(const std::string& folder, int megabytes);

  explicit Disk(std::string folder) : folder_(std::move(folder)) {}
  void Unmount() const;  // or the folder cannot be removed
  // No byte is free after that, until Empty.
  Status Fill() const;
  void Empty() const;

 private:
  std::string folder_;
};

}  // namespace tipline::chaos
