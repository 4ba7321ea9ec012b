// Runs `tipline hook explain` on every capture of tests/data/captures with config/sandbox.json, as
// an operator would.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "workers/cli/command.h"

namespace tipline::cli {
namespace {

using nlohmann::json;

std::string Read(const std::string& path) {
  std::ifstream file(std::string(TIPLINE_SOURCE_DIR) + "/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Standard input and output of one command, put back at the end.
class Console {
 public:
  explicit Console(const std::string& input)
      : in_(input), old_in_(std::cin.rdbuf(in_.rdbuf())), old_out_(std::cout.rdbuf(out_.rdbuf())) {
    std::cin.clear();
  }
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console() {
    std::cin.rdbuf(old_in_);
    std::cout.rdbuf(old_out_);
  }
  std::string Output() const { return out_.str(); }

 private:
  std::istringstream in_;
  std::ostringstream out_;
  std::streambuf* old_in_;
  std::streambuf* old_out_;
};

struct Ran {
  int exit_code = -1;
  std::string output;
};

Ran RunHook(const std::vector<std::string>& arguments, const std::string& input, bool as_json) {
  CLI::App app;
  Context context{std::string(TIPLINE_SOURCE_DIR) + "/config/sandbox.json", as_json};
  Ran ran;
  Commands().at("hook")(app, context, ran.exit_code);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
  const Console console(input);
  app.parse(reversed);
  ran.output = console.Output();
  return ran;
}

std::vector<json> Cases() {
  const json cases = json::parse(Read("tests/data/captures/cases.json"));
  return {cases.begin(), cases.end()};
}

class HookExplain : public ::testing::TestWithParam<json> {
 protected:
  void SetUp() override {
    ::unsetenv("TIPLINE_GATEWAY_PORT");  // the captures are signed for the default port
    ::unsetenv("TIPLINE_SECRETS");
  }
  std::vector<std::string> Arguments() const {
    std::vector<std::string> arguments = {"hook", "explain", GetParam().at("channel"),
                                          GetParam().at("event")};
    for (const json& argument : GetParam().at("args"))
      arguments.push_back(argument.get<std::string>());
    return arguments;
  }
  std::string Capture() const {
    return Read("tests/data/captures/" + GetParam().at("file").get<std::string>());
  }
};

TEST_P(HookExplain, ShowsWhatTheGatewayWouldDo) {
  const Ran ran = RunHook(Arguments(), Capture(), true);
  EXPECT_EQ(ran.exit_code, GetParam().at("exit").get<int>());
  const json& wanted = GetParam().at("want");
  if (wanted.is_null()) {
    EXPECT_EQ(ran.output, "");
    return;
  }
  const json shown = json::parse(ran.output);
  for (const auto& [name, value] : wanted.items())
    EXPECT_EQ(shown.at(name), value) << name;
  for (const char* name : {"verdict", "status", "reason", "kind", "id", "from", "to", "text",
                           "session", "state", "sent_at", "reply"})
    EXPECT_TRUE(shown.contains(name)) << name;
  EXPECT_EQ(shown.at("reply").at("status"), shown.at("status"));
}

TEST_P(HookExplain, ShowsTheSameToPeopleAndToPrograms) {
  const Ran compact = RunHook(Arguments(), Capture(), true);
  const Ran indented = RunHook(Arguments(), Capture(), false);
  EXPECT_EQ(compact.exit_code, indented.exit_code);
  if (compact.output.empty()) return;
  EXPECT_EQ(json::parse(compact.output), json::parse(indented.output));
  EXPECT_GT(std::count(indented.output.begin(), indented.output.end(), '\n'), 5);
}

std::string CaptureName(const ::testing::TestParamInfo<json>& capture) {
  std::string name = capture.param.at("name").get<std::string>();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Captures, HookExplain, ::testing::ValuesIn(Cases()), CaptureName);

struct TooLong {
  std::string wire;
  int status;
};

TEST(HookExplainLimits, NamesTheStatusOfWhatIsTooLong) {
  const std::string line = "POST /hooks/generic/sms HTTP/1.1\r\n";
  const TooLong cases[] = {
      {"GET /hooks/generic/sms?x=" + std::string(9000, 'x') + " HTTP/1.1\r\n\r\n", 414},
      {line + "X-Long: " + std::string(33'000, 'x') + "\r\n\r\n", 431},
      {line + "Content-Length: 70000\r\n\r\n" + std::string(70'000, 'x'), 413},
      {line + "Content-Length: 5\n\n{", 400},
  };
  for (const TooLong& wanted : cases) {
    const Ran ran = RunHook({"hook", "explain", "generic", "sms"}, wanted.wire, true);
    EXPECT_EQ(ran.exit_code, kNo);
    EXPECT_EQ(json::parse(ran.output).at("status"), wanted.status);
  }
}

TEST(HookExplainData, HasACaptureOfEveryProvider) {
  std::map<std::string, int> seen;
  for (const json& found : Cases())
    if (found.at("exit") == 0) ++seen[found.at("channel").get<std::string>()];
  for (const char* name : {"africastalking", "generic", "kannel", "twilio"})
    EXPECT_GE(seen[name], 3) << name;
}

}  // namespace
}  // namespace tipline::cli
