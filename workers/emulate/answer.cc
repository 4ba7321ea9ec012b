#include "workers/emulate/answer.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "flows/base/ascii.h"
#include "flows/base/json.h"
#include "flows/base/text.h"
#include "gateway/providers/xml.h"

namespace tipline::emulate {
namespace {

using nlohmann::json;

std::string HeaderOf(const Answer& answer, std::string_view name) {
  for (const auto& [known, value] : answer.headers)
    if (EqualsIgnoringCase(known, name)) return value;
  return {};
}

bool IsEnd(const AnswerForm& form, std::string_view value) {
  return std::any_of(form.end_is.begin(), form.end_is.end(),
                     [value](const std::string& word) { return EqualsIgnoringCase(word, value); });
}

Status CheckHead(const AnswerForm& form, const Answer& answer) {
  const bool good = form.good.empty() ? answer.status >= 200 && answer.status < 300
                                      : std::find(form.good.begin(), form.good.end(),
                                                  answer.status) != form.good.end();
  if (!good) return Invalid("HTTP status " + std::to_string(answer.status));
  if (form.type.empty()) return Unit{};
  std::string type = HeaderOf(answer, "Content-Type");
  type = AsciiLower(Trim(type.substr(0, type.find(';'))));
  if (type != form.type)
    return Invalid("Content-Type " + (type.empty() ? "missing" : type) + " instead of " +
                   form.type);
  return Unit{};
}

// Numbers, true and false as the provider would compare them: by their text.
std::string TextOf(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? std::string() : DumpJson(value);
}

Result<Shown> ReadPrefix(const AnswerForm& form, const std::string& body) {
  if (body.starts_with(form.go_on)) return Shown{body.substr(form.go_on.size()), false};
  if (body.starts_with(form.end)) return Shown{body.substr(form.end.size()), true};
  return Invalid("the body begins with neither \"" + form.go_on + "\" nor \"" + form.end + "\"");
}

Result<json> At(const json& body, const std::string& pointer) {
  const json::json_pointer at(pointer);
  if (!body.contains(at)) return Invalid("the body has no " + pointer);
  return body.at(at);
}

Result<Shown> ReadJsonBody(const AnswerForm& form, const std::string& body) {
  const Result<json> value = ParseJson(body);
  if (!value) return Invalid("the body is no JSON");
  Shown shown;
  if (!form.text.empty()) {
    TRY_ASSIGN(const json text, At(*value, form.text));
    shown.text = TextOf(text);
  }
  if (form.ends.empty()) return shown;
  TRY_ASSIGN(const json ends, At(*value, form.ends));
  shown.ends = IsEnd(form, TextOf(ends));
  return shown;
}

// "a/b/member[NAME]": of the XML-RPC members at that path the value of the one with that name.
std::optional<std::string> Member(const std::string& body, const std::string& path,
                                  size_t bracket) {
  const std::string name = path.substr(bracket + 1, path.size() - bracket - 2);
  const auto members = gateway::ReadXmlEach(body, path.substr(0, bracket));
  if (!members) return std::nullopt;
  for (const gateway::XmlFields& fields : *members) {
    const auto named =
        std::find(fields.begin(), fields.end(), std::pair{std::string("name"), name});
    if (named == fields.end()) continue;
    std::string text;
    for (const auto& [at, value] : fields)
      if (at.starts_with("value")) text += value;
    return text;
  }
  return std::nullopt;
}

// Of several elements all, as of a TwiML with more than one <Message>.
std::optional<std::string> Element(const std::string& body, const std::string& path) {
  const size_t bracket = path.find('[');
  if (bracket != std::string::npos) return Member(body, path, bracket);
  const auto fields = gateway::ReadXml(body);
  if (!fields) return std::nullopt;
  std::optional<std::string> text;
  for (const auto& [at, value] : *fields)
    if (at == path) text = text.value_or("") + value;
  return text;
}

Result<Shown> ReadXmlBody(const AnswerForm& form, const std::string& body) {
  if (!gateway::ReadXml(body)) return Invalid("the body is no XML");
  Shown shown;
  shown.text = Element(body, form.text).value_or("");
  if (!form.ends_without.empty()) shown.ends = !Element(body, form.ends_without).has_value();
  if (form.ends.empty()) return shown;
  const std::optional<std::string> ends = Element(body, form.ends);
  if (!ends) return Invalid("the body has no " + form.ends);
  shown.ends = IsEnd(form, *ends);
  return shown;
}

Result<std::string> Part(const std::string& body, char separator, const std::string& number) {
  size_t index = 0;
  std::from_chars(number.data(), number.data() + number.size(), index);
  size_t start = 0;
  for (; index > 0; --index) {
    start = body.find(separator, start);
    if (start == std::string::npos) return Invalid("the body has too few parts");
    ++start;
  }
  return body.substr(start, body.find(separator, start) - start);
}

Result<Shown> ReadParts(const AnswerForm& form, const std::string& body) {
  Shown shown;
  TRY_ASSIGN(shown.text, Part(body, form.separator, form.text));
  TRY_ASSIGN(const std::string ends, Part(body, form.separator, form.ends));
  shown.ends = IsEnd(form, ends);
  return shown;
}

}  // namespace

Result<Shown> ReadAnswer(const AnswerForm& form, const Answer& answer) {
  TRY(CheckHead(form, answer));
  switch (form.kind) {
    case AnswerForm::Kind::kIgnored:
      return Shown{};
    case AnswerForm::Kind::kPrefix:
      return ReadPrefix(form, answer.body);
    case AnswerForm::Kind::kText:
      return Shown{answer.body, false};
    case AnswerForm::Kind::kJson:
      return ReadJsonBody(form, answer.body);
    case AnswerForm::Kind::kXml:
      return ReadXmlBody(form, answer.body);
    case AnswerForm::Kind::kHeader:
      if (HeaderOf(answer, form.ends).empty()) return Invalid("no header " + form.ends);
      return Shown{answer.body, IsEnd(form, HeaderOf(answer, form.ends))};
    case AnswerForm::Kind::kParts:
      return ReadParts(form, answer.body);
    case AnswerForm::Kind::kExact:
      if (Trim(answer.body) != form.exact) return Invalid("the body is not \"" + form.exact + "\"");
      return Shown{};
  }
  return Internal("no such kind of answer");
}

}  // namespace tipline::emulate
