// Sealing by the size of what is sealed: to the case key (a tip), with the session key and back (a
// session), and the keyed hash that makes a pseudonym.
#include <memory>
#include <string>

#include "gateway/base/crypto.h"
#include "tests/bench/micro/micro.h"
#include "tests/guard/walk_texts.h"

namespace tipline::micro {
namespace {

KeyRing Keys() {
  KeyBytes bytes{};
  bytes.fill(7);
  KeyRing keys;
  keys.case_private = std::make_unique<Key>(bytes);
  keys.case_public = std::make_unique<Key>(PublicHalf(bytes));
  keys.session = std::make_unique<Key>(bytes);
  keys.pseudonym = std::make_unique<Key>(bytes);
  return keys;
}

std::string Words(const benchmark::State& state) {
  return std::string(static_cast<size_t>(state.range(0)), 'w');
}

void SealTip(benchmark::State& state) {
  const KeyRing keys = Keys();
  const std::string plain = Words(state);
  Measure(state, [&] { benchmark::DoNotOptimize(SealToCase(keys, plain)); });
}
BENCHMARK(SealTip)->RangeMultiplier(4)->Range(256, 16384);

void OpenTip(benchmark::State& state) {
  const KeyRing keys = Keys();
  const std::string sealed = SealToCase(keys, Words(state));
  Measure(state, [&] { benchmark::DoNotOptimize(guard::Must(OpenCase(keys, sealed))); });
}
BENCHMARK(OpenTip)->RangeMultiplier(4)->Range(256, 16384);

void SealSession(benchmark::State& state) {
  const KeyRing keys = Keys();
  const std::string plain = Words(state);
  Measure(state, [&] { benchmark::DoNotOptimize(Seal(*keys.session, "session|p", plain)); });
}
BENCHMARK(SealSession)->RangeMultiplier(4)->Range(256, 16384);

void OpenSession(benchmark::State& state) {
  const KeyRing keys = Keys();
  const std::string sealed = Seal(*keys.session, "session|p", Words(state));
  Measure(state,
          [&] { benchmark::DoNotOptimize(guard::Must(Open(*keys.session, "session|p", sealed))); });
}
BENCHMARK(OpenSession)->RangeMultiplier(4)->Range(256, 16384);

void MakePseudonym(benchmark::State& state) {
  const KeyRing keys = Keys();
  Measure(state, [&] { benchmark::DoNotOptimize(Pseudonym(keys, "+254711000001")); });
}
BENCHMARK(MakePseudonym);

}  // namespace
}  // namespace tipline::micro
