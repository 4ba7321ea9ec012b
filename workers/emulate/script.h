// What the emulated operator does with the messages that it is sent: a file of rules, or a few
// options. One thread. Tests: tests/workers/emulate/script_test.cc.
//   {"rules": [{"channel": "twilio", "to": "+254711000001", "times": 2, "answer": "too_many"},
//              {"every": 10, "answer": "http_500"},
//              {"delay_ms": 500, "reports": [{"state": "delivered", "after_ms": 100, "times": 2}]},
//              {"answer": "none"}]}
// The first rule that fits is taken: of that channel and that number (none: any), `times` at most
// (none: always), every so-manieth that fits. "answer": "accepted" (if it is not there), the name
// of a failure, or "none": no answer ever comes. "reports": a list, or the name of a course.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "flows/model/message.h"
#include "workers/emulate/faults.h"

namespace tipline::emulate {

struct ReportStep {
  DeliveryState state = DeliveryState::kDelivered;
  Millis after{0};  // from the answer
  int times = 1;
};
using Course = std::vector<ReportStep>;
constexpr const char* kCourses =
    "delivered, failed, rejected, expired, none, late, twice, reordered";
// `pace`: between two steps. late: it fails, and is delivered after all. kInvalid names the
// courses.
Result<Course> CourseOf(const std::string& name, Millis pace);

// What becomes of one message.
struct Fate {
  std::string failure;  // empty: it is accepted
  bool silent = false;  // no answer comes
  Millis delay{0};      // of the answer
  Course reports;       // if it is accepted
};

struct Rule {
  std::string channel, to;
  int times = -1;
  int every = 1;
  std::string answer = "accepted";
  Millis delay{0};
  std::optional<Course> reports;
  int fitted = 0, taken = 0;
};

class Script {
 public:
  // Beside the rules: `share` of the messages gets `failure` (empty: any of the provider's).
  Script(std::vector<Rule> rules, Course reports, double share, std::string failure, uint64_t seed);
  // kInvalid: what is wrong with the file.
  static Result<std::vector<Rule>> ReadRules(const std::string& file, Millis pace);

  Fate Next(const std::string& channel, const std::string& to,
            const std::vector<std::string>& failures);

 private:
  Rule* Fitting(const std::string& channel, const std::string& to);

  std::vector<Rule> rules_;
  const Course reports_;
  const double share_;
  const std::string failure_;
  Chance chance_;
};

}  // namespace tipline::emulate
