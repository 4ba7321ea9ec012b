// What a provider makes of our answers, out of the answers that its dialect has.
#include <algorithm>

#include "gateway/providers/xml.h"
#include "workers/emulate/derive_json.h"

namespace tipline::emulate {
namespace {

using gateway::DialectAnswer;
using nlohmann::json;

// Where a place stands in a body that is JSON or XML: pointer, or path.
struct Place {
  std::string at, pattern;
};
void FindPlaces(const json& body, const std::string& at, std::vector<Place>& found) {
  if (body.is_string()) found.push_back({at, body.get<std::string>()});
  if (!body.is_structured()) return;
  for (const auto& [name, member] : body.items())
    FindPlaces(member, at + "/" + name, found);
}

// "{continues?A:B}" -> the word that ends; empty: no such place in it.
std::string EndWord(const std::string& pattern) {
  if (pattern == "{continues}") return "false";
  if (pattern == "{ends}") return "true";
  for (const auto& [flag, second] : {std::pair{"{continues?", true}, {"{ends?", false}}) {
    const size_t at = pattern.find(flag);
    if (at == std::string::npos) continue;
    const size_t begin = at + std::string(flag).size();
    const size_t colon = pattern.find(':', begin);
    const size_t end = pattern.find('}', begin);
    return second ? pattern.substr(colon + 1, end - colon - 1)
                  : pattern.substr(begin, colon - begin);
  }
  return {};
}

// "{continues?CON:END} {text}", or parts between bars.
json TextAnswer(const std::string& body) {
  const std::vector<std::string> parts = SplitAt(body, '|');
  if (parts.size() > 1) {
    json answer = {{"kind", "parts"}};
    for (size_t i = 0; i < parts.size(); ++i) {
      if (parts[i] == "{text}") answer["text"] = std::to_string(i);
      if (EndWord(parts[i]).empty()) continue;
      answer["ends"] = std::to_string(i);
      answer["end_is"] = EndWord(parts[i]);
    }
    return answer;
  }
  const size_t text = body.find("{text}");
  const std::string before = body.substr(0, text);
  const size_t flag = before.find('{');
  const size_t close = before.find('}');
  if (flag == std::string::npos || close == std::string::npos) return {{"kind", "text"}};
  const std::string inside = before.substr(flag, close - flag + 1);
  const std::string end = EndWord(inside);
  const size_t question = inside.find('?');
  const size_t colon = inside.find(':');
  const std::string first = inside.substr(question + 1, colon - question - 1);
  const std::string go_on =
      end == first ? inside.substr(colon + 1, inside.size() - colon - 2) : first;
  const std::string behind = before.substr(close + 1);
  return {{"kind", "prefix"},
          {"go_on", before.substr(0, flag) + go_on + behind},
          {"end", before.substr(0, flag) + end + behind}};
}

json StructuredAnswer(const DialectAnswer& from, bool is_json) {
  json answer = {{"kind", is_json ? "json" : "xml"}};
  std::vector<Place> places;
  std::vector<std::string> last;  // paths of the last screen
  if (is_json) {
    FindPlaces(from.body, "", places);
  } else {
    const auto fields = gateway::ReadXml(from.body.get<std::string>());
    for (const auto& [at, pattern] : fields ? *fields : gateway::XmlFields())
      places.push_back({at, pattern});
    const auto ended = from.end_body ? gateway::ReadXml(from.end_body->get<std::string>())
                                     : Result<gateway::XmlFields>(gateway::XmlFields());
    for (const auto& [at, pattern] : ended ? *ended : gateway::XmlFields())
      last.push_back(at);
  }
  for (const Place& place : places) {
    if (place.pattern.find("{text}") != std::string::npos) answer["text"] = place.at;
    if (!EndWord(place.pattern).empty()) {
      answer["ends"] = place.at;
      answer["end_is"] = EndWord(place.pattern);
    } else if (!last.empty() && std::find(last.begin(), last.end(), place.at) == last.end()) {
      answer["ends_without"] = place.at;
    }
  }
  return answer;
}

}  // namespace

json DeriveScreen(const DialectAnswer& from) {
  json answer;
  if (from.type.starts_with("application/json"))
    answer = StructuredAnswer(from, true);
  else if (from.body.is_string() && from.body.get<std::string>().starts_with('<'))
    answer = StructuredAnswer(from, false);
  else
    answer = TextAnswer(from.body.get<std::string>());
  for (const auto& [name, pattern] : from.headers) {
    if (EndWord(pattern).empty()) continue;
    answer = {{"kind", "header"}, {"ends", name}, {"end_is", EndWord(pattern)}};
  }
  answer["type"] = from.type.substr(0, from.type.find(';'));
  return answer;
}

// What a message or a report has to be answered.
json DeriveReceipt(const DialectAnswer& from) {
  const bool fixed = from.body.is_string() && !from.body.get<std::string>().empty() &&
                     from.body.get<std::string>().find('{') == std::string::npos;
  if (fixed) return {{"kind", "exact"}, {"exact", from.body}};
  if (from.body.is_string() && from.body.get<std::string>() == "{text}") return {{"kind", "text"}};
  return {{"kind", "ignored"}};
}

}  // namespace tipline::emulate
