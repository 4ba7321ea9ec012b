// Reading one message. A letter begins a field only where what follows fits the field, so that
// "P near a gate" is a place and no age; with ":" or "=" it always does, and then only ";", a new
// line or the next such letter ends it.
#include <algorithm>
#include <optional>

#include "flows/base/input.h"
#include "flows/base/text.h"
#include "flows/report/grammar.h"

namespace tipline::flows::report {
namespace {

constexpr size_t kLongestValue = 80;  // characters
constexpr size_t kMostUnread = 12;    // words that are told back
constexpr size_t kLongestUnit = 5;    // "12yrs", "12 ans"

struct Token {
  std::string text, key;
};

std::vector<Token> TokensOf(std::string_view segment) {
  std::vector<Token> tokens;
  std::string text;
  const auto end = [&] {
    const std::string key = ReadTyped(text, text.size()).key;
    if (!key.empty()) tokens.push_back({text, key});
    text.clear();
  };
  for (size_t at = 0; at < segment.size();) {
    const size_t from = at;
    const char32_t c = NextCodePoint(segment, at);
    const std::string_view one = segment.substr(from, at - from);
    if (c == U',' || c == U'،' || c == U'、' || Trim(one).empty())
      end();
    else
      text += one;
  }
  end();
  return tokens;
}

std::vector<std::string> SegmentsOf(std::string_view text) {
  std::vector<std::string> segments(1);
  for (const char c : text) {
    if (c == ';' || c == '\n')
      segments.emplace_back();
    else
      segments.back() += c;
  }
  return segments;
}

class Reader {
 public:
  Reader(const Grammar& grammar, std::string_view type) : grammar_(grammar) {
    if (grammar.FindType(type) != nullptr) report_.type = type;
  }

  Report Read(std::string_view text) && {
    for (const std::string& segment : SegmentsOf(text)) {
      open_ = nullptr;
      tokens_ = TokensOf(segment);
      for (at_ = 0; at_ < tokens_.size();)
        if (!TakeType() && !TakeField()) TakeWord();
    }
    for (auto& [letter, value] : report_.fields) {
      value = std::string(TrimPunctuation(CutCharacters(value, kLongestValue)));
      if (value.empty()) Unread(letter);  // "P" and then another letter
    }
    std::erase_if(report_.fields, [](const auto& one) { return one.second.empty(); });
    return std::move(report_);
  }

 private:
  struct Start {
    const Field* field = nullptr;
    bool marked = false;  // with ":" or "="
    std::string rest;
  };

  bool TakeType() {
    if (open_ != nullptr || said_type_ || grammar_.FindType(tokens_[at_].key) == nullptr)
      return false;
    report_.type = tokens_[at_++].key;
    said_type_ = true;
    return true;
  }

  Start StartOf(const Token& token) const {
    if (token.key.empty()) return {};
    const char letter = token.key[0];
    const auto field = std::find_if(grammar_.fields.begin(), grammar_.fields.end(),
                                    [&](const Field& one) { return one.letter == letter; });
    if (field == grammar_.fields.end()) return {};
    const std::string& text = token.text;
    if (text.size() >= 2 && (text[1] == ':' || text[1] == '='))
      return {&*field, true, text.substr(2)};
    const std::string rest = token.key.substr(1);
    if (rest.empty()) return {&*field, false, ""};
    const bool attached = field->kind == Field::Kind::kNumber
                              ? NumberIn(rest).has_value()
                              : field->kind == Field::Kind::kOneOf && Meaning(*field, rest);
    return attached ? Start{&*field, false, rest} : Start{};
  }

  bool TakeField() {
    const Start start = StartOf(tokens_[at_]);
    if (start.field == nullptr) return false;
    if (open_ != nullptr && !start.marked &&
        (marked_ || report_.fields.contains(std::string(1, start.field->letter))))
      return false;
    return start.field->kind == Field::Kind::kWords ? TakeWords(start) : TakeValue(start);
  }

  bool TakeWords(const Start& start) {
    const bool last = at_ + 1 >= tokens_.size();
    if (start.rest.empty() && (last || (!start.marked && StartOf(tokens_[at_ + 1]).marked)))
      return false;
    open_ = start.field;
    marked_ = start.marked;
    Value(*open_) = start.rest;
    ++at_;
    return true;
  }

  // A number or one of several words: in the same token, or the next one.
  bool TakeValue(const Start& start) {
    const bool apart = start.rest.empty();
    if (apart && at_ + 1 >= tokens_.size()) return false;
    const std::string text = apart ? tokens_[at_ + 1].text : start.rest;
    const std::string key = ReadTyped(text, text.size()).key;
    const size_t used = apart ? 2 : 1;
    std::optional<std::string> value;
    if (start.field->kind == Field::Kind::kOneOf) {
      value = Meaning(*start.field, key);
      if (!value) return false;
    } else {
      const auto number = NumberIn(key);
      if (!number) return false;
      if (*number >= start.field->from && *number <= start.field->to)
        value = std::to_string(*number);
    }
    // A number that cannot be: nothing else of the message is it either.
    if (!value && open_ != nullptr && !start.marked) return false;
    if (value)
      Value(*start.field) = *value;
    else
      Unread(apart ? tokens_[at_].text + " " + text : tokens_[at_].text);
    open_ = nullptr;
    at_ += used;
    return true;
  }

  void TakeWord() {
    std::string word = tokens_[at_++].text;
    if (open_ == nullptr) return Unread(std::move(word));
    std::replace(word.begin(), word.end(), '=', ' ');
    std::string& value = Value(*open_);
    value += (value.empty() ? "" : " ") + word;
  }

  std::string& Value(const Field& field) { return report_.fields[std::string(1, field.letter)]; }
  void Unread(std::string word) {
    if (report_.unread.size() < kMostUnread) report_.unread.push_back(std::move(word));
  }

  // "12", "12yrs", "12ans": digits, then at most a short unit.
  static std::optional<int> NumberIn(std::string_view key) {
    const size_t digits = std::min(key.find_first_not_of("0123456789"), key.size());
    const std::string_view unit = key.substr(digits);
    if (digits == 0 || unit.size() > kLongestUnit) return std::nullopt;
    if (!std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
      return std::nullopt;
    return WholeNumber(key.substr(0, digits));
  }
  static std::optional<std::string> Meaning(const Field& field, std::string_view key) {
    for (const auto& [typed, meant] : field.values)
      if (typed == key) return meant;
    return std::nullopt;
  }

  const Grammar& grammar_;
  Report report_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  const Field* open_ = nullptr;  // of words, that goes on
  bool marked_ = false;          // it was begun with ":" or "="
  bool said_type_ = false;
};

}  // namespace

Report Read(const Grammar& grammar, std::string_view text, std::string_view type) {
  return Reader(grammar, type).Read(text);
}

}  // namespace tipline::flows::report
