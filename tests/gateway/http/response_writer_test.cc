#include "gateway/http/response_writer.h"

#include <gtest/gtest.h>

namespace tipline::http {
namespace {

std::string Wire(const Response& response, const Framing& framing = {}) {
  std::string out;
  AppendResponse(response, framing, "D", out);
  return out;
}

TEST(AppendResponse, WritesTheWholeAnswer) {
  Response response = Response::Text("hello");
  response.headers = {{"X-A", "1"}, {"X-A", "2"}};
  EXPECT_EQ(Wire(response),
            "HTTP/1.1 200 OK\r\nDate: D\r\nX-A: 1\r\nX-A: 2\r\nContent-Type: text/plain; "
            "charset=utf-8\r\n"
            "Content-Length: 5\r\n\r\nhello");
}

TEST(AppendResponse, HeadGetsTheLengthButNoBody) {
  const std::string wire = Wire(Response::Text("hello"), {true, false, true});
  EXPECT_NE(wire.find("Content-Length: 5\r\n"), std::string::npos);
  EXPECT_EQ(wire.substr(wire.size() - 4), "\r\n\r\n");
}

TEST(AppendResponse, NoContentHasNeitherBodyNorLength) {
  for (const int status : {204, 304}) {
    Response response = Response::Text("x");
    response.status = status;
    const std::string wire = Wire(response);
    EXPECT_EQ(wire.find("Content-Length"), std::string::npos);
    EXPECT_EQ(wire.substr(wire.size() - 4), "\r\n\r\n");
  }
}

TEST(AppendResponse, SaysWhetherTheConnectionStays) {
  EXPECT_EQ(Wire(Response::Text("")).find("Connection:"), std::string::npos);
  EXPECT_NE(Wire(Response::Text(""), {true, true, false}).find("Connection: keep-alive\r\n"),
            std::string::npos);
  EXPECT_NE(Wire(Response::Text(""), {false, true, false}).find("Connection: close\r\n"),
            std::string::npos);
}

TEST(AppendResponse, AHandlerCannotBreakTheFraming) {
  Response response = Response::Text("body");
  response.content_type = "text/html\r\nX-Evil: 1";
  response.headers = {{"X-Ok", std::string("a\r\n\r\n<b>\0c", 10)},
                      {"Content-Length", "999"},
                      {"content-length", "999"},
                      {"Transfer-Encoding", "chunked"},
                      {"Connection", "close"},
                      {"Bad Name", "x"},
                      {"Bad\r\nName", "x"},
                      {"", "x"}};
  EXPECT_EQ(Wire(response),
            "HTTP/1.1 200 OK\r\nDate: D\r\nX-Ok: a<b>c\r\nContent-Type: text/htmlX-Evil: 1\r\n"
            "Content-Length: 4\r\n\r\nbody");
}

TEST(AppendResponse, AnImpossibleStatusBecomesTheFixedError) {
  for (const int status : {-1, 0, 100, 199, 600, 1000}) {
    Response response = Response::Text("secret");
    response.status = status;
    const std::string wire = Wire(response);
    EXPECT_EQ(wire.substr(0, 13), "HTTP/1.1 500 ");
    EXPECT_EQ(wire.find("secret"), std::string::npos);
  }
}

TEST(HttpDate, IsTheFixedForm) {
  EXPECT_EQ(HttpDate(FromMillis(784111777'999)),
            "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110's example
  EXPECT_EQ(HttpDate(FromMillis(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace tipline::http
