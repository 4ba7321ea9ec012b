#include "flows/base/pattern.h"

#include <algorithm>

#include <re2/re2.h>

namespace tipline {
namespace {

constexpr int64_t kMaxMemory = int64_t{4} << 20U;  // of one compiled expression, bytes
constexpr int kMaxGroups = 16;

std::string_view View(const re2::StringPiece& piece) {
  return {piece.data(), piece.size()};
}

}  // namespace

Result<Pattern> Pattern::Compile(std::string_view expression) {
  if (expression.size() > kMaxPatternBytes)
    return Invalid("expression is longer than " + std::to_string(kMaxPatternBytes) + " bytes");
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(false);
  options.set_max_mem(kMaxMemory);
  auto compiled = std::make_shared<const re2::RE2>(
      re2::StringPiece(expression.data(), expression.size()), options);
  if (!compiled->ok()) return Invalid("expression: " + compiled->error());
  if (compiled->NumberOfCapturingGroups() >= kMaxGroups)
    return Invalid("expression: too many groups");
  return Pattern(std::move(compiled));
}

bool Pattern::Matches(std::string_view text) const {
  return Find(text).has_value();
}

std::optional<std::string_view> Pattern::Find(std::string_view text) const {
  re2::StringPiece whole;
  const re2::StringPiece input(text.data(), text.size());
  if (!compiled_->Match(input, 0, input.size(), re2::RE2::UNANCHORED, &whole, 1))
    return std::nullopt;
  return View(whole);
}

std::optional<std::vector<std::string_view>> Pattern::Groups(std::string_view text) const {
  const int count = compiled_->NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> pieces(static_cast<size_t>(count));
  const re2::StringPiece input(text.data(), text.size());
  if (!compiled_->Match(input, 0, input.size(), re2::RE2::UNANCHORED, pieces.data(), count))
    return std::nullopt;
  std::vector<std::string_view> groups(pieces.size());
  std::transform(pieces.begin(), pieces.end(), groups.begin(), View);
  return groups;
}

std::vector<std::string_view> Pattern::FindAll(std::string_view text) const {
  std::vector<std::string_view> found;
  const re2::StringPiece input(text.data(), text.size());
  re2::StringPiece whole;
  for (size_t at = 0; at <= text.size();) {
    if (!compiled_->Match(input, at, input.size(), re2::RE2::UNANCHORED, &whole, 1)) break;
    const std::string_view match = View(whole);
    at = static_cast<size_t>(match.data() - text.data()) + std::max<size_t>(match.size(), 1);
    if (!match.empty()) found.push_back(match);
  }
  return found;
}

const std::string& Pattern::expression() const {
  return compiled_->pattern();
}

std::string QuotePattern(std::string_view word) {
  return re2::RE2::QuoteMeta(re2::StringPiece(word.data(), word.size()));
}

}  // namespace tipline
