// Patterns of the emulator's files: {value}, {value|filter}, {value?}.
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "workers/emulate/template_json.h"

namespace tipline::emulate {
namespace {

using nlohmann::json;

TEST(Template, FillsFiltersAndLeavesOut) {
  const Values values = {{"from", "+254711000001"}, {"now", "1767225600000"},
                         {"text", "a<b"},           {"turn", "3"},
                         {"first", "true"},         {"empty", ""}};
  struct Case {
    const char* pattern;
    const char* expanded;
  };
  const Case cases[] = {{"{from}", "+254711000001"},
                        {"tel:{from|no_plus}", "tel:254711000001"},
                        {"{now|time:%Y-%m-%d %H:%M:%S}", "2026-01-01 00:00:00"},
                        {"{now|seconds}", "1767225600"},
                        {"{text|utf16be|hex}", "0061003c0062"},
                        {"{text|base64}", "YTxi"},
                        {"{text|md5|hex|upper}", "1A382AF93ED4B8A29EBD8E859A0168D7"},
                        {"{gone?}x", "x"},
                        {"{{from}", "{from}"}};
  for (const Case& one : cases) {
    const auto expanded = Expand(one.pattern, values);
    ASSERT_TRUE(expanded) << one.pattern;
    EXPECT_EQ(*expanded, one.expanded) << one.pattern;
  }
  const auto body = ExpandJson(json{{"turn", "{turn|int}"},
                                    {"new", "{first|bool}"},
                                    {"gone", "{gone?}"},
                                    {"empty", "{empty?}"},
                                    {"list", {"{from}", "{gone?}"}}},
                               values);
  ASSERT_TRUE(body);
  EXPECT_EQ(*body, (json{{"turn", 3}, {"new", true}, {"list", {"+254711000001"}}}));
}

TEST(Template, SaysWhatIsWrong) {
  for (const auto& [pattern, message] : {std::pair{"{nobody}", "no value {nobody}"},
                                         {"{now|sideways}", "unknown filter \"sideways\""},
                                         {"{now", "a pattern has a { without }"}}) {
    const auto expanded = Expand(pattern, {{"now", "1"}});
    ASSERT_FALSE(expanded) << pattern;
    EXPECT_EQ(expanded.error().message, message);
  }
}

}  // namespace
}  // namespace tipline::emulate
