#include "gateway/http/request_parser.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/gateway/http/request_cases.h"

namespace tipline::http {
namespace {

struct Outcome {
  std::vector<Request> requests;
  int refused = 0;
};

// Feeds the pieces as a connection would: what one request leaves over goes to the next.
Outcome Parse(const std::vector<std::string_view>& pieces) {
  RequestParser parser;
  Outcome outcome;
  for (std::string_view piece : pieces) {
    while (!piece.empty()) {
      piece.remove_prefix(parser.Feed(piece));
      if (parser.state() == RequestParser::State::kFailed) {
        outcome.refused = parser.status();
        return outcome;
      }
      if (parser.state() == RequestParser::State::kDone) outcome.requests.push_back(parser.Take());
    }
  }
  return outcome;
}

bool Same(const Request& a, const Request& b) {
  return a.method == b.method && a.target == b.target && a.path == b.path && a.query == b.query &&
         a.headers == b.headers && a.body == b.body;
}

void ExpectSame(const Outcome& a, const Outcome& b) {
  EXPECT_EQ(a.refused, b.refused);
  ASSERT_EQ(a.requests.size(), b.requests.size());
  for (size_t i = 0; i < a.requests.size(); ++i)
    EXPECT_TRUE(Same(a.requests[i], b.requests[i]));
}

class RequestParserTable : public ::testing::TestWithParam<RequestCase> {};
INSTANTIATE_TEST_SUITE_P(Data, RequestParserTable, ::testing::ValuesIn(RequestCases()),
                         [](const auto& param) { return param.param.name; });

TEST_P(RequestParserTable, TakesAndRefusesAsTheTableSays) {
  const RequestCase& c = GetParam();
  const Outcome outcome = Parse({c.wire});
  EXPECT_EQ(outcome.refused, c.refused);
  ASSERT_EQ(outcome.requests.size(), c.requests.size());
  for (size_t i = 0; i < c.requests.size(); ++i) {
    const Request& request = outcome.requests[i];
    const auto& expected = c.requests[i];
    EXPECT_EQ(request.method, expected.at("method").get<std::string>());
    EXPECT_EQ(request.target, expected.value("target", request.target));
    EXPECT_EQ(request.path, expected.value("path", request.path));
    EXPECT_EQ(request.query, expected.value("query", request.query));
    EXPECT_EQ(request.body, expected.value("body", request.body));
    EXPECT_EQ(request.headers, expected.value("headers", request.headers));
  }
}

TEST_P(RequestParserTable, GivesTheSameForEveryCutInTwo) {
  const std::string_view wire = GetParam().wire;
  const Outcome whole = Parse({wire});
  const size_t step = wire.size() > 2000 ? 997 : 1;  // of the long ones some
  for (size_t cut = 1; cut < wire.size(); cut += step) {
    SCOPED_TRACE(cut);
    ExpectSame(whole, Parse({wire.substr(0, cut), wire.substr(cut)}));
  }
}

TEST_P(RequestParserTable, GivesTheSameForSingleBytesAndRandomPackets) {
  const std::string_view wire = GetParam().wire;
  const Outcome whole = Parse({wire});
  std::mt19937 chance(7);
  for (size_t largest : {1U, 2U, 7U, 100U, 5000U}) {
    std::vector<std::string_view> pieces;
    for (size_t at = 0; at < wire.size(); at += pieces.back().size())
      pieces.push_back(wire.substr(at, std::uniform_int_distribution<size_t>(1, largest)(chance)));
    SCOPED_TRACE(largest);
    ExpectSame(whole, Parse(pieces));
  }
}

struct KeepAliveCase {
  const char* head;
  bool keep_alive;
};
TEST(RequestParser, KnowsWhetherTheClientGoesOn) {
  const std::vector<KeepAliveCase> cases = {
      {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: h\r\nConnection:\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n", false},
      {"GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, close\r\n\r\n", false},
      {"GET / HTTP/1.1\r\nHost: h\r\nConnection: x\r\nConnection: close\r\n\r\n", false},
      {"GET / HTTP/1.0\r\n\r\n", false},
      {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
      {"GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false},
  };
  for (const auto& c : cases) {
    RequestParser parser;
    parser.Feed(c.head);
    ASSERT_EQ(parser.state(), RequestParser::State::kDone) << c.head;
    EXPECT_EQ(parser.keep_alive(), c.keep_alive) << c.head;
  }
}

TEST(RequestParser, SaysThatAClientWaitsForContinue) {
  RequestParser parser;
  parser.Feed("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n");
  EXPECT_TRUE(parser.wants_continue());
  EXPECT_EQ(parser.state(), RequestParser::State::kBody);
  RequestParser old;
  old.Feed("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
  EXPECT_FALSE(old.wants_continue());
}

TEST(RequestParser, AnEmptyLineStartsNoRequest) {
  RequestParser parser;
  EXPECT_FALSE(parser.started());
  parser.Feed("\r\n");
  EXPECT_FALSE(parser.started());
  parser.Feed("G");
  EXPECT_TRUE(parser.started());
}

TEST(RequestParser, ALargerBodyIsAllowedByItsHead) {
  int asked = 0;
  const BodyLimit limit = [&asked](const Request& head) {
    ++asked;
    return head.path == "/all" ? size_t{8} * kMostBodyBytes : kMaxBodyBytes;
  };
  const struct {
    const char* path;
    size_t length;
    int refused;
    int asked;
  } cases[] = {{"/all", kMaxBodyBytes, 0, 0},  {"/all", kMaxBodyBytes + 1, 0, 1},
               {"/all", kMostBodyBytes, 0, 1}, {"/all", kMostBodyBytes + 1, 413, 1},
               {"/some", kMaxBodyBytes, 0, 0}, {"/some", kMaxBodyBytes + 1, 413, 1}};
  for (const auto& c : cases) {
    RequestParser parser(&limit);
    for (int request = 0; request < 2 && parser.state() != RequestParser::State::kFailed;
         ++request) {  // the limit stays for the next one
      asked = 0;
      parser.Feed(std::string("POST ") + c.path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " +
                  std::to_string(c.length) + "\r\n\r\n" + std::string(c.length, 'x'));
      EXPECT_EQ(parser.status(), c.refused) << c.path << " " << c.length;
      EXPECT_EQ(asked, c.asked) << c.path << " " << c.length;
      if (parser.state() == RequestParser::State::kDone) {
        EXPECT_EQ(parser.Take().body.size(), c.length);
      }
    }
  }
}

TEST(RequestParser, TakesNothingBeyondTheRequest) {
  RequestParser parser;
  const std::string first = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab";
  EXPECT_EQ(parser.Feed(first + "cd"), first.size());
  EXPECT_EQ(parser.Feed("cd"), 0U);
  parser.Take();
  EXPECT_EQ(parser.state(), RequestParser::State::kHead);
}

}  // namespace
}  // namespace tipline::http
