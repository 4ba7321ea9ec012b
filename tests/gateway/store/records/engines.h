// Every record test runs on both engines: a fresh store per test, real keys, one PostgreSQL per
// test program.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "gateway/base/crypto.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/directory.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

class EnginesTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;
  void TearDown() override;

  // A second connection pool to the same store, as another process has.
  std::unique_ptr<Database> OpenAgain();
  Database& db() { return *db_; }
  const KeyRing& keys() const { return keys_; }
  bool sqlite() const { return GetParam() == "sqlite"; }
  std::string file() const { return dir_ + "/tipline.db"; }
  const std::string& url() const { return url_; }
  const std::string& dir() const { return dir_; }

  // The only cell of "SELECT what"; "?" if it cannot be read.
  std::string Cell(const std::string& what);

  // A tip with recognisable words; P1 with one reason, not offered to anyone.
  Intake MakeIntake(const std::string& id, const std::string& conversation) const;
  // Organisation org1..orgN with one responder each: r1..rN, numbers +25470000000N.
  Directory MakeDirectory(int organisations) const;
  void Import(int organisations);
  static Offer OfferTo(int n, TimePoint due) {
    return {"r" + std::to_string(n), "org" + std::to_string(n), due};
  }

  const TimePoint now_ = FromMillis(1'790'000'000'000);

 private:
  std::string dir_, url_;
  KeyRing keys_;
  std::unique_ptr<Database> db_;
};

}  // namespace tipline::store
