#include "flows/base/csv.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/flows/stories/story.h"

namespace tipline {
namespace {

using Json = nlohmann::json;

TEST(Csv, IsReadAsTheTableSays) {
  for (const Json& one : Json::parse(flows::testing::ReadFile("tests/data/csv.json"))) {
    SCOPED_TRACE(one.at("name"));
    const auto table = ReadCsv(one.at("text").get<std::string>());
    if (one.contains("error")) {
      ASSERT_FALSE(table);
      EXPECT_EQ(table.error().message.find(one["error"].get<std::string>()), 0U)
          << table.error().message;
      continue;
    }
    ASSERT_TRUE(table) << table.error().message;
    if (one.contains("columns")) {
      EXPECT_EQ(table->columns, one["columns"].get<std::vector<std::string>>());
    }
    Json rows = Json::array(), lines = Json::array();
    for (const CsvRow& row : table->rows) {
      rows.push_back(row.cells);
      lines.push_back(row.line);
    }
    EXPECT_EQ(rows, one.at("rows"));
    if (one.contains("lines")) {
      EXPECT_EQ(lines, one["lines"]);
    }
  }
}

TEST(Csv, BytesThatAreNoTextAreRefused) {
  EXPECT_FALSE(ReadCsv("name\n\xFF\xFE\n"));
}

TEST(Csv, CellsAreFoundByTheNameOfTheirColumn) {
  const auto table = ReadCsv("Name;Phone\nA;1\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->Cell(table->rows[0], "phone"), "1");
  EXPECT_EQ(table->Cell(table->rows[0], "licence"), "");
  EXPECT_EQ(table->Column("licence"), -1);
}

}  // namespace
}  // namespace tipline
