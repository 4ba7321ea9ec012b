#include "gateway/store/records/sql.h"

#include <atomic>
#include <thread>
#include <vector>

#include <sys/stat.h>

#include "gateway/store/records/query.h"
#include "tests/gateway/store/records/engines.h"
#include "tests/support/postgres_server.h"

namespace tipline::store {
namespace {

class SqlTest : public EnginesTest {
 protected:
  Status Put(const std::string& pseudonym, TimePoint at) {
    return db().Write([&](soci::session& sql) -> Status {
      Execute(sql,
              "INSERT INTO contacts (pseudonym, number_sealed, created_at, last_needed_at) VALUES "
              "(:a, :b, :c, :d)",
              pseudonym, std::string("x"), at, at);
      return Unit{};
    });
  }
  long long Count() {
    const auto count = db().Read([](soci::session& sql) -> Result<long long> {
      long long n = 0;
      One(sql, "SELECT COUNT(*) FROM contacts", std::tie(n));
      return n;
    });
    EXPECT_TRUE(count.has_value());
    return count ? *count : -1;
  }
};

TEST_P(SqlTest, MigratesOnceAndOpensAgain) {
  EXPECT_GE(db().schema_version(), 1);
  ASSERT_TRUE(Put("a", now_));
  const auto again = OpenAgain();
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(again->schema_version(), db().schema_version());
  EXPECT_EQ(Count(), 1);
}

TEST_P(SqlTest, RefusesAStoreOfANewerVersion) {
  ASSERT_TRUE(db().Write([&](soci::session& sql) -> Status {
    Execute(sql, "INSERT INTO schema_version (version, applied_at) VALUES (:v, :at)", 1000, now_);
    return Unit{};
  }));
  const auto opened = Database::Open(url());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, Code::kInvalid);
}

TEST_P(SqlTest, ASecondRowWithTheSameKeyIsAConflictAndItsTransactionLeavesNothing) {
  ASSERT_TRUE(Put("a", now_));
  const Status twice = db().Write([&](soci::session& sql) -> Status {
    for (const char* name : {"b", "a"})
      Execute(sql,
              "INSERT INTO contacts (pseudonym, number_sealed, created_at, last_needed_at) VALUES "
              "(:a, :b, :c, :d)",
              name, "SECRETVALUE", now_, now_);
    return Unit{};
  });
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().code, Code::kConflict);
  EXPECT_EQ(twice.error().message.find("SECRETVALUE"), std::string::npos);
  EXPECT_EQ(Count(), 1);
}

TEST_P(SqlTest, AnErrorOfTheWorkRollsBack) {
  const Status refused = db().Write([&](soci::session& sql) -> Status {
    Execute(sql,
            "INSERT INTO contacts (pseudonym, number_sealed, created_at, last_needed_at) VALUES "
            "(:a, :b, :c, :d)",
            "a", "x", now_, now_);
    return Denied("no");
  });
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::kDenied);
  EXPECT_EQ(Count(), 0);
}

TEST_P(SqlTest, KeepsTimesBeyond32Bits) {
  ASSERT_TRUE(Put("a", now_));
  const auto read = db().Read([](soci::session& sql) -> Result<long long> {
    long long at = 0;
    One(sql, "SELECT created_at FROM contacts", std::tie(at));
    return at;
  });
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, ToMillis(now_));
}

// Not the fault of a row: an entry of a stream must not be given up for it.
TEST_P(SqlTest, AWrongStatementIsUnavailableAndTheNextOneWorks) {
  const Status wrong = db().Write([](soci::session& sql) -> Status {
    Execute(sql, "INSERT INTO no_such_table (a) VALUES (:a)", 1);
    return Unit{};
  });
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, Code::kUnavailable);
  EXPECT_TRUE(Put("a", now_));
}

TEST_P(SqlTest, AStoreThatCanOnlyBeReadIsUnavailableUntilItCanBeWritten) {
  ASSERT_TRUE(db().Write([&](soci::session& sql) -> Status {
    sql << (sqlite() ? "PRAGMA query_only = ON"
                     : "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
    return Unit{};
  }));
  const Status first = Put("a", now_);
  // PostgreSQL: a fail-over; the new connection of the second attempt leads to the new primary.
  if (sqlite()) {
    ASSERT_FALSE(first.has_value());
    EXPECT_EQ(first.error().code, Code::kUnavailable);
    EXPECT_TRUE(Put("a", now_));
  }
  EXPECT_EQ(Count(), 1);
}

TEST_P(SqlTest, AStoreThatIsAwayForLongIsUnavailableAllTheTime) {
  if (sqlite()) return;  // it has no connection to lose
  auto admin = Database::Open(testing::PostgresServer::Shared().NewDatabase(), 1);
  ASSERT_TRUE(admin.has_value());
  const std::string name = url().substr(url().rfind('=') + 1);
  const auto say = [&](const std::string& statement) {
    return (*admin)->Read([&](soci::session& sql) -> Status {
      sql << statement;
      return Unit{};
    });
  };
  ASSERT_TRUE(say("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false"));
  ASSERT_TRUE(
      say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'"));
  for (int i = 0; i < 3; ++i) {
    const Status away = Put("a", now_);
    ASSERT_FALSE(away.has_value());
    EXPECT_EQ(away.error().code, Code::kUnavailable) << away.error().message;
  }
  ASSERT_TRUE(say("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true"));
  EXPECT_TRUE(Put("a", now_));
}

// Read, then write the sum: lost updates would show. Two pools stand for two processes.
TEST_P(SqlTest, WritersOfTwoProcessesDoNotLoseUpdates) {
  ASSERT_TRUE(Put("counter", FromMillis(0)));
  const auto other = OpenAgain();
  ASSERT_NE(other, nullptr);
  constexpr int kEach = 40;
  std::atomic<int> done = 0;
  const auto add = [&](Database& database) {
    for (int i = 0; i < kEach; ++i) {
      const Status added = database.Write([](soci::session& sql) -> Status {
        long long n = 0;
        One(sql, "SELECT created_at FROM contacts WHERE pseudonym = 'counter'", std::tie(n));
        if (Execute(sql, "UPDATE contacts SET created_at = :n WHERE created_at = :was", n + 1, n) !=
            1)
          return Conflict("lost");
        return Unit{};
      });
      if (added) ++done;
    }
  };
  {
    const std::jthread one([&] { add(db()); });
    const std::jthread two([&] { add(*other); });
  }
  const auto total = db().Read([](soci::session& sql) -> Result<long long> {
    long long n = 0;
    One(sql, "SELECT created_at FROM contacts", std::tie(n));
    return n;
  });
  ASSERT_TRUE(total);
  EXPECT_EQ(*total, done.load());
  EXPECT_TRUE(!sqlite() || done.load() == 2 * kEach);  // BEGIN IMMEDIATE: everybody gets a turn
}

TEST_P(SqlTest, TheFileIsItsOwnersOnly) {
  if (!sqlite()) {
    EXPECT_EQ(db().engine(), Database::Engine::kPostgres);
    return;
  }
  struct stat info {};
  ASSERT_EQ(::stat(file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

INSTANTIATE_TEST_SUITE_P(Engines, SqlTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

TEST(SqlUrlTest, RefusesWhatIsNoStore) {
  for (const char* url : {"", "sqlite:", "postgresql:", "mysql:x", "/tmp/x.db", "sqlite:a\"b"}) {
    const auto opened = Database::Open(url);
    ASSERT_FALSE(opened.has_value()) << url;
    EXPECT_EQ(opened.error().code, Code::kInvalid) << url;
  }
  const auto away = Database::Open("postgresql:host=/nonexistent dbname=x");
  ASSERT_FALSE(away.has_value());
  EXPECT_EQ(away.error().code, Code::kUnavailable);
}

}  // namespace
}  // namespace tipline::store
