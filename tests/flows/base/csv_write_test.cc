#include "flows/base/csv_write.h"

#include <gtest/gtest.h>

namespace tipline {
namespace {

struct GuardCase {
  const char* name;
  const char* cell;
  const char* guarded;
};
class CsvGuard : public ::testing::TestWithParam<GuardCase> {};

TEST_P(CsvGuard, MakesAFormulaTextAndBack) {
  EXPECT_EQ(GuardedCell(GetParam().cell), GetParam().guarded);
  EXPECT_EQ(UnguardedCell(GetParam().guarded), GetParam().cell);
}

INSTANTIATE_TEST_SUITE_P(Table, CsvGuard,
                         ::testing::ValuesIn<GuardCase>({
                             {"Formula", "=1+1", "'=1+1"},
                             {"Phone", "+254711000001", "'+254711000001"},
                             {"Minus", "-2", "'-2"},
                             {"At", "@SUM(A1)", "'@SUM(A1)"},
                             {"Tab", "\t=1", "'\t=1"},
                             {"Return", "\r=1", "'\r=1"},
                             {"Guarded", "'=1", "''=1"},
                             {"Words", "a=b", "a=b"},
                             {"Quoted", "'tis", "'tis"},
                             {"Nothing", "", ""},
                         }),
                         [](const auto& test) { return test.param.name; });

TEST(CsvLine, IsReadBackAsItWas) {
  const std::vector<std::string> cells = {
      "=cmd|' /C calc'!A0", "+254711000001", "a,b;c", "she said \"no\"",
      "two\nlines",         "'=x",           "",      "plain"};
  auto table = ReadCsv("a,b,c,d,e,f,g,h\r\n" + CsvLine(cells));
  ASSERT_TRUE(table) << table.error().message;
  for (const std::string& cell : table->rows.at(0).cells)
    EXPECT_FALSE(cell.starts_with('=') || cell.starts_with('+')) << cell;
  Unguard(*table);
  EXPECT_EQ(table->rows.at(0).cells, cells);
}

}  // namespace
}  // namespace tipline
