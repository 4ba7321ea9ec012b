#include "tests/flows/knowledge/source_data.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/base/time.h"
#include "flows/knowledge/knowledge.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;
using Values = std::map<std::string, std::string>;

Query QueryOf(const Json& ask) {
  Query query;
  query.by = ask.at("by").get<Values>();
  query.language = ask.value("language", "en");
  query.source_language = "en";
  query.country = ask.value("country", "KE");
  const auto now = ParseTime(ask.at("now").get<std::string>());
  EXPECT_TRUE(now);
  if (now) query.now = *now;
  return query;
}

void CheckAnswers(const Answers& answers, const Json& ask) {
  if (ask.contains("sure")) {
    EXPECT_EQ(answers.sure, ask["sure"].get<bool>());
  }
  if (ask.contains("labels")) {
    std::vector<std::string> labels;
    for (const Hit& hit : answers.hits)
      labels.push_back(hit.label);
    EXPECT_EQ(labels, ask["labels"].get<std::vector<std::string>>());
  }
  if (ask.contains("values")) {
    EXPECT_EQ(Values(answers.values.begin(), answers.values.end()), ask["values"].get<Values>());
  }
  if (!ask.contains("first")) return;
  ASSERT_FALSE(answers.hits.empty());
  const Values first(answers.hits[0].values.begin(), answers.hits[0].values.end());
  for (const auto& [name, value] : ask["first"].items()) {
    ASSERT_TRUE(first.contains(name)) << name;
    EXPECT_EQ(first.at(name), value.get<std::string>()) << name;
  }
}

}  // namespace

void CheckSource(const std::string& name) {
  const SourceKind* kind = FindSourceKind(name);
  ASSERT_NE(kind, nullptr);
  for (const Json& one : Json::parse(ReadFile("tests/data/knowledge/" + name + ".json"))) {
    SCOPED_TRACE(name + ": " + one.at("name").get<std::string>());
    const auto source = DecodeSource(name, one.at("document").dump());
    if (one.contains("error")) {
      ASSERT_FALSE(source);
      EXPECT_EQ(source.error().message.find(one["error"].get<std::string>()), 0U)
          << source.error().message;
      continue;
    }
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ((*source)->size(), one.at("size").get<size_t>());
    for (const Json& ask : one.at("asks")) {
      SCOPED_TRACE(ask.dump());
      const Answers answers = (*source)->Find(QueryOf(ask));
      CheckAnswers(answers, ask);
      EXPECT_LE(answers.hits.size(), kMaxHits);
      for (const Hit& hit : answers.hits)
        for (const auto& [value, text] : hit.values)
          EXPECT_NE(std::find(kind->gives.begin(), kind->gives.end(), value), kind->gives.end())
              << value;
    }
  }
}

}  // namespace tipline::flows::testing
