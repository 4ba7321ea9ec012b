// Statements with typed cells, so that every file binds alike. Inside this folder only; SOCI's
// exceptions pass through to Database. Cells: text, whole numbers, truth as 0/1, times as UTC
// milliseconds with 0 for none. `text`: a string, or Kept for what runs very often.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "gateway/store/records/sql.h"
#include "gateway/store/records/statements.h"

namespace tipline::store {

// The value as it is bound: SOCI keeps references, so Execute and One hold these for as long as the
// statement lives.
template <typename T>
auto Cell(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return std::string(std::string_view(value));
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    return static_cast<long long>(ToMillis(value));
  } else if constexpr (std::is_same_v<T, std::optional<TimePoint>>) {
    return static_cast<long long>(value ? ToMillis(*value) : 0);
  } else {
    static_assert(std::is_integral_v<T> || std::is_enum_v<T>);
    return static_cast<long long>(value);
  }
}

inline std::optional<TimePoint> TimeCell(long long ms) {
  if (ms == 0) return std::nullopt;
  return FromMillis(ms);
}

// Binds columns and parameters one by one, in the order of the text (a name is used once). Bound
// variables must outlive it.
class Query {
 public:
  Query(soci::session& sql, std::string text)
      : sql_(sql), statement_(std::make_unique<soci::statement>(sql)), text_(std::move(text)) {}
  Query(soci::session& sql, Kept text)
      : sql_(sql), statement_(BorrowStatement(sql, text.text)), kept_(text.text), text_(text.text) {
    prepared_ = statement_ != nullptr;
    if (!prepared_) statement_ = std::make_unique<soci::statement>(sql);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  // One that failed is not kept.
  ~Query() {
    if (kept_ == nullptr || !ran_) return;
    try {
      KeepStatement(sql_, kept_, std::move(statement_));
    } catch (...) {  // NOLINT(bugprone-empty-catch): it is prepared anew next time
    }
  }

  template <typename T>
  Query& Into(T& out) {
    static_assert(std::is_same_v<T, std::string> || std::is_same_v<T, long long>);
    statement_->exchange(soci::into(out));
    return *this;
  }
  template <typename T>
  Query& Use(T& cell) {
    static_assert(std::is_same_v<T, std::string> || std::is_same_v<T, long long>);
    statement_->exchange(soci::use(cell));
    return *this;
  }
  // Rows one after the other; false: no more.
  bool Next() {
    if (started_) return statement_->fetch();
    Start();
    return Ran(statement_->execute(true));
  }
  long long Run() {
    if (!started_) Start();
    ran_ = false;
    statement_->execute(true);
    ran_ = true;
    return statement_->get_affected_rows();
  }

 private:
  void Start() {
    started_ = true;
    if (!prepared_) {
      statement_->alloc();
      statement_->prepare(text_, soci::details::st_one_time_query);
    }
    statement_->define_and_bind();
  }
  bool Ran(bool found) {
    ran_ = true;
    return found;
  }

  soci::session& sql_;
  std::unique_ptr<soci::statement> statement_;
  const char* kept_ = nullptr;
  std::string text_;
  bool prepared_ = false, started_ = false, ran_ = false;
};

// A statement without rows. Returns how many rows it changed.
template <typename Text, typename... T>
long long Execute(soci::session& sql, const Text& text, const T&... values) {
  auto cells = std::tuple(Cell(values)...);
  Query query(sql, text);
  std::apply([&query](auto&... cell) { (query.Use(cell), ...); }, cells);
  return query.Run();
}

// The first row into `columns` (std::tie of std::string and long long); false: there is none.
template <typename Text, typename Columns, typename... T>
bool One(soci::session& sql, const Text& text, Columns columns, const T&... values) {
  auto cells = std::tuple(Cell(values)...);
  Query query(sql, text);
  std::apply([&query](auto&... column) { (query.Into(column), ...); }, columns);
  std::apply([&query](auto&... cell) { (query.Use(cell), ...); }, cells);
  return query.Next();
}

}  // namespace tipline::store
