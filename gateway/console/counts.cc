#include "gateway/console/counts.h"

#include "gateway/console/route.h"

namespace tipline::console {
namespace {

constexpr const char* kName = "tipline_console_answers_total";
constexpr const char* kHelp = "Answers of the console by route and kind of status";

}  // namespace

Counts::Counts() {
  std::map<std::string, bool> places = {{"page", true}, {"other", true}};
  for (const Route& route : Routes())
    places[route.path] = true;
  for (const auto& [place, known] : places)
    for (int kind = 2; kind <= 5; ++kind)
      answers_.emplace(
          std::pair(place, kind),
          Counter(kName, kHelp, {{"place", place}, {"status", std::to_string(kind) + "xx"}}));
}

void Counts::Answered(std::string_view place, int status) const {
  auto found = answers_.find(std::pair(std::string(place), status / 100));
  if (found == answers_.end()) found = answers_.find(std::pair(std::string("other"), status / 100));
  if (found != answers_.end()) found->second.Add();
}

}  // namespace tipline::console
