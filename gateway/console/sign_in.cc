#include "gateway/console/sign_in.h"

#include <memory>
#include <optional>
#include <utility>

#include "gateway/base/crypto.h"
#include "gateway/console/totp.h"

namespace tipline::console {
namespace {

using std::chrono::ceil;
using std::chrono::seconds;

class Turn {  // gives its place back
 public:
  explicit Turn(std::counting_semaphore<kAtOnce>& turns) : turns_(turns) {}
  ~Turn() { turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<kAtOnce>& turns_;
};

}  // namespace

seconds Failures::LockedFor(const std::string& key, TimePoint now) const {
  const auto found = windows_.find(key);
  if (found == windows_.end() || found->second.count < limit_ || found->second.ends <= now)
    return seconds{0};
  return ceil<seconds>(found->second.ends - now);
}

void Failures::Add(const std::string& key, TimePoint now) {
  if (windows_.size() >= kMaxRemembered)
    std::erase_if(windows_, [&](const auto& entry) { return entry.second.ends <= now; });
  if (windows_.size() >= kMaxRemembered)
    windows_.clear();  // a flood of names: the peers' window still holds
  Window& window = windows_[key];
  if (window.ends <= now) window = Window{};
  ++window.count;
  window.ends = now + kLockFor;
}

SignIn::SignIn(const store::UserRecords& users, std::string dummy_hash)
    : users_(users), dummy_hash_(std::move(dummy_hash)), dummy_seed_(NewTotpSeed()) {}

Result<std::unique_ptr<SignIn>> SignIn::Make(const store::UserRecords& users) {
  static const Result<std::string> kDummy =
      HashPassword(RandomToken(32));  // costs as much as a sign-in: once is enough
  if (!kDummy) return kDummy.error();
  return std::unique_ptr<SignIn>(new SignIn(users, *kDummy));
}

seconds SignIn::LockedFor(const Credentials& who, const Result<store::User>& user, TimePoint now) {
  seconds locked{0};
  if (user && user->locked_until && *user->locked_until > now)
    locked = ceil<seconds>(*user->locked_until - now);
  const std::lock_guard lock(mutex_);
  if (!user) locked = unknown_.LockedFor(who.name, now);
  return std::max(locked, peers_.LockedFor(who.peer, now));
}

Result<Verdict> SignIn::Try(const Credentials& who, TimePoint now) {
  const auto is_failure = [](const Result<store::User>& user) {
    return !user && user.error().code != Code::kNotFound && user.error().code != Code::kInvalid;
  };
  auto user = users_.Find(who.name);
  if (is_failure(user)) return user.error();
  if (const seconds locked = LockedFor(who, user, now); locked.count() > 0)
    return Verdict{Verdict::Kind::kLocked, kAgent, locked, {}};

  if (!turns_.try_acquire_for(kWaitForTurn))
    return Verdict{Verdict::Kind::kBusy, kAgent, kWaitForTurn, {}};
  const Turn turn{turns_};
  // Those whose turn was before this one may have used up what there was to guess.
  user = users_.Find(who.name);
  if (is_failure(user)) return user.error();
  if (const seconds locked = LockedFor(who, user, now); locked.count() > 0)
    return Verdict{Verdict::Kind::kLocked, kAgent, locked, {}};
  TRY_ASSIGN(const Verdict verdict, Check(who, user, now));
  if (verdict.kind != Verdict::Kind::kIn) {
    TRY(CountFailure(who, now));
    return verdict;
  }
  TRY(users_.Succeeded(who.name));
  TRY(users_.Audit(who.name, "sign_in", "", now));
  return verdict;
}

// Password and code are both checked whatever the other says.
Result<Verdict> SignIn::Check(const Credentials& who, const Result<store::User>& user,
                              TimePoint now) {
  const std::string& hash = user ? user->password_hash.Reveal() : dummy_hash_;
  const bool seeded = user && !user->totp_seed.empty();
  const bool password_ok = VerifyPassword(hash, who.password.Reveal());
  const auto step =
      TotpStepOf(seeded ? user->totp_seed : dummy_seed_, who.totp, now, user ? user->totp_step : 0);
  const auto grade = user ? GradeFromName(user->role) : std::nullopt;
  if (!user || !user->active || !seeded || !grade || !password_ok || !step) return Verdict{};
  // Two sign-ins with one code at the same moment: only one of them moves the step.
  const Status used = users_.UseTotpStep(who.name, *step);
  if (!used && used.error().code == Code::kConflict) return Verdict{};
  if (!used) return used.error();
  return Verdict{Verdict::Kind::kIn, *grade, seconds{0}, user->password_sealed};
}

Status SignIn::CountFailure(const Credentials& who, TimePoint now) {
  const auto count = users_.Failed(who.name, kLockAfter, kLockFor, now);
  const bool known = count.has_value();
  if (!known && count.error().code != Code::kNotFound && count.error().code != Code::kInvalid)
    return count.error();
  {
    const std::lock_guard lock(mutex_);
    if (!known) unknown_.Add(who.name, now);
    peers_.Add(who.peer, now);
  }
  // The name is written down only if it is one: people type passwords into the wrong field.
  return users_.Audit(known ? who.name : "unknown", "sign_in_failed",
                      known && *count >= kLockAfter ? "locked" : "", now);
}

}  // namespace tipline::console
