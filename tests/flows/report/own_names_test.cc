#include "flows/report/own_names.h"

#include <gtest/gtest.h>

namespace tipline::flows::report {
namespace {

TEST(OwnNames, AreFoundWhereverTheyStandAndHoweverLongTheTextIs) {
  const std::vector<std::string> own = {"Vandoro Farms", "Ouedraogo"};
  std::string far;
  for (int i = 0; i < 100; ++i)
    far += "behind the mill ";
  struct Row {
    std::string text;
    bool named;
  };
  for (const Row& row :
       {Row{"CL A9 W vandorro farm", true}, Row{"P:Ouedraogo", true}, Row{"P chez ouedrago", true},
        Row{far + "at Vandoro Farms", true}, Row{far + "W=Ouedraogo; A=9", true}, Row{far, false},
        Row{"farms", false}, Row{"", false}})
    EXPECT_EQ(NamesAny(row.text, own), row.named) << row.text.substr(0, 40);
  EXPECT_FALSE(NamesAny("anything", {}));
}

}  // namespace
}  // namespace tipline::flows::report
