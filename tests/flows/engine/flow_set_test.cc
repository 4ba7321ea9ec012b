#include "flows/engine/flow_set.h"

#include <gtest/gtest.h>

#include "flows/engine/bundle_data.h"
#include "flows/engine/catalog.h"
#include "flows/engine/graph.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

const char* const kFlow = R"({"flow":"t","start":"s","languages":["en","sw"],"steps":[
  {"id":"s","kind":"subflow","flow":"u","next":"e"},{"id":"e","kind":"end","text":"Bye \"now\"."}]})";
const char* const kSub =
    R"({"flow":"u","start":"a","steps":[{"id":"a","kind":"say","text":"Hm."}]})";

std::string Po(const std::string& body, const std::string& language = "sw") {
  return "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Language: " +
         language + "\\n\"\n\n" + body;
}

std::string Last(const Bundle& bundle, const std::string& language) {
  Input input;
  input.remembered_language = language;
  input.opens = true;
  return Advance(bundle, {}, input).screen;
}

TEST(Bundle, ComesBackFromItsText) {
  const Bundle bundle = testing::PublishedBundle("main");
  const auto read = Bundle::Decode(bundle.Encode());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->Encode(), bundle.Encode());
  EXPECT_EQ(read->name(), "main");
  EXPECT_EQ(read->version(), 1);
  EXPECT_EQ(read->hash(), bundle.hash());
  EXPECT_EQ(read->hash().size(), 16U);
  EXPECT_EQ(read->languages(), bundle.languages());
}

TEST(Bundle, TheHashIsOfTheContentWithoutTheVersion) {
  const auto one = Compile({{"t.json", kFlow}, {"u.json", kSub}}, {});
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->version(), 0);
  EXPECT_EQ(one->WithVersion(5).hash(), one->hash());
  EXPECT_EQ(one->WithVersion(5).version(), 5);
  std::string changed = kFlow;
  changed.replace(changed.find("Bye"), 3, "Boo");
  EXPECT_NE(Compile({{"t.json", changed}, {"u.json", kSub}}, {})->hash(), one->hash());
}

TEST(Bundle, RefusesWhatItDidNotWrite) {
  const std::string good = testing::PublishedBundle("main").Encode();
  for (
      const std::string& bad :
      {std::string(), std::string("{}"), std::string("[]"), good.substr(0, good.size() / 2),
       std::string(R"({"bundle":1,"version":1,"hash":"","content":{}})"),
       std::string(
           R"({"bundle":1,"version":1,"hash":"","content":{"flows":[1],"files":["a"],"texts":{},"words":null}})"),
       std::string(R"({"bundle":9,"version":1,"hash":"","content":{}})")})
    EXPECT_FALSE(Bundle::Decode(bad)) << bad.substr(0, 80);
}

TEST(Compile, UsesOnlyTranslationsOfTheTextAsItIs) {
  const std::string entry =
      "msgctxt \"t:e:text\"\nmsgid \"Bye \\\"now\\\".\"\nmsgstr \"Kwaheri.\"\n";
  const auto shown = [&](const std::string& body) {
    const auto bundle = Compile({{"t.json", kFlow}, {"u.json", kSub}}, {{"t.sw.po", Po(body)}});
    return bundle ? Last(*bundle, "sw") : bundle.error().message;
  };
  EXPECT_EQ(shown(entry), "Hm.\nKwaheri.");
  EXPECT_EQ(shown("#, fuzzy\n" + entry), "Hm.\nBye \"now\".");
  EXPECT_EQ(shown("msgctxt \"t:e:text\"\nmsgid \"Goodbye.\"\nmsgstr \"Kwaheri.\"\n"),
            "Hm.\nBye \"now\".");
  EXPECT_EQ(shown("#~ msgctxt \"t:e:text\"\n#~ msgid \"Bye.\"\n#~ msgstr \"Kwaheri.\"\n"),
            "Hm.\nBye \"now\".");
  EXPECT_EQ(shown("msgctxt \"t:e:text\"\nmsgid \"Bye \\\"now\\\".\"\nmsgstr \"\"\n"),
            "Hm.\nBye \"now\".");
}

TEST(Compile, NamesFileStepAndField) {
  const auto why = [](const std::string& flow) {
    const auto bundle = Compile({{"t.json", flow}}, {});
    return bundle ? std::string() : bundle.error().message;
  };
  EXPECT_EQ(why(kFlow), "t.json: step s: no flow called u");
  EXPECT_EQ(why(R"({"flow":"t","start":"x","steps":[{"id":"a","kind":"end"}]})"),
            "t.json: field start: no step called x");
  EXPECT_EQ(
      why(R"({"flow":"t","start":"a","steps":[{"id":"a","kind":"say","text":"x","next":"b"}]})"),
      "t.json: step a: no step called b");
  EXPECT_EQ(why(R"({"flow":"T 1","start":"a","steps":[{"id":"a","kind":"end"}]})"),
            "t.json: field flow: allowed: a-z, 0-9 and _");
  EXPECT_EQ(why(R"({"flow":"t","start":"a","colour":1,"steps":[{"id":"a","kind":"end"}]})"),
            "t.json: unknown field colour");
  EXPECT_EQ(why(R"({"flow":"t","start":"a","steps":[]})"),
            "t.json: field steps: allowed: a list of 1 to 512 steps");
  EXPECT_FALSE(Compile({}, {}));
}

TEST(Compile, SelectsAFlowWithAllItNeeds) {
  const std::vector<SourceFile> files = {{"a/u.json", kSub},
                                         {"a/other.json", R"({"flow":"o"})"},
                                         {"a/t.json", kFlow},
                                         {"a/words.json", "{}"}};
  const auto selected = SelectFlows("t", files);
  ASSERT_TRUE(selected);
  ASSERT_EQ(selected->size(), 3U);
  EXPECT_EQ((*selected)[0].path, "a/t.json");
  EXPECT_EQ((*selected)[1].path, "a/u.json");
  EXPECT_EQ((*selected)[2].path, "a/words.json");
  const auto missing = SelectFlows("gone", files);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  EXPECT_EQ(*SubflowsOf({"t.json", kFlow}), (std::vector<std::string>{"u"}));
}

TEST(Catalog, RefusesWhatIsNoCatalog) {
  const auto why = [](const std::string& text) {
    const auto catalog = ReadCatalog({"x.po", text});
    return catalog ? std::string() : catalog.error().message;
  };
  EXPECT_EQ(why(""), "x.po: no header entry");
  EXPECT_EQ(why("msgid \"a\"\nmsgstr \"b\"\n"), "x.po: no header entry");
  EXPECT_EQ(why("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"),
            "x.po: the header has no field Language");
  EXPECT_EQ(why("\xff"), "x.po: not UTF-8 text");
  EXPECT_NE(why(Po("msgid \"a\nmsgstr \"b\"\n")).find("x.po: line 7"), std::string::npos);
  EXPECT_NE(why(Po("nonsense\n")), "");
  EXPECT_NE(why(Po("msgctxt \"a:b:c\"\nmsgid \"one\"\nmsgid_plural \"many\"\nmsgstr[0] \"x\"\n")),
            "");
  std::string broken;
  for (int i = 0; i < 100; ++i)
    broken += "msgstr \"no id\"\n";  // more errors than the library bears
  EXPECT_NE(why(broken), "");
  EXPECT_EQ(why(Po("")), "");  // and it still works after that
}

TEST(Graph, ShowsEveryStepAndCall) {
  const auto bundle = Compile({{"t.json", kFlow}, {"u.json", kSub}}, {});
  ASSERT_TRUE(bundle);
  const std::string dot = Graph(*bundle);
  for (const char* part : {"digraph \"t\"", "\"t/s\" -> \"t/e\"",
                           "\"t/s\" -> \"u/a\" [style=dashed]", "Bye \\\"now\\\".", "doublecircle"})
    EXPECT_NE(dot.find(part), std::string::npos) << part << "\n" << dot;
}

}  // namespace
}  // namespace tipline::flows
