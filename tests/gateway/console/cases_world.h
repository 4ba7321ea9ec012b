// A desk with two agents, a supervisor and cases, asked as the page asks it. A suite derives from
// it, so that its tests have a name of their own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/gateway/console/desk_fixture.h"

namespace tipline::console {

class CasesWorld : public DeskTest {
 protected:
  static constexpr const char* kWords = "They took my passport and lock the door at night";

  void SetUp() override;
  Case NewCase(Priority priority = Priority::kP1, std::optional<TimePoint> due = std::nullopt);
  static Assessment AssessmentOf(Priority priority);
  // POST with the revision that the case has now.
  http::Response Do(const Case& item, const std::string& what, nlohmann::json body,
                    const SignedIn& who);
  http::Response Do(const Case& item, const std::string& what,
                    const nlohmann::json& body = nlohmann::json::object());
  nlohmann::json Show(const Case& item);
  // What lies in the outbound stream of the case's person, opened.
  std::vector<Outbound> Sent(const Case& item);

  SignedIn amina_;  // an agent, as bela; "lead" is a supervisor
};

}  // namespace tipline::console
