#include "workers/cli/needs.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/knowledge/rows.h"
#include "flows/knowledge/service_rows.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

Status ReadList(const Json& document, const char* field, std::map<std::string, NeedValue>& list) {
  const auto rows = document.find(field);
  const Json none = Json::array();
  const Json& values = rows == document.end() ? none : *rows;
  return flows::ForEachRow(document, field, [&](flows::RowReader& reader) {
    const std::string id = reader.Name("id");
    NeedValue value;
    value.label = reader.Text("label");
    const Json& row = values[list.size()];
    value.hidden_place = row.value("hidden_place", false);
    value.retired = row.value("retired", false);
    if (!list.emplace(id, std::move(value)).second) reader.Wrong("id", "the same one twice");
  });
}

}  // namespace

Result<NeedLists> ReadNeeds(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return NotFound(file + ": cannot be opened");
  std::ostringstream text;
  text << in.rdbuf();
  auto document = ParseJson(text.str());
  if (!document) return Invalid(file + ": " + document.error().message);
  NeedLists lists;
  for (auto [field, list] : {std::pair{"needs", &lists.needs}, std::pair{"who", &lists.who}})
    if (const Status read = ReadList(*document, field, *list); !read)
      return Invalid(file + ": " + read.error().message);
  return lists;
}

bool HidesPlace(const NeedLists& lists, const std::vector<std::string>& needs) {
  return flows::HasHiddenPlace(needs) ||
         std::any_of(needs.begin(), needs.end(), [&](const std::string& need) {
           const auto found = lists.needs.find(need);
           return found != lists.needs.end() && found->second.hidden_place;
         });
}

std::string Allowed(const std::map<std::string, NeedValue>& list) {
  std::string allowed;
  for (const auto& [id, value] : list)
    if (!value.retired) allowed += (allowed.empty() ? "" : ", ") + id;
  return allowed;
}

std::string CountedAs(const NeedLists& lists, const std::string& need) {
  return lists.needs.contains(need) ? need : "other";
}

}  // namespace tipline::cli
