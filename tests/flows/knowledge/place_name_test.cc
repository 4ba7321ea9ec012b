#include "flows/knowledge/place_name.h"

#include <gtest/gtest.h>

namespace tipline::flows {
namespace {

TEST(PlaceName, KeysLeaveOutWhatSpellingsDifferIn) {
  struct {
    const char *name, *key;
  } cases[] = {{"Homa Bay", "homabay"},    {"HOMA-BAY!", "homabay"}, {"Mek'ele", "mekele"},
               {"St. Paul", "saintpaul"},  {"st paul", "saintpaul"}, {"Bogotá", "bogota"},
               {"Кисуму", "kisumu"},       {"नैरोबी", "nairobi"},     {"  ", ""},
               {"Mt Elgon", "mountelgon"}, {"Mtwapa", "mtwapa"}};
  for (const auto& c : cases)
    EXPECT_EQ(PlaceKey(c.name), c.key) << c.name;
}

TEST(PlaceName, SoundsAgreeAcrossScripts) {
  struct {
    const char *a, *b;
  } cases[] = {
      {"nairobi", "nyrwby"}, {"kisumu", "qisoomo"}, {"jinja", "ginja"}, {"phnompenh", "fnompen"}};
  for (const auto& c : cases)
    EXPECT_EQ(PlaceSound(c.a), PlaceSound(c.b)) << c.a;
  EXPECT_NE(PlaceSound("nakuru"), PlaceSound("nyamira"));
}

TEST(PlaceName, DistancesAreQuartersOfAnEdit) {
  struct {
    const char *a, *b;
    int distance;
  } cases[] = {{"kisumu", "kisumu", 0},   {"kisumu", "kisumo", 2}, {"mombasa", "mombassa", 1},
               {"thika", "tika", 2},      {"jinja", "ginja", 2},   {"nairobi", "niarobi", 3},
               {"garissa", "garitsa", 4}, {"", "aa", 3},           {"busia", "kisumu", 7}};
  for (const auto& c : cases) {
    EXPECT_EQ(PlaceDistance(c.a, c.b, 6), c.distance) << c.a << " " << c.b;
    EXPECT_EQ(PlaceDistance(c.b, c.a, 6), c.distance) << c.b << " " << c.a;
  }
}

}  // namespace
}  // namespace tipline::flows
