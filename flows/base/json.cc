#include "flows/base/json.h"

#include <deque>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace tipline {
namespace {

using Json = nlohmann::json;

// Builds the document as the parser meets its parts; false from any call stops the parser at once.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return Put(nullptr); }
  bool boolean(bool value) override { return Put(value); }
  bool number_integer(number_integer_t value) override { return Put(value); }
  bool number_unsigned(number_unsigned_t value) override { return Put(value); }
  bool number_float(number_float_t value, const string_t&) override { return Put(value); }
  bool string(string_t& value) override { return Put(std::move(value)); }
  bool binary(binary_t&) override { return Refuse("binary value"); }

  bool start_object(size_t) override { return Open(Json::object()); }
  bool end_object() override { return Close(); }
  bool start_array(size_t) override { return Open(Json::array()); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    if (++nodes_ > limits_.nodes) return Refuse("too many values");
    Json& object = *open_.back();
    const bool again = object.contains(name);
    if (again && limits_.reject_duplicates) return Refuse("the same key twice in one object");
    slot_ = again ? &dropped_.emplace_back() : &object[name];
    return true;
  }

  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    why_ = "not valid JSON at byte " + std::to_string(position);
    return false;
  }

  Json Take() && { return std::move(root_); }
  const std::string& why() const { return why_; }

 private:
  template <typename T>
  bool Put(T&& value) {
    return Place(Json(std::forward<T>(value))) != nullptr;
  }

  bool Open(Json container) {
    if (static_cast<int>(open_.size()) >= limits_.depth) return Refuse("nested too deeply");
    Json* placed = Place(std::move(container));
    if (placed == nullptr) return false;
    open_.push_back(placed);
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  // Pointers in open_ stay good: only the innermost container grows.
  Json* Place(Json value) {
    if (++nodes_ > limits_.nodes) {
      Refuse("too many values");
      return nullptr;
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (open_.back()->is_array()) {
      open_.back()->push_back(std::move(value));
      return &open_.back()->back();
    }
    *slot_ = std::move(value);
    return slot_;
  }

  bool Refuse(const char* why) {
    why_ = why;
    return false;
  }

  const JsonLimits& limits_;
  Json root_;
  std::vector<Json*> open_;
  std::deque<Json> dropped_;  // values of keys that were there; each may hold others of them
  Json* slot_ = nullptr;      // where the value of the last key goes
  size_t nodes_ = 0;
  std::string why_ = "not valid JSON";
};

}  // namespace

Result<Json> ParseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes)
    return Invalid("JSON is longer than " + std::to_string(limits.bytes) + " bytes");
  Builder builder(limits);
  try {
    if (!Json::sax_parse(text.begin(), text.end(), &builder, Json::input_format_t::json, true,
                         limits.comments))
      return Invalid("JSON: " + builder.why());
  } catch (const Json::exception&) {
    return Invalid("JSON: " + builder.why());
  }
  return std::move(builder).Take();
}

std::string DumpJson(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string DumpJsonIndented(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tipline
