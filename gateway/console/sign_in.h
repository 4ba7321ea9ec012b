// Decides whether somebody may sign in: password (Argon2id), then code, then locks. An unknown
// name, a wrong password, a wrong or used code and a disabled account get the same answer after the
// same work. After kLockAfter failures in a row a name is locked for kLockFor, known or not; a peer
// that fails more often is refused too. Argon2id takes 64 MiB a call, so only kAtOnce run together.
// Thread-safe. Tests: tests/gateway/console/sign_in_test.cc.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>

#include "flows/base/result.h"
#include "flows/base/secret.h"
#include "flows/base/time.h"
#include "gateway/console/grade.h"
#include "gateway/store/records/users.h"

namespace tipline::console {

constexpr int kLockAfter = 5;
constexpr std::chrono::minutes kLockFor{15};
constexpr int kPeerFailures = 20;          // in kLockFor, over all names
constexpr size_t kMaxRemembered = 10'000;  // names and peers; more: the oldest windows are dropped
constexpr int kAtOnce = 2;
constexpr std::chrono::seconds kWaitForTurn{4};

struct Credentials {
  std::string name;
  Secret<std::string> password;
  std::string totp;
  std::string peer;  // address that the attempt came from
};

struct Verdict {
  enum class Kind { kIn, kWrong, kLocked, kBusy } kind = Kind::kWrong;
  Grade grade = kAgent;          // kIn
  std::chrono::seconds wait{0};  // kLocked, kBusy
  std::string password_sealed;   // kIn: which password it was, for Sessions::Open
};

// Failures by key within a window. Guarded by its owner.
class Failures {
 public:
  explicit Failures(int limit) : limit_(limit) {}
  std::chrono::seconds LockedFor(const std::string& key, TimePoint now) const;
  void Add(const std::string& key, TimePoint now);

 private:
  struct Window {
    int count = 0;
    TimePoint ends{};
  };
  int limit_;
  std::map<std::string, Window> windows_;
};

class SignIn {
 public:
  // kInternal: no hash can be made.
  static Result<std::unique_ptr<SignIn>> Make(const store::UserRecords& users);
  // Errors only for the store: kUnavailable, kInternal.
  Result<Verdict> Try(const Credentials& who, TimePoint now);

 private:
  SignIn(const store::UserRecords& users, std::string dummy_hash);
  std::chrono::seconds LockedFor(const Credentials& who, const Result<store::User>& user,
                                 TimePoint now);
  Result<Verdict> Check(const Credentials& who, const Result<store::User>& user, TimePoint now);
  Status CountFailure(const Credentials& who, TimePoint now);

  store::UserRecords users_;
  const std::string dummy_hash_;  // checked for unknown names, so that they cost the same
  const Secret<std::string> dummy_seed_;
  std::counting_semaphore<kAtOnce> turns_{kAtOnce};
  std::mutex mutex_;
  Failures unknown_{kLockAfter};   // guarded by mutex_
  Failures peers_{kPeerFailures};  // guarded by mutex_
};

}  // namespace tipline::console
