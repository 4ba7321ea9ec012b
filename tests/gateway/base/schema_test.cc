#include "gateway/base/schema.h"

#include <gtest/gtest.h>

namespace tipline {
namespace {

TEST(SchemaTest, SaysWhereADocumentDoesNotFit) {
  const auto schema = Schema::Compile(
      R"({"type":"object","properties":{"a":{"type":"object","properties":{"n":{"type":"integer","maximum":3}}}}})");
  ASSERT_TRUE(schema);
  EXPECT_FALSE(schema->Check(R"({"a":{"n":3}})"));
  const auto finding = schema->Check(R"({"a":{"n":4}})");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->document, "/a/n");
  EXPECT_EQ(finding->schema, "/properties/a/properties/n");
  EXPECT_EQ(finding->keyword, "maximum");
}

TEST(SchemaTest, RefusesASchemaThatIsNotJson) {
  EXPECT_FALSE(Schema::Compile("{"));
}

}  // namespace
}  // namespace tipline
