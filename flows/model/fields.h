// Reads the fields of a JSON object one by one and remembers the first that is missing or wrong, by
// name only. For records that we wrote ourselves (sessions, tips): anything unexpected is refused.
// One thread at a time; .cc files only.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/result.h"
#include "flows/base/secret.h"
#include "flows/base/time.h"
#include "flows/model/tip.h"

namespace tipline {

class Fields {
 public:
  // `object` must outlive this and is emptied as it is read: strings are moved out.
  explicit Fields(nlohmann::json& object) : object_(object) {
    if (!object.is_object()) wrong_ = "(object)";
  }

  std::string Text(const char* name) {
    nlohmann::json* field = Take(name, nlohmann::json::value_t::string);
    return field == nullptr ? std::string() : std::move(field->get_ref<std::string&>());
  }
  Secret<std::string> Hidden(const char* name) { return Secret<std::string>(Text(name)); }
  bool Flag(const char* name) {
    const nlohmann::json* field = Take(name, nlohmann::json::value_t::boolean);
    return field != nullptr && field->get<bool>();
  }
  int64_t Number(const char* name) {
    const nlohmann::json* field = Find(name);
    if (field != nullptr && field->is_number_integer()) return field->get<int64_t>();
    return Wrong(name), 0;
  }
  TimePoint Time(const char* name) { return FromMillis(Number(name)); }
  std::map<std::string, std::string> TextMap(const char* name) {
    std::map<std::string, std::string> out;
    nlohmann::json* field = Take(name, nlohmann::json::value_t::object);
    if (field == nullptr) return out;
    for (auto& [key, value] : field->items()) {
      if (!value.is_string()) return Wrong(name), out;
      out.emplace_hint(out.end(), key, std::move(value.get_ref<std::string&>()));
    }
    return out;
  }
  // The elements of an array, to be read by further Fields; empty if it is none.
  nlohmann::json::array_t List(const char* name) {
    nlohmann::json* field = Take(name, nlohmann::json::value_t::array);
    return field == nullptr ? nlohmann::json::array_t()
                            : std::move(field->get_ref<nlohmann::json::array_t&>());
  }
  void Wrong(const char* name) {
    if (wrong_.empty()) wrong_ = name;
  }

  Status Finish(const char* what) const {
    if (!wrong_.empty())
      return Invalid(std::string(what) + ": field " + wrong_ + " is missing or wrong");
    if (taken_ != object_.size()) return Invalid(std::string(what) + ": unknown field");
    return Unit{};
  }

 private:
  nlohmann::json* Find(const char* name) {
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(name);
    if (found == object_.end()) return nullptr;
    ++taken_;
    return &*found;
  }
  nlohmann::json* Take(const char* name, nlohmann::json::value_t type) {
    nlohmann::json* field = Find(name);
    if (field != nullptr && field->type() == type) return field;
    Wrong(name);
    return nullptr;
  }

  nlohmann::json& object_;
  std::string wrong_;
  size_t taken_ = 0;
};

// The conversation as both records keep it: [at, step, words, meaning] each.
nlohmann::json SaidToJson(const std::vector<Said>& said);
Result<std::vector<Said>> SaidFromJson(nlohmann::json::array_t list);

}  // namespace tipline
