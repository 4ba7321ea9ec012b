#include "gateway/http/message.h"

#include <gtest/gtest.h>

namespace tipline::http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

TEST(Request, FindsHeadersWhateverTheirCase) {
  Request request;
  request.headers = {
      {"X-Twilio-Signature", "first"}, {"x-twilio-signature", "second"}, {"Empty", ""}};
  EXPECT_EQ(request.Header("X-TWILIO-SIGNATURE"), "first");
  EXPECT_EQ(request.Header("X-Twilio"), "");
  EXPECT_TRUE(request.HasHeader("empty"));
  EXPECT_FALSE(request.HasHeader("absent"));
}

TEST(Response, ErrorsSayAFixedTextAndWhenToComeBack) {
  EXPECT_EQ(Response::Error(404).body, "not found\n");
  EXPECT_TRUE(Response::Error(404).headers.empty());
  for (const int status : {429, 503})
    EXPECT_EQ(Response::Error(status).headers, (Fields{{"Retry-After", "1"}}));
  EXPECT_EQ(Response::Json("{}").content_type, "application/json");
  EXPECT_EQ(Response::Text("a").status, 200);
}

TEST(Form, KeepsOrderDuplicatesAndEmptyValues) {
  const Form form("a=1&b=&a=2&c&=d&&e=f=g");
  EXPECT_EQ(form.fields(),
            (Fields{{"a", "1"}, {"b", ""}, {"a", "2"}, {"c", ""}, {"", "d"}, {"e", "f=g"}}));
  EXPECT_EQ(form.Get("a"), "1");
  EXPECT_EQ(form.Find("x"), nullptr);
  ASSERT_NE(form.Find("c"), nullptr);
  EXPECT_EQ(form.Get("x"), "");
}

TEST(Form, DecodesEachFieldOnce) {
  const Form form("from=%2B254711000001&text=a+b%26c%3Dd%2525&%6Bey=%00");
  EXPECT_EQ(form.Get("from"), "+254711000001");
  EXPECT_EQ(form.Get("text"), "a b&c=d%25");
  EXPECT_EQ(form.Get("key"), std::string(1, '\0'));
}

TEST(Form, AppendsAnotherAndItself) {
  Form form("a=1");
  form.Append(Form("b=2"));
  form.Append(form);
  EXPECT_EQ(form.fields(), (Fields{{"a", "1"}, {"b", "2"}, {"a", "1"}, {"b", "2"}}));
}

TEST(UrlDecode, LeavesBrokenEscapesAlone) {
  for (const std::string text : {"%", "%4", "%zz", "100%", "%4g", "a%"})
    EXPECT_EQ(UrlDecode(text, true), text);
  EXPECT_EQ(UrlDecode("%41%4a%4B", false), "AJK");
  EXPECT_EQ(UrlDecode("a+b", false), "a+b");
  EXPECT_EQ(UrlDecode("a+b", true), "a b");
}

TEST(UrlEncode, IsUndoneByDecode) {
  std::string all;
  for (int c = 0; c < 256; ++c)
    all += static_cast<char>(c);
  EXPECT_EQ(UrlDecode(UrlEncode(all), true), all);
  EXPECT_EQ(UrlDecode(UrlEncode(all), false), all);
  EXPECT_EQ(UrlEncode("aZ09-._~ +/é"), "aZ09-._~%20%2B%2F%C3%A9");
}

TEST(ParseCapture, ReadsHeadAndBodyWithEitherLineEnd) {
  for (const std::string end : {"\n", "\r\n"}) {
    const auto request = ParseCapture("POST /hooks/x/sms?a=b HTTP/1.1" + end + "Host: h" + end +
                                      "Content-Length: 3" + end + end + "a\nb" + "\n");
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->method, "POST");
    EXPECT_EQ(request->target, "/hooks/x/sms?a=b");
    EXPECT_EQ(request->path, "/hooks/x/sms");
    EXPECT_EQ(request->query, "a=b");
    EXPECT_EQ(request->Header("host"), "h");
    EXPECT_EQ(request->body, "a\nb");
  }
}

TEST(ParseCapture, WithoutLengthTheRestIsTheBody) {
  const auto request = ParseCapture("POST / HTTP/1.1\nContent-Type: x\n\nfrom=1&text=2\n");
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->body, "from=1&text=2");
}

struct CaptureCase {
  std::string wire;
  std::string why;
};
TEST(ParseCapture, SaysWhatIsWrong) {
  const std::vector<CaptureCase> cases = {
      {"", "no empty line after the headers"},
      {"GET / HTTP/1.1\nHost: h\n", "no empty line after the headers"},
      {"GET /\n\n", "bad request line"},
      {"POST / HTTP/1.1\nContent-Length: 9\n\nabc", "the body is shorter than its Content-Length"},
      {"POST / HTTP/1.1\nContent-Length: a\n\nabc", "bad Content-Length"},
      {"POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\n\n",
       "Transfer-Encoding without Content-Length"},
      {"POST / HTTP/1.1\n\n" + std::string(kMaxBodyBytes + 1, 'a'), "body too large"},
  };
  for (const auto& c : cases) {
    const auto request = ParseCapture(c.wire);
    ASSERT_FALSE(request) << c.wire;
    EXPECT_EQ(request.error().code, Code::kInvalid);
    EXPECT_EQ(request.error().message, c.why);
  }
}

}  // namespace
}  // namespace tipline::http
