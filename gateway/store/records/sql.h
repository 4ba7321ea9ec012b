// SOCI, wrapped: one door to SQLite ("sqlite:PATH") and PostgreSQL ("postgresql:CONNECTION
// STRING"). The only file that knows connections, transactions and the engines' errors; the record
// files write statements through it. Rules of the portable subset (stack.md §6.3): bind statically
// with into(long long), times are BIGINT UTC milliseconds, ciphertext is base64 TEXT, nullable
// columns do not exist, no soci::row. Thread-safe: a call leases a connection for as long as it
// runs; do not call Read or Write inside another.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <soci/soci.h>

#include "flows/base/result.h"
#include "flows/base/time.h"

namespace tipline::store {

constexpr Millis kLeaseLimit{10'000};  // longest wait for a free connection; then kUnavailable
constexpr Millis kBusyLimit{5'000};    // longest wait for another process's write lock (SQLite)
constexpr int kWriteTries = 4;  // a transaction lost to another writer is run again this often

class Database {
 public:
  enum class Engine { kSqlite, kPostgres };

  // Opens (SQLite: creates, mode 0600) and migrates. kInvalid: not a URL of ours, or the store was
  // made by a newer Tipline. kUnavailable: not reachable. `connections`: of PostgreSQL, or readers
  // of SQLite beside its one writer.
  static Result<std::unique_ptr<Database>> Open(const std::string& url, int connections = 3);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Engine engine() const;
  int schema_version() const;

  // Work: Result<T>(soci::session&). Exceptions of SOCI come back as errors (sql_failure.h): a key
  // that is there already kConflict, another fault of the row itself kInternal, all else
  // kUnavailable. Messages carry the engine's code only: its texts may quote values.
  template <typename Work>
  auto Read(Work work) {
    return Run(std::move(work), false);
  }
  // One transaction (BEGIN IMMEDIATE / BEGIN): committed if `work` returns a value, else rolled
  // back. `work` may run more than once, so it must touch nothing but the session and variables
  // that it sets from scratch.
  template <typename Work>
  auto Write(Work work) {
    return Run(std::move(work), true);
  }

 private:
  struct State;
  using Step = std::function<Status(soci::session&)>;
  explicit Database(std::unique_ptr<State> state);
  Status RunRead(const Step& step);
  Status RunWrite(const Step& step);

  template <typename Work>
  auto Run(Work work, bool write) {
    using R = std::invoke_result_t<Work&, soci::session&>;
    std::optional<R> out;
    const Step step = [&](soci::session& sql) -> Status {
      out.emplace(work(sql));
      if (!*out) return out->error();
      return Unit{};
    };
    const Status status = write ? RunWrite(step) : RunRead(step);
    if (!status) return R(status.error());
    return std::move(*out);
  }

  std::unique_ptr<State> state_;
};

// PostgreSQL cuts a parameter at its first NUL: free text that is stored in clear passes through
// this.
std::string WithoutNul(std::string_view text);

}  // namespace tipline::store
