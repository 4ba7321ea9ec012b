#include "gateway/providers/template.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tipline::gateway {
namespace {

using nlohmann::json;

std::string Value(std::string_view name) {
  if (name == "a") return "1 & \"2\"";
  if (name == "ends") return "1";
  return {};
}

TEST(Template, FillsPlaces) {
  EXPECT_EQ(Fill("<{a}>", Value, Escape::kNone), "<1 & \"2\">");
  EXPECT_EQ(Fill("<{a}>", Value, Escape::kXml), "<1 &amp; &quot;2&quot;>");
  EXPECT_EQ(Fill("{a}", Value, Escape::kForm), "1%20%26%20%222%22");
  EXPECT_EQ(Fill("{a}", Value, Escape::kJson), "1 & \\\"2\\\"");
  EXPECT_EQ(Fill("{ends?END:CON} {continues?x:y}{none}", Value, Escape::kNone), "END y");
  EXPECT_EQ(Fill("{{a}} {a}", Value, Escape::kNone, {"{{", "}}"}), "1 & \"2\" {a}");
}

TEST(Template, LeavesOtherBracesAlone) {
  EXPECT_EQ(Fill("{ a } {} {a", Value, Escape::kNone), "{ a } {} {a");
  EXPECT_EQ(Fill("{ x {a}", Value, Escape::kNone), "{ x 1 & \"2\"");
}

TEST(Template, DoesNotFillWhatAValueHolds) {
  const Lookup sly = [](std::string_view name) -> std::string {
    return name == "text" ? "{secret:key}" : "KEY";
  };
  EXPECT_EQ(Fill("{text}", sly, Escape::kNone), "{secret:key}");
  EXPECT_EQ(FillJson(json{{"t", "{text}"}}, sly, false).dump(), R"({"t":"{secret:key}"})");
}

TEST(Template, NamesItsPlaces) {
  EXPECT_EQ(Places("{a} {ends?x:y} {b:c-d}"), (std::vector<std::string>{"a", "ends?", "b:c-d"}));
  EXPECT_EQ(PlacesOf(json::parse(R"({"x":["{a}",1],"y":{"z":"{b}"}})")),
            (std::vector<std::string>{"a", "b"}));
}

TEST(Template, FillsJson) {
  const json wanted = json::parse(
      R"({"n":-1,"e":"{ends}","c":"{continues}","x":"{none}","l":["{a}","{none}"],"s":""})");
  EXPECT_EQ(FillJson(wanted, Value, false).dump(),
            R"({"c":false,"e":true,"l":["1 & \"2\"",""],"n":-1,"s":"","x":""})");
  EXPECT_EQ(FillJson(wanted, Value, true).dump(), R"({"e":true,"l":["1 & \"2\""],"n":-1,"s":""})");
}

}  // namespace
}  // namespace tipline::gateway
