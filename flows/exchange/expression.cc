#include "flows/exchange/expression.h"

#include <algorithm>
#include <array>

namespace tipline::flows::exchange {
namespace {

constexpr size_t kMaxTerms = 64;

// What a path may begin with: "someone@example.org" is no expression.
constexpr std::array<std::string_view, 14> kTopLevels = {
    "contact", "results", "fields",  "run",     "block", "flow", "parent",
    "child",   "session", "globals", "trigger", "input", "urns", "webhook"};

bool IsPathLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  void Space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n\t"), rest_.size())); }
  bool Eat(std::string_view token) {
    Space();
    if (rest_.substr(0, token.size()) != token) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  bool AtEnd() {
    Space();
    return rest_.empty();
  }
  std::string Path() {
    Space();
    size_t size = 0;
    while (size < rest_.size() && IsPathLetter(rest_[size]))
      ++size;
    std::string path(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return path;
  }
  // "a", 'a', or a bare word.
  std::optional<std::string> Constant() {
    Space();
    if (rest_.empty()) return std::nullopt;
    const char quote = rest_.front();
    if (quote != '"' && quote != '\'') {
      std::string word = Path();
      if (word.empty() || word.find('.') != std::string::npos) return std::nullopt;
      return word;
    }
    std::string value;
    for (size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] != quote) {
        value += rest_[i];
      } else if (i + 1 < rest_.size() && rest_[i + 1] == quote) {
        value += rest_[i++];
      } else {
        rest_.remove_prefix(i + 1);
        return value;
      }
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

std::optional<Test> Comparison(Scanner& scanner) {
  Test test;
  scanner.Eat("@");
  test.subject = scanner.Path();
  if (test.subject.empty()) return std::nullopt;
  if (scanner.Eat("<>") || scanner.Eat("!="))
    test.equal = false;
  else if (!scanner.Eat("=="))
    if (!scanner.Eat("=")) return std::nullopt;
  auto value = scanner.Constant();
  if (!value) return std::nullopt;
  test.values.push_back(*std::move(value));
  return test;
}

// From behind "@(": the length with its closing bracket; the whole rest if there is none.
size_t BracketLength(std::string_view text) {
  int depth = 1;
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      return i + 1;
    }
  }
  return text.size();
}

std::string_view PathAt(std::string_view text) {
  size_t size = 0;
  while (size < text.size() && IsPathLetter(text[size]))
    ++size;
  while (size > 0 && text[size - 1] == '.')  // a full stop behind it
    --size;
  const std::string_view path = text.substr(0, size);
  const std::string_view top = path.substr(0, path.find('.'));
  const bool known = std::find(kTopLevels.begin(), kTopLevels.end(), top) != kTopLevels.end();
  return known ? path : std::string_view();
}

}  // namespace

std::optional<Test> ParseTest(std::string_view expression) {
  expression = Trimmed(expression);
  if (expression.starts_with("@(") && expression.ends_with(")"))
    expression = expression.substr(2, expression.size() - 3);
  Scanner scanner(expression);
  if (!scanner.Eat("OR(") && !scanner.Eat("or(")) {
    auto test = Comparison(scanner);
    return scanner.AtEnd() ? test : std::nullopt;
  }
  std::optional<Test> all;
  do {
    auto test = Comparison(scanner);
    if (!test || !test->equal || (all && all->subject != test->subject)) return std::nullopt;
    if (all && all->values.size() >= kMaxTerms) return std::nullopt;
    if (all)
      all->values.push_back(test->values.front());
    else
      all = std::move(test);
  } while (scanner.Eat(","));
  return scanner.Eat(")") && scanner.AtEnd() ? all : std::nullopt;
}

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string ToTemplate(std::string_view text, const Placeholder& placeholder) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
    if (end != std::string_view::npos) {
      out += placeholder(std::string(text.substr(at + 1, end - at - 1)));
      at = end + 1;
      continue;
    }
    out += text[at] == '@' ? "@@" : std::string(1, text[at]);
    ++at;
  }
  return out;
}

std::string VariableOf(std::string_view path) {
  const size_t dot = path.find('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view top = path.substr(0, dot);
  std::string_view rest = path.substr(dot + 1);
  if (top == "contact" && rest.starts_with("fields.")) rest.remove_prefix(7);
  if (top == "run" && rest.starts_with("results."))
    rest.remove_prefix(8);
  else if (top != "contact" && top != "results" && top != "fields")
    return {};
  const size_t end = rest.find('.');
  const std::string_view field = end == std::string_view::npos ? "" : rest.substr(end + 1);
  if (!field.empty() && field != "value" && field != "category") return {};
  return std::string(rest.substr(0, end));
}

PlainText FromTemplate(std::string_view text,
                       const std::function<bool(const std::string&)>& known) {
  PlainText plain;
  for (size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("@@")) {
      plain.text += '@';
      at += 2;
    } else if (rest.starts_with("@(")) {
      const size_t length = 2 + BracketLength(rest.substr(2));
      plain.lost.emplace_back(rest.substr(0, length));
      at += length;
    } else if (const auto path = rest.front() == '@' ? PathAt(rest.substr(1)) : ""; !path.empty()) {
      const std::string name = VariableOf(path);
      if (!name.empty() && known(name))
        plain.text += "{" + name + "}";
      else
        plain.lost.push_back("@" + std::string(path));
      at += 1 + path.size();
    } else {
      const char c = rest.front();
      plain.text += c == '{' ? '(' : c == '}' ? ')' : c;
      ++at;
    }
  }
  return plain;
}

}  // namespace tipline::flows::exchange
