#include "tests/workers/cli/case_world.h"

#include <nlohmann/json.hpp>

#include "tests/workers/cli/call.h"

namespace tipline::cli {

nlohmann::json Printed::json() const {
  return nlohmann::json::parse(out, nullptr, false);
}

void CaseWorld::SetUp() {
  WorkerTest::SetUp();
  if (HasFatalFailure()) return;
  const nlohmann::json config = {
      {"sandbox", true},
      {"home", dir_.path()},
      {"redis", {{"socket", redis_server_->socket()}, {"unsafe", false}}},
      {"partitions", settings_.partitions},
      {"sql", url_},
      {"triage_dir", settings_.triage_dir},
      {"flows_dir", settings_.flows_dir},
      {"public_url", "http://127.0.0.1:8080"},
      {"channels",
       {{"generic",
         {{"provider", "generic"},
          {"codes", {"22395"}},
          {"sender", "22395"},
          {"require_auth", false}}}}}};
  config_ = dir_.Write("config.json", config.dump());
}

Printed CaseWorld::Run(const std::vector<std::string>& words, bool json) const {
  std::vector<std::string> all = {"--config", config_};
  if (json) all.emplace_back("--json");
  all.insert(all.end(), words.begin(), words.end());
  const Called called = Call(all);
  return {called.code, called.out};
}

Case CaseWorld::TakeOne(const Tip& tip) {
  Send(tip);
  EXPECT_TRUE(StepUntil([&] { return Cases().size() == 1; }));
  RunUntilIdle();
  return Cases()[0].item;
}

}  // namespace tipline::cli
