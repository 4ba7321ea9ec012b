#include "gateway/console/change.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <nlohmann/json.hpp>

#include "flows/base/text.h"
#include "gateway/console/answers.h"

namespace tipline::console {
namespace {

Result<int64_t> RevisionOf(const Call& call) {
  std::string_view match = call.request.Header("If-Match");
  if (match.empty()) {
    const auto field = call.body.find("revision");
    if (field == call.body.end() || !field->is_number_integer())
      return Invalid("revision is missing");
    return field->get<int64_t>();
  }
  if (match.starts_with("W/")) match.remove_prefix(2);
  if (match.size() >= 2 && match.front() == '"' && match.back() == '"')
    match = match.substr(1, match.size() - 2);
  int64_t revision = 0;
  const auto [end, error] = std::from_chars(match.data(), match.data() + match.size(), revision);
  if (error != std::errc() || end != match.data() + match.size())
    return Invalid("If-Match is not a revision");
  return revision;
}

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n') || byte == 0x7f;
}

}  // namespace

Result<store::Change> ChangeOf(const Call& call) {
  TRY_ASSIGN(const int64_t revision, RevisionOf(call));
  if (revision <= 0) return Invalid("revision is not above 0");
  return store::Change{call.places.at(0), revision, call.visitor.name, call.now};
}

Result<std::string> TextField(const Call& call, const char* name, size_t max_bytes) {
  const auto field = call.body.find(name);
  if (field == call.body.end() || !field->is_string())
    return Invalid(std::string(name) + " is missing");
  std::string text = field->get<std::string>();
  if (text.size() > max_bytes) return Invalid(std::string(name) + " is too long");
  if (!ValidUtf8(text) || std::any_of(text.begin(), text.end(), IsControl))
    return Invalid(std::string(name) + " holds bytes that are no text");
  return text;
}

http::Response Changed(const Case& item) {
  return Ok({{"id", item.id}, {"revision", item.revision}, {"status", item.status}});
}

http::Response CaseProblem(const Call& call, const Error& error) {
  if (error.code != Code::kConflict) return ProblemOf(error);
  const auto current = call.desk.cases.Find(call.places.at(0));
  return current ? Conflicted(current->revision) : ProblemOf(current.error());
}

}  // namespace tipline::console
