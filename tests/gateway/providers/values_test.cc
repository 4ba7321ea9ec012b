#include "gateway/providers/values.h"

#include <gtest/gtest.h>

#include "gateway/providers/multipart.h"

namespace tipline::gateway {
namespace {

std::string Find(std::string_view body, BodyKind kind, const Names& names) {
  const auto values = ReadBodyValues(body, kind);
  return values ? values->Find(names).value_or("(none)") : values.error().message;
}

http::Request Post(const std::string& type, const std::string& body) {
  http::Request request;
  request.method = "POST";
  request.headers = {{"Content-Type", type}};
  request.body = body;
  return request;
}

TEST(Values, FindsByPath) {
  constexpr std::string_view kJson =
      R"({"a":{"b":[{"c":1},{"c":true},{"c":"x"}]},"n":null,"e":"","d":"y","f":2.5})";
  EXPECT_EQ(Find(kJson, BodyKind::kJson, {"a.b.0.c"}), "1");
  EXPECT_EQ(Find(kJson, BodyKind::kJson, {"a.b.1.c"}), "true");
  EXPECT_EQ(Find(kJson, BodyKind::kJson, {"a.b.*.c"}), "1\ntrue\nx");
  EXPECT_EQ(Find(kJson, BodyKind::kJson, {"n"}), "(none)");
  EXPECT_EQ(Find(kJson, BodyKind::kJson, {"e"}), "");
  EXPECT_EQ(Find(kJson, BodyKind::kJson, {"e", "d"}), "y");
  EXPECT_EQ(Find(kJson, BodyKind::kJson, {"e", "zz"}), "");
  EXPECT_EQ(Find(kJson, BodyKind::kJson, {"d+f"}), "y-2.5");
  EXPECT_EQ(Find(kJson, BodyKind::kJson, {"d+e"}), "(none)");
  EXPECT_EQ(Find("a.b=1&a.b=2", BodyKind::kForm, {"a.b"}), "1");
  EXPECT_EQ(Find(" 000\n", BodyKind::kText, {"text"}), "000");
  EXPECT_EQ(Find("<a><b>1</b></a>", BodyKind::kXml, {"a/b"}), "1");
  EXPECT_EQ(Find("3", BodyKind::kJson, {"a"}), "body: allowed: a JSON object");
}

TEST(Values, ReadsMultipart) {
  const http::Request request =
      Post("multipart/form-data; boundary=\"x y\"",
           "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n--x y\r\n"
           "Content-Disposition: form-data; name=f; filename=\"p\"\r\n\r\nzz\r\n--x y\r\n"
           "content-disposition: form-data; name=b\r\n\r\n\r\n--x y--\r\n");
  ASSERT_TRUE(IsMultipart(request));
  const auto fields = ReadMultipart(request);
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields[0].second, "1\r\n2");
  EXPECT_EQ(fields[1].first, "b");
  EXPECT_EQ(fields[1].second, "");
}

TEST(Values, LeavesBrokenMultipartOut) {
  EXPECT_TRUE(ReadMultipart(Post("multipart/form-data", "--a\r\n\r\n")).empty());
  EXPECT_TRUE(ReadMultipart(Post("multipart/form-data; boundary=a", "--a\r\nx")).empty());
  EXPECT_TRUE(ReadMultipart(Post("multipart/form-data; boundary=a", "")).empty());
}

TEST(Values, BoundsNamesAndFields) {
  const std::string key(kMaxNameBytes + 1, 'k');
  const auto values = ReadBodyValues("{\"" + key + "\":[0,0],\"a\":{\"b\":1}}", BodyKind::kJson);
  ASSERT_TRUE(values.has_value());
  EXPECT_EQ(values->Find({"a.b"}), "1");
  EXPECT_FALSE(values->Find({key + ".0"}).has_value());
  std::string many = "[0";
  for (size_t at = 0; at < kMaxFields; ++at)
    many += ",0";
  EXPECT_FALSE(ReadBodyValues(many + "]", BodyKind::kJson).has_value());
}

}  // namespace
}  // namespace tipline::gateway
