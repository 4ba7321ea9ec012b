#include "workers/loop/pins.h"

#include "gateway/base/log.h"
#include "gateway/store/records/case_access.h"

namespace tipline::workers {

std::chrono::milliseconds HashOnePin(Services& services) {
  using std::chrono::steady_clock;
  const auto begun = steady_clock::now();
  store::CaseAccess access(services.database, services.keys);
  const auto made = access.HashOne();
  if (!made) LogWarning("pin_not_hashed", made.error());
  if (!made || !*made) return kPinsLook;
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun);
  return took * (kPinsShare - 1);
}

}  // namespace tipline::workers
