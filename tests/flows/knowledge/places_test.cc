// Places as people type them, from data: against a small world written by hand, and against the
// whole one where TIPLINE_PLACES names it (label places; ops/places/build.mjs makes it).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>

#include "flows/base/json.h"
#include "flows/knowledge/gazetteer.h"
#include "flows/knowledge/knowledge.h"
#include "flows/knowledge/place_search.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;
using testing::ReadFile;
using Clock = std::chrono::steady_clock;

const char* const kSmall = "tests/data/knowledge/places.world.json";

const Json& Cases() {
  static const Json cases = Json::parse(ReadFile("tests/data/knowledge/places.json"));
  return cases;
}

std::shared_ptr<const Source> ReadSourceFile(const std::string& path) {
  auto source = DecodeSource("places", ReadFile(path));
  if (!source) throw std::runtime_error(source.error().message);
  return *source;
}

std::string ValueOf(const Hit& hit, const std::string& name) {
  for (const auto& [known, value] : hit.values)
    if (known == name) return value;
  return {};
}

Answers Ask(const Source& source, const std::string& words, const std::string& country) {
  Query query;
  query.by["words"] = words;
  query.country = country;
  return source.Find(query);
}

// What a list of cases came to.
struct Tally {
  int clear = 0, right = 0;  // those with a code, and those found first
  int sure_of_unclear = 0;   // must not be
  int guessed = 0;           // a code for words that are no place
  std::string wrong;
};

Tally Judge(const Source& source, bool whole) {
  Tally tally;
  for (const Json& one : Cases()) {
    if (whole && one.value("small", false)) continue;
    const Answers answers = Ask(source, one.at("words"), one.at("from"));
    const std::string first =
        answers.hits.empty() ? "" : ValueOf(answers.hits.front(), "place_code");
    const std::string wanted = one.value("code", "");
    if (!wanted.empty()) {
      ++tally.clear;
      if (first == wanted)
        ++tally.right;
      else
        tally.wrong += one.dump() + " -> " + first + "\n";
      continue;
    }
    if (answers.sure) ++tally.sure_of_unclear;
    const bool several = one.value("several", false);
    if (several ? answers.hits.size() < 2 : !answers.hits.empty()) ++tally.guessed;
    if (answers.sure || (several ? answers.hits.size() < 2 : !answers.hits.empty()))
      tally.wrong += one.dump() + " -> " + first + "\n";
  }
  return tally;
}

TEST(Places, AreFoundAsPeopleSpellThem) {
  const Tally tally = Judge(*ReadSourceFile(kSmall), false);
  EXPECT_GE(tally.clear, 120);
  EXPECT_GE(tally.right * 100, tally.clear * 95) << tally.wrong;
  EXPECT_EQ(tally.sure_of_unclear, 0) << tally.wrong;
  EXPECT_EQ(tally.guessed, 0) << tally.wrong;
}

TEST(Places, OfOneNameAreToldApartByTheirLabels) {
  const auto source = ReadSourceFile(kSmall);
  struct {
    const char *words, *from, *first, *second;
  } cases[] = {{"Busia", "KE", "Busia, Kenya", "Busia, Uganda"},
               {"Busia", "UG", "Busia, Uganda", "Busia, Kenya"},
               {"springfield", "US", "Springfield, Missouri", "Springfield, Massachusetts"},
               {"Tripoli", "", "Tripoli, Libya", "Tripoli, Lebanon"}};
  for (const auto& c : cases) {
    const Answers answers = Ask(*source, c.words, c.from);
    ASSERT_GE(answers.hits.size(), 2U) << c.words;
    EXPECT_LE(answers.hits.size(), kMaxHits);
    EXPECT_EQ(answers.hits[0].label, c.first);
    EXPECT_EQ(answers.hits[1].label, c.second);
  }
}

TEST(Places, GiveWhatStatisticsCount) {
  const auto source = ReadSourceFile(kSmall);
  struct {
    const char *words, *name, *code, *level, *region, *district, *country;
  } cases[] = {
      {"kisumu", "Kisumu", "KE-17", "town", "Kisumu", "", "Kenya"},
      {"turkana county", "Turkana", "KE-43", "region", "Turkana", "", "Kenya"},
      {"wakiso", "Wakiso", "UG-C", "district", "Central", "UG-113", "Uganda"},
      {"kenya", "Kenya", "KE", "country", "", "", "Kenya"},
  };
  for (const auto& c : cases) {
    const Answers answers = Ask(*source, c.words, "UG");
    ASSERT_FALSE(answers.hits.empty()) << c.words;
    const Hit& hit = answers.hits.front();
    EXPECT_EQ(ValueOf(hit, "place_name"), c.name);
    EXPECT_EQ(ValueOf(hit, "place_code"), c.code);
    EXPECT_EQ(ValueOf(hit, "place_level"), c.level);
    EXPECT_EQ(ValueOf(hit, "place_region"), c.region);
    EXPECT_EQ(ValueOf(hit, "place_district_code"), c.district);
    EXPECT_EQ(ValueOf(hit, "place_country"), c.country);
  }
}

// The steps that a flow needs behind `ask_place`; the session is written out between turns.
TEST(Places, AreAskedAboutInAFlow) {
  for (const Json& story : Json::parse(ReadFile("tests/data/knowledge/places.flow.json"))) {
    SCOPED_TRACE(story.value("name", ""));
    testing::PlayStory(testing::BundleFrom(story), story);
  }
}

TEST(Places, RefuseWhatIsNoGazetteer) {
  struct {
    const char *document, *says;
  } cases[] = {
      {R"({"source":"places"})", "countries"},
      {R"({"source":"places","countries":[{"code":"kenya"}]})", "field code"},
      {R"({"source":"places","countries":[7]})", "field code"},
      {R"({"source":"places","countries":[{"code":"KE"}]})", "KE: field names"},
      {R"({"source":"places","countries":[{"code":"KE","names":["Kenya"],"regions":[["04"]]}]})",
       "KE: field regions"},
      {R"({"source":"places","countries":[{"code":"KE","names":["Kenya"],"places":"A||9|t\nB|99|9|t"}]})",
       "KE: field places: line 2"},
      {R"({"source":"places","countries":[{"code":"KE","names":["Kenya"],"places":"A||9|q"}]})",
       "line 1"},
      {R"({"source":"places","countries":[],"words":{"":"near"}})", "field words"},
  };
  for (const auto& c : cases) {
    const auto source = DecodeSource("places", c.document);
    ASSERT_FALSE(source) << c.document;
    EXPECT_NE(source.error().message.find(c.says), std::string::npos) << source.error().message;
  }
}

// Prints its figures; those of a debug build say little. Built with -O2 on one core: 200 ms of CPU
// to load, 3 ms for the 99th of a hundred searches.
TEST(PlacesOfTheWorld, AreFoundAsPeopleSpellThem) {
  const char* path = std::getenv("TIPLINE_PLACES");
  if (path == nullptr) GTEST_SKIP() << "ctest -L places builds it";
  const std::string text = ReadFile(path);
  const auto begin = Clock::now();
  const auto source = DecodeSource("places", text);
  const auto loaded = Clock::now() - begin;
  ASSERT_TRUE(source) << source.error().message;
  const Tally tally = Judge(**source, true);
  EXPECT_GE(tally.right * 100, tally.clear * 95) << tally.wrong;
  EXPECT_EQ(tally.sure_of_unclear, 0) << tally.wrong;
  std::vector<double> took;
  for (int round = 0; round < 3; ++round) {
    for (const Json& one : Cases()) {
      const auto asked = Clock::now();
      Ask(**source, one.at("words"), one.at("from"));
      took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - asked).count());
    }
  }
  std::sort(took.begin(), took.end());
  std::printf(
      "%zu places, loaded in %.0f ms; %d of %d clear ones right; a search: median %.2f, "
      "p99 %.2f ms\n",
      (*source)->size(), std::chrono::duration<double, std::milli>(loaded).count(), tally.right,
      tally.clear, took[took.size() / 2], took[took.size() * 99 / 100]);
  EXPECT_GT((*source)->size(), 150'000U);
}

TEST(PlacesOfTheWorld, FitIntoMemory) {
  const char* path = std::getenv("TIPLINE_PLACES");
  if (path == nullptr) GTEST_SKIP() << "ctest -L places builds it";
  const auto document = Json::parse(ReadFile(path));
  ASSERT_EQ(document.at("licence").size(), 2U);
  const auto gazetteer = Gazetteer::Read(document);
  ASSERT_TRUE(gazetteer) << gazetteer.error().message;
  std::printf("%.1f MiB\n", static_cast<double>(gazetteer->bytes()) / (1024.0 * 1024.0));
  EXPECT_LT(gazetteer->bytes(), size_t{40} << 20U);
}

}  // namespace
}  // namespace tipline::flows
