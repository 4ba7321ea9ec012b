// The providers' send APIs are busy, broken, silent, or break off in the middle of an answer.
#include "tests/chaos/fault.h"

namespace tipline::chaos {
namespace {

class ProviderFault final : public Fault {
 public:
  explicit ProviderFault(Outbox::Mode mode) : mode_(mode) {}
  void Begin(World& world, const PlannedFault& planned) const override {
    world.outbox().Behave(mode_, planned.amount);
  }
  void End(World& world, const PlannedFault& /*planned*/) const override {
    world.outbox().Behave(Outbox::Mode::kTakes);
  }

 private:
  const Outbox::Mode mode_;
};

const ProviderFault k429(Outbox::Mode::k429), k500(Outbox::Mode::k500),
    kHangs(Outbox::Mode::kHangs), kHalf(Outbox::Mode::kHalf);
const RegisterFault kRegistered[] = {{"provider_429", k429},
                                     {"provider_500", k500},
                                     {"provider_hang", kHangs},
                                     {"provider_half", kHalf}};

}  // namespace
}  // namespace tipline::chaos
