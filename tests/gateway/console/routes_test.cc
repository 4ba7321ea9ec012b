#include <set>

#include "gateway/console/route.h"
#include "tests/gateway/console/desk_fixture.h"

namespace tipline::console {
namespace {

class RoutesTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    for (const char* role : {"agent", "supervisor", "admin"})
      AddUser(role, role);
  }

  // The route's path with a case id that does not exist where a place stands.
  static std::string PathOf(const Route& route) {
    std::string path = route.path;
    while (path.find('{') != std::string::npos)
      path.replace(path.find('{'), path.find('}') - path.find('{') + 1,
                   "01JZZZZZZZZZZZZZZZZZZZZZZZ");
    return path;
  }
  static nlohmann::json BodyFor(const Route& route) {
    return route.method == "GET" ? nlohmann::json(nullptr) : nlohmann::json{{"revision", 1}};
  }
  static std::string ErrorCode(const http::Response& response) {
    return BodyOf(response).value("/error/code"_json_pointer, "");
  }
};

using nlohmann::literals::operator""_json_pointer;

TEST_F(RoutesTest, OnlySigningInWorksWithoutASession) {
  std::set<std::string> open;
  for (const Route& route : Routes()) {
    if (route.grades == kNoSession) {
      open.insert(route.method + " " + route.path);
      continue;
    }
    const http::Response response = Ask(route.method, PathOf(route), BodyFor(route));
    EXPECT_EQ(response.status, 401) << route.method << route.path;
    EXPECT_EQ(ErrorCode(response), "unauthenticated") << route.method << route.path;
  }
  EXPECT_EQ(open, std::set<std::string>{"POST /api/session"});
  EXPECT_GE(Routes().size(), 8U);
}

TEST_F(RoutesTest, WritesRefuseWithoutTheCsrfHeader) {
  const SignedIn agent = SignInAs("agent");
  int writes = 0;
  for (const Route& route : Routes()) {
    if (route.grades == kNoSession || route.method == "GET") continue;
    ++writes;
    for (const std::string& token :
         {std::string(), std::string("x"), agent.csrf + "x", agent.csrf.substr(1) + "A"}) {
      const SignedIn forged{agent.cookie, token};
      const http::Response response = Ask(route.method, PathOf(route), BodyFor(route), &forged);
      EXPECT_EQ(response.status, 403) << route.path;
      EXPECT_EQ(ErrorCode(response), "csrf") << route.path;
    }
    const http::Response elsewhere = Ask(route.method, PathOf(route), BodyFor(route), &agent,
                                         {{"Sec-Fetch-Site", "cross-site"}});
    EXPECT_EQ(ErrorCode(elsewhere), "csrf") << route.path;
  }
  EXPECT_GE(writes, 4);
}

TEST_F(RoutesTest, KeepsRoles) {
  for (const Grade grade : {kAgent, kSupervisor, kAdmin}) {
    const SignedIn who = SignInAs(GradeName(grade));
    for (const Route& route : Routes()) {
      if (route.grades == kNoSession || route.method == "DELETE") continue;
      const http::Response response = Ask(route.method, PathOf(route), BodyFor(route), &who);
      const bool may = (route.grades & grade) != 0;
      EXPECT_EQ(response.status == 403 && ErrorCode(response) == "forbidden", !may)
          << GradeName(grade) << " " << route.method << route.path << " " << response.status;
    }
  }
}

TEST_F(RoutesTest, AdministratorsDoNotReadCases) {
  for (const Route& route : Routes()) {
    const bool of_cases = route.path.starts_with("/api/cases") || route.path == "/api/queue";
    EXPECT_FALSE(of_cases && (route.grades & kAdmin) != 0) << route.path;
  }
}

TEST_F(RoutesTest, SignsOutForGood) {
  const SignedIn agent = SignInAs("agent");
  ASSERT_EQ(Ask("GET", "/api/session", nullptr, &agent).status, 200);
  const http::Response out = Ask("DELETE", "/api/session", nullptr, &agent);
  EXPECT_EQ(out.status, 200);
  EXPECT_NE(HeaderOf(out, "Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(Ask("GET", "/api/session", nullptr, &agent).status, 401);
}

TEST_F(RoutesTest, AnswersOnlyToItsOwnNames) {
  for (const auto& row : ConsoleData("hosts.json")) {
    const std::string host = row.at("host");
    EXPECT_EQ(Ask("GET", "/healthz", nullptr, nullptr, {{"Host", host}}).status, row.at("status"))
        << host;
  }
}

TEST_F(RoutesTest, SendsStrictHeadersWithEverything) {
  const SignedIn agent = SignInAs("agent");
  for (const char* path : {"/", "/assets/page.js", "/api/session", "/api/queue", "/api/nothing",
                           "/healthz", "/nothing"}) {
    const http::Response response = Ask("GET", path, nullptr, &agent);
    EXPECT_EQ(HeaderOf(response, "Content-Security-Policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
              "img-src 'self' data:; "
              "frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
        << path;
    EXPECT_EQ(HeaderOf(response, "X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(HeaderOf(response, "Referrer-Policy"), "no-referrer") << path;
    EXPECT_EQ(HeaderOf(response, "Cross-Origin-Opener-Policy"), "same-origin") << path;
    EXPECT_EQ(HeaderOf(response, "Cross-Origin-Resource-Policy"), "same-origin") << path;
    const bool kept =
        std::string_view(path) == "/" || std::string_view(path).starts_with("/assets/");
    EXPECT_EQ(HeaderOf(response, "Cache-Control") == "no-store", !kept) << path;
  }
}

TEST_F(RoutesTest, TellsUnknownPathsFromUnknownMethods) {
  EXPECT_EQ(Ask("GET", "/api/nothing").status, 404);
  EXPECT_EQ(Ask("PUT", "/api/session", nlohmann::json::object()).status, 405);
  EXPECT_EQ(Ask("POST", "/", nlohmann::json::object()).status, 405);
}

TEST_F(RoutesTest, IsReadyOnlyWithItsStores) {
  EXPECT_EQ(Ask("GET", "/readyz").status, 200);
  redis_ = std::make_unique<store::Redis>(
      store::RedisOptions{.socket = dir_ + "/no.sock", .user = {}, .password = {}, .name = {}});
  EXPECT_EQ(Ask("GET", "/readyz").status, 503);
}

TEST_F(RoutesTest, IsNotReadyWhileItDrains) {
  draining_ = true;
  EXPECT_EQ(Ask("GET", "/readyz").status, 503);
  EXPECT_EQ(Ask("GET", "/healthz").status, 200);
}

TEST_F(RoutesTest, ShowsMetricsOnLoopbackOnly) {
  const http::Response response = Ask("GET", "/metrics");
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.body.find("tipline_console_answers_total{"), std::string::npos);
  EXPECT_EQ(Ask("GET", "/metrics", nullptr, nullptr, {{"X-Forwarded-For", "192.0.2.1"}}).status,
            404);
}

TEST(MatchPathTest, TakesPlacesOfLettersAndDigits) {
  for (const auto& row : ConsoleData("paths.json")) {
    const auto places =
        MatchPath(row.at("pattern").get<std::string>(), row.at("path").get<std::string>());
    EXPECT_EQ(places.has_value(), row.contains("places")) << row;
    EXPECT_EQ(places.value_or(std::vector<std::string>{}),
              row.value("places", std::vector<std::string>{}))
        << row;
  }
}

}  // namespace
}  // namespace tipline::console
