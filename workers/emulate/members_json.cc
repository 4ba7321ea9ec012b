#include "workers/emulate/members_json.h"

#include <algorithm>
#include <utility>

namespace tipline::emulate {
namespace {

using nlohmann::json;

const json& ObjectOf(const json& value) {
  static const json none = json::object();
  return value.is_object() ? value : none;
}

}  // namespace

Members::Members(const json& object, std::string where)
    : object_(ObjectOf(object)), where_(std::move(where)) {
  if (!object.is_object()) mistake_ = where_ + ": allowed: an object";
}

bool Members::Has(const char* name) const {
  return object_.contains(name);
}

const json* Members::Take(const char* name) {
  read_.insert(name);
  const auto found = object_.find(name);
  return found == object_.end() ? nullptr : &*found;
}

void Members::Mistake(const char* name, const std::string& allowed) {
  if (mistake_.empty()) mistake_ = Where(name) + ": allowed: " + allowed;
}

void Members::Read(const char* name, std::string& out) {
  const json* found = Take(name);
  if (found == nullptr) return;
  if (!found->is_string()) return Mistake(name, "a string");
  out = found->get<std::string>();
}

void Members::Read(const char* name, int& out) {
  const json* found = Take(name);
  if (found == nullptr) return;
  if (!found->is_number_integer()) return Mistake(name, "a whole number");
  out = found->get<int>();
}

void Members::Read(const char* name, bool& out) {
  const json* found = Take(name);
  if (found == nullptr) return;
  if (!found->is_boolean()) return Mistake(name, "true or false");
  out = found->get<bool>();
}

void Members::Read(const char* name, std::vector<std::string>& out) {
  const json* found = Take(name);
  if (found == nullptr) return;
  const json list = found->is_array() ? *found : json::array({*found});
  if (!std::all_of(list.begin(), list.end(), [](const json& one) { return one.is_string(); }))
    return Mistake(name, "a string, or a list of them");
  out = list.get<std::vector<std::string>>();
}

void Members::Read(const char* name, std::vector<int>& out) {
  const json* found = Take(name);
  if (found == nullptr) return;
  const bool right =
      found->is_array() && std::all_of(found->begin(), found->end(),
                                       [](const json& one) { return one.is_number_integer(); });
  if (!right) return Mistake(name, "a list of whole numbers");
  out = found->get<std::vector<int>>();
}

void Members::Read(const char* name, json& out, bool object) {
  const json* found = Take(name);
  if (found == nullptr) return;
  if (object && !found->is_object()) return Mistake(name, "an object");
  out = *found;
}

void Members::ReadSeconds(const char* name, Millis& out) {
  int seconds = static_cast<int>(out.count() / 1000);
  Read(name, seconds);
  out = Millis(int64_t{seconds} * 1000);
}

Status Members::Done() const {
  if (!mistake_.empty()) return Invalid(mistake_);
  for (const auto& [name, value] : object_.items())
    if (name != "$comment" && read_.count(name) == 0)
      return Invalid(where_ + "/" + name + ": no such member");
  return Unit{};
}

}  // namespace tipline::emulate
