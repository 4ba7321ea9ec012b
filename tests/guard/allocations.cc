#include "tests/guard/allocations.h"

#include <cstddef>

namespace {

thread_local int64_t counted = 0;  // no destructor, no initialiser: safe in malloc

}  // namespace

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TIPLINE_BY_HOOK
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TIPLINE_BY_HOOK
#endif
#endif

extern "C" {
#ifdef TIPLINE_BY_HOOK
// Declared in sanitizer/allocator_interface.h, which Debian's g++ does not bring.
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void*, size_t),
                                              void (*on_free)(const volatile void*));
#else
// The C library's own entries for whoever stands in front of it.
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);

void* malloc(size_t size) {
  ++counted;
  return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) {
  ++counted;
  return __libc_calloc(count, size);
}
void* realloc(void* memory, size_t size) {
  ++counted;
  return __libc_realloc(memory, size);
}
#endif
}

namespace tipline::guard {
namespace {

#ifdef TIPLINE_BY_HOOK
const bool kHooked =
    __sanitizer_install_malloc_and_free_hooks([](const volatile void*, size_t) { ++counted; },
                                              [](const volatile void*) {}) != 0;
#endif

}  // namespace

CountAllocations::CountAllocations() : before_(counted) {}

int64_t CountAllocations::count() const {
  return counted - before_;
}

}  // namespace tipline::guard
