// A running system behind nginx, whose words are looked for in all places: who tells, who answers,
// what is refused, and everything that is left of it.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/e2e/desk_work.h"
#include "tests/e2e/places.h"
#include "tests/e2e/tellers.h"
#include "tests/support/fake_provider.h"
#include "tests/support/nginx.h"
#include "tests/support/temp_dir.h"
#include "tests/system/system.h"

namespace tipline::testing {

class NothingReadableWorld : public ::testing::Test {
 protected:
  void SetUp() override;
  std::string Say(Teller& teller, const std::string& words) const {
    return Entrances(*system_, *nginx_).Say(words, teller);
  }
  void Walk(Teller& teller) const { Entrances(*system_, *nginx_).Walk(teller); }
  // What is refused is logged, and a log might quote it.
  void SendWhatIsRefused() const;
  // The first alert to the responder is taken, in words of the responder's own.
  void AnswerAnAlert() const;
  void WorkAtTheDesk() { testing::WorkAtTheDesk(*system_, tellers_, kDeskWord, desk_); }

  // Everything of anybody that must not be found, and where it may be all the same.
  std::vector<Needle> Needles() const;
  static std::set<Finding> Allowed();
  // Logs of nginx and metrics.
  std::vector<Place> Outside() const;

  const std::string kDeskWord = "lemonmeridian";
  TempDir elsewhere_;  // not looked at
  FakeProvider provider_;
  std::unique_ptr<System> system_;
  std::unique_ptr<Nginx> nginx_;
  std::vector<Teller> tellers_;
  DeskSecrets desk_;
};

}  // namespace tipline::testing
