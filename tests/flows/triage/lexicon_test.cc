#include "flows/triage/lexicon.h"

#include <gtest/gtest.h>

#include "flows/triage/lexicon_data.h"
#include "tests/flows/triage/support.h"

namespace tipline::flows::testing {
namespace {

constexpr const char* kRules = R"({"rules":[{"id":"a","title":"A","severity":1}]})";

std::string ErrorOf(const std::vector<SourceFile>& files) {
  const auto lexicon = LoadLexicon(files);
  return lexicon ? "" : lexicon.error().message;
}

TEST(Lexicon, StockOneSpeaksFiveLanguagesAndEverySignInEach) {
  const LexiconData& data = StockLexicon().data();
  EXPECT_EQ(data.languages.size(), 5U);
  for (size_t language = 0; language < data.languages.size(); ++language)
    for (size_t sign = 0; sign < data.signs.size(); ++sign) {
      size_t count = 0;
      for (const triage::SignPhrase& phrase : data.phrases)
        if (phrase.language == language && phrase.sign == sign) ++count;
      EXPECT_GE(count, 5U) << data.languages[language] << " " << data.signs[sign].id;
    }
}

TEST(Lexicon, ErrorsNameFileAndPlace) {
  const SourceFile rules{"rules.json", kRules};
  const auto with = [&rules](const char* text) { return ErrorOf({{"xx.json", text}, rules}); };
  EXPECT_EQ(with(R"({"language":"xx","signs":{"a":["one","two*"]}})"), "");
  EXPECT_EQ(with(R"({"language":"xx","signs":{"b":["one"]}})"), "xx.json: signs: b is no rule");
  EXPECT_NE(with(R"({"language":"xx","signs":{"a":[".. one"]}})").find("xx.json: a: \".. one\""),
            std::string::npos);
  EXPECT_NE(with(R"({"language":"xx","signs":{"a":["one .."]}})").find("ends with a gap"),
            std::string::npos);
  EXPECT_NE(with(R"({"language":"xx","signs":{"a":["o*"]}})").find("two letters"),
            std::string::npos);
  EXPECT_NE(with(R"({"language":"xx","signs":{"a":"one"}})").find("allowed: a list"),
            std::string::npos);
  EXPECT_NE(with(R"({"language":"xx","sign":{}})").find("allowed: an object of lists"),
            std::string::npos);
  EXPECT_NE(with(R"({"language":"xx","signs":{},"colour":1})").find("unknown field colour"),
            std::string::npos);
  EXPECT_NE(with("{").find("xx.json"), std::string::npos);
  EXPECT_NE(with(R"({"other":1})").find("allowed: an object with rules"), std::string::npos);
  EXPECT_EQ(ErrorOf({rules}), "triage: no languages");
  EXPECT_EQ(ErrorOf({}), "triage: no rules");
  EXPECT_NE(ErrorOf({{"r.json", R"({"rules":[{"id":"a","title":"A","floor":"P9"}]})"}})
                .find("floor: allowed"),
            std::string::npos);
  EXPECT_NE(ErrorOf({{"r.json", R"({"rules":[{"id":"a","title":"A"},{"id":"a","title":"A"}]})"}})
                .find("twice"),
            std::string::npos);
}

}  // namespace
}  // namespace tipline::flows::testing
