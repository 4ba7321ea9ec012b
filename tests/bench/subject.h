// What is measured side by side: Tipline's gateway, the limits and what a user would pick instead;
// each with its own Redis where it has one, on free ports, ended with the object.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/bench/walk.h"
#include "tests/system/system.h"

namespace tipline::bench {

struct Walks {
  Walk tipline, peer;
};

class Subject {
 public:
  virtual ~Subject() = default;
  virtual int port() const = 0;
  virtual std::vector<pid_t> pids() const = 0;  // server and Redis, whose time a request costs
  virtual pid_t server() const = 0;             // whose memory it costs
  std::string target = "/ussd";
  Walk walk;
  bool check_words = false;  // the screens are real ones
};

struct SubjectKind {
  std::string name;                                             // in tables
  std::string short_name;                                       // in JSON and --only
  std::function<std::unique_ptr<Subject>(const Walks&)> start;  // null: it did not start
};

// In the order of the table.
const std::vector<SubjectKind>& SubjectKinds();

// Tipline with its worker stopped (nothing drains, so that only requests cost).
class TiplineSubject final : public Subject {
 public:
  static std::unique_ptr<TiplineSubject> Start(const Walks& walks,
                                               const testing::SystemOptions& options = {});
  int port() const override { return system_->gateway_port(); }
  std::vector<pid_t> pids() const override;
  pid_t server() const override;
  testing::System& system() { return *system_; }

 private:
  std::unique_ptr<testing::System> system_;
};

}  // namespace tipline::bench
