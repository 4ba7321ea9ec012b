// Secret<T>: a number, a caller's words, a PIN or a key. It prints as *** and has to be opened by
// name, so that a log line, an error or a test message cannot show it by accident.
#pragma once

#include <ostream>
#include <utility>

namespace tipline {

template <typename T>
class Secret {
 public:
  Secret() = default;
  explicit Secret(T value) : value_(std::move(value)) {}
  const T& Reveal() const { return value_; }
  T Take() && { return std::move(value_); }
  bool empty() const { return value_.empty(); }

  friend bool operator==(const Secret&, const Secret&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }
  // GoogleTest prints through this.
  friend void PrintTo(const Secret&, std::ostream* out) { *out << "***"; }

 private:
  T value_{};
};

}  // namespace tipline
