// Tests: tests/gateway/store/records/sql_test.cc
#include "gateway/store/records/sql.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fcntl.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>
#include <unistd.h>

#include "gateway/store/records/sql_failure.h"
#include "gateway/store/records/statements.h"

namespace tipline::store {

std::string_view Embedded(std::string_view path);  // made by the build from migrations/*.sql

namespace {

struct Migration {
  int version;
  const char* path;
};
constexpr std::array kMigrations = {
    Migration{1, "gateway/store/records/migrations/001_first.sql"},
    Migration{2, "gateway/store/records/migrations/002_queues.sql"},
    Migration{3, "gateway/store/records/migrations/003_outbound_order.sql"},
    Migration{4, "gateway/store/records/migrations/004_open_offers.sql"},
    Migration{5, "gateway/store/records/migrations/005_delivery.sql"},
    Migration{6, "gateway/store/records/migrations/006_case_access.sql"},
    Migration{7, "gateway/store/records/migrations/007_outbound_channel.sql"},
    Migration{8, "gateway/store/records/migrations/008_checkins.sql"},
    Migration{10, "gateway/store/records/migrations/010_content.sql"},
    Migration{13, "gateway/store/records/migrations/013_recruiters.sql"},
    Migration{14, "gateway/store/records/migrations/014_roles.sql"},
    Migration{15, "gateway/store/records/migrations/015_voice.sql"},
    Migration{16, "gateway/store/records/migrations/016_contacts.sql"},
    Migration{17, "gateway/store/records/migrations/017_retention.sql"},
    Migration{18, "gateway/store/records/migrations/018_reports_and_calls.sql"},
};

// Here and not in sql_failure.cc: SOCI hides the type information of its errors from the sanitizer,
// which CMakeLists.txt tells this file.
Failure ReadFailure(const soci::soci_error& e, const soci::session& sql) {
  if (const auto* lite = dynamic_cast<const soci::sqlite3_soci_error*>(&e))
    return SqliteFailure(lite->result());
  if (const auto* pg = dynamic_cast<const soci::postgresql_soci_error*>(&e))
    return PostgresFailure(pg->sqlstate());
  const auto category = e.get_error_category();
  // Of SOCI itself: a session that Heal could not open again, or a cell that does not convert.
  const bool lost = category == soci::soci_error::connection_error || !sql.is_connected();
  return {lost ? Trouble::kLost : Trouble::kRow,
          "soci " + std::to_string(static_cast<int>(category))};
}

// Statements of a migration file: ends of statements are ";" at a line's end; comments are whole
// lines.
std::vector<std::string> SplitStatements(std::string_view text) {
  std::vector<std::string> out(1);
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("--")) continue;
    out.back().append(line).push_back('\n');
    if (line.ends_with(';')) {
      out.back().erase(out.back().rfind(';'));
      out.emplace_back();
    }
  }
  out.pop_back();
  return out;
}

// Own type: soci::transaction issues a plain BEGIN, which on SQLite fails at once where this one
// waits.
class Transaction {
 public:
  Transaction(soci::session& sql, Database::Engine engine) : sql_(sql) {
    sql_ << (engine == Database::Engine::kSqlite ? "BEGIN IMMEDIATE" : "BEGIN");
  }
  ~Transaction() {
    if (done_) return;
    try {
      sql_ << "ROLLBACK";
    } catch (const soci::soci_error&) {  // the connection is lost, and the transaction with it
    }
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void Commit() {
    sql_ << "COMMIT";
    done_ = true;
  }

 private:
  soci::session& sql_;
  bool done_ = false;
};

// A connection for as long as this lives.
class Lease {
 public:
  explicit Lease(soci::connection_pool& pool) : pool_(pool) {
    held_ = pool_.try_lease(position_, static_cast<int>(kLeaseLimit.count()));
  }
  ~Lease() {
    if (held_) pool_.give_back(position_);
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  bool held() const { return held_; }
  soci::session& session() { return pool_.at(position_); }

 private:
  soci::connection_pool& pool_;
  size_t position_ = 0;
  bool held_ = false;
};

}  // namespace

struct Database::State {
  Engine engine = Engine::kSqlite;
  std::string connection;  // what SOCI is given
  int version = 0;
  std::unique_ptr<soci::connection_pool> writers;  // PostgreSQL: all; SQLite: the one writer
  std::unique_ptr<soci::connection_pool> readers;  // SQLite only
  std::vector<soci::session*> opened;              // of both pools

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (soci::session* sql : opened)
      ForgetStatements(*sql);
  }
  void OpenSession(soci::session& sql) const;
  void Heal(soci::session& sql) const;
  Status Attempt(soci::session& sql, const Step& step, bool write, bool& again) const;
  Status Migrate(soci::session& sql);
};

void Database::State::OpenSession(soci::session& sql) const {
  if (engine == Engine::kPostgres) {
    sql.open(soci::postgresql, connection);
    return;
  }
  sql.open(soci::sqlite3, connection);
  for (const char* pragma : {"journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
                             "trusted_schema=OFF", "cell_size_check=ON", "secure_delete=ON"}) {
    sql << std::string("PRAGMA ") + pragma;
  }
}

// After a connection error: a new connection for the next lease. Failing that, the next user fails
// and tries again.
void Database::State::Heal(soci::session& sql) const {
  try {
    ForgetStatements(sql);
    sql.close();
    OpenSession(sql);
  } catch (const soci::soci_error&) {
  }
}

Status Database::State::Attempt(soci::session& sql, const Step& step, bool write,
                                bool& again) const {
  bool committing = false;
  try {
    if (!write) return step(sql);
    Transaction transaction(sql, engine);
    TRY(step(sql));
    committing = true;
    transaction.Commit();
    return Unit{};
  } catch (const soci::soci_error& e) {
    const Failure failure = ReadFailure(e, sql);
    const bool lost = failure.trouble == Trouble::kLost;
    if (NeedsNewConnection(failure.trouble)) Heal(sql);
    // Whether a COMMIT without an answer took effect is unknown: that is for the caller to find
    // out.
    again = write ? (failure.trouble == Trouble::kBusy || (lost && !committing)) : lost;
    return ErrorOf(failure);
  }
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() = default;
Database::Engine Database::engine() const {
  return state_->engine;
}
int Database::schema_version() const {
  return state_->version;
}

Status Database::RunRead(const Step& step) {
  Lease lease(state_->readers ? *state_->readers : *state_->writers);
  if (!lease.held()) return Unavailable("no free connection to the store");
  bool again = false;
  Status status = state_->Attempt(lease.session(), step, false, again);
  if (!status && again) return state_->Attempt(lease.session(), step, false, again);
  return status;
}

Status Database::RunWrite(const Step& step) {
  Lease lease(*state_->writers);
  if (!lease.held()) return Unavailable("no free connection to the store");
  for (int tries = 1;; ++tries) {
    bool again = false;
    Status status = state_->Attempt(lease.session(), step, true, again);
    if (status || !again || tries == kWriteTries) return status;
  }
}

Status Database::State::Migrate(soci::session& sql) {
  if (engine == Engine::kPostgres)
    sql << "SELECT pg_advisory_xact_lock(7465706)";  // one migrator at a time
  sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at "
         "BIGINT NOT NULL)";
  int now = 0;
  sql << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(now);
  if (now > kMigrations.back().version)
    return Invalid("the store has schema " + std::to_string(now) + "; this Tipline knows up to " +
                   std::to_string(kMigrations.back().version));
  for (const Migration& migration : kMigrations) {
    if (migration.version <= now) continue;
    const std::string_view text = Embedded(migration.path);
    if (text.empty()) return Internal(std::string("not in this program: ") + migration.path);
    for (const std::string& statement : SplitStatements(text))
      sql << statement;
    const auto at = std::chrono::floor<Millis>(std::chrono::system_clock::now());
    const long long applied_at = ToMillis(at);
    sql << "INSERT INTO schema_version (version, applied_at) VALUES (:version, :at)",
        soci::use(migration.version, "version"), soci::use(applied_at, "at");
  }
  version = kMigrations.back().version;
  return Unit{};
}

namespace {

// SQLite would make the file with the process's umask; only its owner may read it.
Status CreateFile(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Unavailable("cannot open or create the SQLite file of the setting `sql`");
  ::close(fd);
  return Unit{};
}

}  // namespace

Result<std::unique_ptr<Database>> Database::Open(const std::string& url, int connections) {
  constexpr std::string_view kLite = "sqlite:";
  constexpr std::string_view kPostgres = "postgresql:";
  auto state = std::make_unique<State>();
  if (url.starts_with(kLite) && url.size() > kLite.size() && url.find('"') == std::string::npos) {
    const std::string path = url.substr(kLite.size());
    TRY(CreateFile(path));
    // SOCI's timeout is in seconds.
    state->connection = "db=\"" + path + "\" timeout=" + std::to_string(kBusyLimit.count() / 1000);
    state->readers = std::make_unique<soci::connection_pool>(static_cast<size_t>(connections));
  } else if (url.starts_with(kPostgres) && url.size() > kPostgres.size()) {
    state->engine = Engine::kPostgres;
    state->connection =
        url.substr(kPostgres.size()) +
        " connect_timeout=3 tcp_user_timeout=5000 application_name=tipline"
        " options='-c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000"
        " -c client_min_messages=warning'";
  } else {
    return Invalid("sql: allowed: \"sqlite:PATH\" or \"postgresql:CONNECTION STRING\"");
  }
  const bool lite = state->engine == Engine::kSqlite;
  const auto writers = static_cast<size_t>(lite ? 1 : std::max(connections, 1));
  state->writers = std::make_unique<soci::connection_pool>(writers);
  try {
    for (size_t i = 0; i < writers; ++i)
      state->opened.push_back(&state->writers->at(i));
    for (size_t i = 0; lite && i < static_cast<size_t>(connections); ++i)
      state->opened.push_back(&state->readers->at(i));
    for (soci::session* sql : state->opened)
      state->OpenSession(*sql);
  } catch (const soci::soci_error& e) {
    return ErrorOf({Trouble::kLost, ReadFailure(e, state->writers->at(0)).code});
  }
  std::unique_ptr<Database> database(new Database(std::move(state)));
  State& opened = *database->state_;
  TRY(database->RunWrite([&opened](soci::session& sql) { return opened.Migrate(sql); }));
  return database;
}

std::string WithoutNul(std::string_view text) {
  std::string out(text);
  std::erase(out, '\0');
  return out;
}

}  // namespace tipline::store
