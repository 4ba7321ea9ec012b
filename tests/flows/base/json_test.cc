#include "flows/base/json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tipline {
namespace {

std::string Refusal(std::string_view text, const JsonLimits& limits = {}) {
  const auto parsed = ParseJson(text, limits);
  return parsed ? "" : parsed.error().message;
}

std::string Nested(int depth) {
  return std::string(static_cast<size_t>(depth), '[') +
         std::string(static_cast<size_t>(depth), ']');
}

TEST(Json, ReadsAndWritesBack) {
  const std::string text = R"({"a":[1,-2,1.5,true,null,"é😀"],"b":{"c":18446744073709551615}})";
  const auto parsed = ParseJson(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(DumpJson(*parsed), text);
  EXPECT_EQ(DumpJson(*ParseJson(DumpJsonIndented(*parsed))), text);
  EXPECT_TRUE(ParseJson("7"));
}

TEST(Json, RefusesWhatIsNoJson) {
  for (const char* text : {"", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "nul", "1 2", "\"\xff\"",
                           "// c\n1", "{\"a\" 1}", "01", "NaN"})
    EXPECT_FALSE(ParseJson(text)) << text;
}

TEST(Json, SaysWhereButNotWhat) {
  const std::string why = Refusal(R"({"number":"+254711000001", oops})");
  EXPECT_NE(why.find("byte 28"), std::string::npos) << why;
  EXPECT_EQ(why.find("254"), std::string::npos) << why;
  EXPECT_EQ(why.find("oops"), std::string::npos) << why;
}

TEST(Json, StopsAtEveryLimit) {
  JsonLimits limits;
  EXPECT_TRUE(ParseJson(Nested(limits.depth), limits));
  EXPECT_EQ(Refusal(Nested(limits.depth + 1), limits), "JSON: nested too deeply");
  EXPECT_EQ(Refusal(Nested(20'000), limits), "JSON: nested too deeply");
  limits.nodes = 5;
  EXPECT_TRUE(ParseJson("[1,2,3,4]", limits));
  EXPECT_EQ(Refusal("[1,2,3,4,5]", limits), "JSON: too many values");
  EXPECT_EQ(Refusal(R"({"a":1,"b":2,"c":3})", limits), "JSON: too many values");
  limits.bytes = 8;
  EXPECT_TRUE(ParseJson("\"123456\"", limits));
  EXPECT_EQ(Refusal("\"1234567\"", limits), "JSON is longer than 8 bytes");
}

TEST(Json, RefusesAKeyGivenTwiceUnlessAllowed) {
  EXPECT_EQ(Refusal(R"({"a":{"x":1,"x":2}})"), "JSON: the same key twice in one object");
  EXPECT_TRUE(ParseJson(R"({"a":1,"b":{"a":1}})"));
  const JsonLimits lax{.reject_duplicates = false};
  EXPECT_EQ(DumpJson(*ParseJson(R"({"a":1,"a":2})", lax)), R"({"a":1})") << "the first counts";
  EXPECT_EQ(DumpJson(*ParseJson(R"({"a":{"b":1},"a":{"b":2,"b":{"c":[3],"c":4}},"d":5})", lax)),
            R"({"a":{"b":1},"d":5})");
}

TEST(Json, TakesCommentsOnlyWhereAllowed) {
  EXPECT_FALSE(ParseJson("{/* c */}"));
  EXPECT_TRUE(ParseJson("{ // c\n /* d */ \"a\": 1}", JsonLimits{.comments = true}));
}

TEST(Json, WritesAnything) {
  EXPECT_EQ(DumpJson(nlohmann::json("a\xff")), "\"a\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace tipline
