#include "tests/chaos/fault.h"

#include <map>
#include <utility>

namespace tipline::chaos {
namespace {

std::map<std::string, const Fault*>& Registry() {
  static std::map<std::string, const Fault*> registry;
  return registry;
}

}  // namespace

const Fault* FindFault(const std::string& name) {
  const auto found = Registry().find(name);
  return found == Registry().end() ? nullptr : found->second;
}

RegisterFault::RegisterFault(std::string name, const Fault& fault) {
  Registry()[std::move(name)] = &fault;
}

}  // namespace tipline::chaos
