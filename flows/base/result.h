// Result<T>: a value, or an Error with one of six codes chosen by what the caller should do next.
// Used everywhere instead of exceptions (style: ARCHITECTURE.md, "Errors"). The member names are
// those of std::expected so that this can become an alias once the compiler has it. Values: copy
// and move freely.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace tipline {

enum class Code {
  kInvalid,      // say no: the input is wrong and will stay wrong
  kNotFound,     // there is no such thing
  kConflict,     // somebody was faster: reload and decide again
  kDenied,       // not allowed
  kUnavailable,  // the only retryable one
  kInternal,     // a defect or a broken dependency: log and bury
};

// "invalid", "not_found", ...: for logs, metrics and JSON.
const char* CodeName(Code code);

// `message` is for operators: it never holds a number, a caller's words, a PIN or a key.
struct Error {
  Code code = Code::kInternal;
  std::string message;
};

inline Error Invalid(std::string message) {
  return {Code::kInvalid, std::move(message)};
}
inline Error NotFound(std::string message) {
  return {Code::kNotFound, std::move(message)};
}
inline Error Conflict(std::string message) {
  return {Code::kConflict, std::move(message)};
}
inline Error Denied(std::string message) {
  return {Code::kDenied, std::move(message)};
}
inline Error Unavailable(std::string message) {
  return {Code::kUnavailable, std::move(message)};
}
inline Error Internal(std::string message) {
  return {Code::kInternal, std::move(message)};
}

struct Unit {};

template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit on purpose: `return value;` and `return NotFound(...);` both work.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  // REQUIRES: has_value().
  T& operator*() & {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  const T& operator*() const& {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  T&& operator*() && {
    assert(has_value());
    return std::move(*std::get_if<0>(&state_));
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }
  // REQUIRES: !has_value().
  const Error& error() const {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<Unit>;

// TRY(expr): leaves the function with the error of `expr`, if it has one.
// TRY_ASSIGN(auto x, expr): the same, else x = the value.
// NOLINTBEGIN(bugprone-macro-parentheses): `target` may be a declaration, `name` is one.
#define TIPLINE_CONCAT_(a, b) a##b
#define TIPLINE_CONCAT(a, b) TIPLINE_CONCAT_(a, b)
#define TRY(expr)                                 \
  do {                                            \
    auto try_result_ = (expr);                    \
    if (!try_result_) return try_result_.error(); \
  } while (false)
#define TRY_ASSIGN(target, expr) TRY_ASSIGN_(target, expr, TIPLINE_CONCAT(try_value_, __COUNTER__))
#define TRY_ASSIGN_(target, expr, name) \
  auto name = (expr);                   \
  if (!name) return name.error();       \
  target = *std::move(name)
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace tipline
