// Our answers, read as each provider reads them.
#include "workers/emulate/answer.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace tipline::emulate {
namespace {

struct AnswerCase {
  const char* name;
  AnswerForm form;
  Answer answer;
  const char* text;  // null: it is not liked
  bool ends = false;
};

AnswerForm Form(AnswerForm::Kind kind, std::string text = "", std::string ends = "",
                std::vector<std::string> end_is = {}) {
  AnswerForm form;
  form.kind = kind;
  form.text = std::move(text);
  form.ends = std::move(ends);
  form.end_is = std::move(end_is);
  form.go_on = "CON ";
  form.end = "END ";
  form.exact = "ACK/Jasmin";
  return form;
}

TEST(Answers, AreReadAsTheProviderReadsThem) {
  using Kind = AnswerForm::Kind;
  AnswerForm xml = Form(Kind::kXml, "request/headertext");
  xml.ends_without = "request/options";
  AnswerForm strict = Form(Kind::kText);
  strict.good = {200, 202};
  strict.type = "text/plain";
  const AnswerCase cases[] = {
      {"con", Form(Kind::kPrefix), {200, {}, "CON Hello\n1 Yes"}, "Hello\n1 Yes", false},
      {"end", Form(Kind::kPrefix), {200, {}, "END Bye"}, "Bye", true},
      {"neither", Form(Kind::kPrefix), {200, {}, " CON Hello"}, nullptr},
      {"json",
       Form(Kind::kJson, "/m", "/t", {"release"}),
       {200, {}, R"({"m":"x","t":"Release"})"},
       "x",
       true},
      {"json bool",
       Form(Kind::kJson, "/m", "/t", {"false"}),
       {200, {}, R"({"m":"x","t":true})"},
       "x",
       false},
      {"json without end",
       Form(Kind::kJson, "/m", "/t", {"a"}),
       {200, {}, R"({"m":"x"})"},
       nullptr},
      {"null reply", Form(Kind::kJson, "/reply"), {200, {}, R"({"reply":null})"}, "", false},
      {"menu",
       xml,
       {200, {}, "<request><headertext>A &amp; b</headertext><options/></request>"},
       "A & b",
       false},
      {"last", xml, {200, {}, "<request><headertext>Bye</headertext></request>"}, "Bye", true},
      {"no xml", xml, {200, {}, "<request>"}, nullptr},
      {"xml-rpc",
       Form(Kind::kXml, "r/member[Text]", "r/member[Action]", {"end"}),
       {200,
        {},
        "<r><member><name>Text</name><value><string>Hi</string></value></"
        "member><member><name>Action</name><value>end</value></member></r>"},
       "Hi",
       true},
      {"header",
       Form(Kind::kHeader, "", "Freeflow", {"FB"}),
       {200, {{"freeflow", "FB"}}, "Bye"},
       "Bye",
       true},
      {"no header", Form(Kind::kHeader, "", "Freeflow", {"FB"}), {200, {}, "Bye"}, nullptr},
      {"parts",
       Form(Kind::kParts, "1", "5", {"end"}),
       {200, {}, "1|Hello|null|null|null|end"},
       "Hello",
       true},
      {"too few parts", Form(Kind::kParts, "1", "5", {"end"}), {200, {}, "1|Hello"}, nullptr},
      {"exact", Form(Kind::kExact), {200, {}, "ACK/Jasmin\n"}, "", false},
      {"not exact", Form(Kind::kExact), {200, {}, "ACK"}, nullptr},
      {"503", Form(Kind::kIgnored), {503, {}, ""}, nullptr},
      {"204 to Kannel", strict, {204, {{"Content-Type", "text/plain"}}, ""}, nullptr},
      {"JSON to Kannel", strict, {200, {{"Content-Type", "application/json"}}, "{}"}, nullptr},
      {"text to Kannel",
       strict,
       {202, {{"Content-Type", "text/plain; charset=utf-8"}}, "Hi"},
       "Hi",
       false}};
  for (const AnswerCase& one : cases) {
    const auto shown = ReadAnswer(one.form, one.answer);
    ASSERT_EQ(shown.has_value(), one.text != nullptr) << one.name;
    if (!shown) continue;
    EXPECT_EQ(shown->text, one.text) << one.name;
    EXPECT_EQ(shown->ends, one.ends) << one.name;
  }
}

}  // namespace
}  // namespace tipline::emulate
