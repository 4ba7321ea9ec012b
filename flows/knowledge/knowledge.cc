#include "flows/knowledge/knowledge.h"

#include <nlohmann/json.hpp>

#include "flows/base/json.h"

namespace tipline::flows {
namespace {

// A national register of ten thousand agencies is some three megabytes.
constexpr JsonLimits kLimits{.bytes = size_t{64} << 20U, .depth = 8, .nodes = 4'000'000};

std::map<std::string, SourceKind, std::less<>>& Registry() {
  static std::map<std::string, SourceKind, std::less<>> kinds;
  return kinds;
}

}  // namespace

RegisterSource::RegisterSource(SourceKind kind) {
  std::string name = kind.name;
  Registry().emplace(std::move(name), std::move(kind));
}

const SourceKind* FindSourceKind(std::string_view name) {
  const auto found = Registry().find(name);
  return found == Registry().end() ? nullptr : &found->second;
}

std::vector<const SourceKind*> SourceKinds() {
  std::vector<const SourceKind*> kinds;
  for (const auto& [name, kind] : Registry())
    kinds.push_back(&kind);
  return kinds;
}

Result<std::shared_ptr<const Source>> DecodeSource(std::string_view name, std::string_view json) {
  const SourceKind* kind = FindSourceKind(name);
  if (kind == nullptr) return NotFound("no source called " + std::string(name));
  TRY_ASSIGN(const nlohmann::json document, ParseJson(json, kLimits));
  if (!document.is_object() || document.value("source", "") != name)
    return Invalid(std::string(name) + ": field source: allowed: " + std::string(name));
  return kind->read(document);
}

}  // namespace tipline::flows
