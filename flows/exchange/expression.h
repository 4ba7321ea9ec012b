// The little of the other side's expressions that we can express too: comparisons with constants,
// and single values inside a text. Pure; thread-safe. Tests:
// tests/flows/exchange/expression_test.cc
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tipline::flows::exchange {

// `contact.about = "me"`, `OR(block.value = 'a', block.value = 'b')`, `@(results.x.value <> "")`.
struct Test {
  std::string subject;  // "contact.about"
  bool equal = true;    // false: "<>"
  std::vector<std::string> values;
};
// Nothing: it compares in a way that we cannot express.
std::optional<Test> ParseTest(std::string_view expression);
// "a \"b\"" as a constant of an expression.
std::string Quoted(std::string_view text);

// What stands for our {name}: "@contact.name" or "@results.name".
using Placeholder = std::function<std::string(const std::string& name)>;
// Our text as one of theirs: "@" doubled, placeholders as given.
std::string ToTemplate(std::string_view text, const Placeholder& placeholder);

// The last name of a path that stands for a value: "about" of "contact.about",
// "results.about.value", "fields.about". Empty: it is none.
std::string VariableOf(std::string_view path);

struct PlainText {
  std::string text;
  std::vector<std::string> lost;  // expressions that we cannot express: left out
};
// Their text as one of ours; `known`: names that may be placeholders. Braces become brackets.
PlainText FromTemplate(std::string_view text, const std::function<bool(const std::string&)>& known);

}  // namespace tipline::flows::exchange
