#include "gateway/store/funnel.h"

#include <algorithm>

#include "gateway/store/live/ledger.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {
namespace {

int64_t* CountOf(std::string_view outcome, ScreenCounts& counts) {
  if (outcome == "shown") return &counts.shown;
  if (outcome == "answered") return &counts.answered;
  if (outcome == "invalid") return &counts.invalid;
  if (outcome == "resumed") return &counts.resumed;
  if (outcome == "left") return &counts.left;
  if (outcome == "ended") return &counts.ended;
  return nullptr;
}

std::string_view Until(std::string_view& text, char end) {
  const size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return part;
}

}  // namespace

// The neutral screen after a break shows the question anew: each `resumed` brought one `shown`.
int64_t ScreenCounts::timeout() const {
  return std::max<int64_t>(0, shown - answered - left - resumed - ended);
}

ScreenCounts& ScreenCounts::operator+=(const ScreenCounts& more) {
  shown += more.shown;
  answered += more.answered;
  invalid += more.invalid;
  resumed += more.resumed;
  left += more.left;
  ended += more.ended;
  return *this;
}

void AddPassage(std::string_view passage, int64_t times, Funnel& funnel) {
  std::string_view rest = passage;
  std::string_view where = Until(rest, ' ');
  FunnelKey key;
  key.flow = Until(where, '/');
  key.language = Until(where, '/');
  key.medium = where;
  if (key.medium.empty()) return;
  auto& steps = funnel[key];
  while (!rest.empty()) {
    const std::string_view event = Until(rest, ' ');
    const size_t dot = event.rfind('.');  // a step of a subflow has one of its own
    if (dot == std::string_view::npos || dot == 0) continue;
    ScreenCounts counts;
    int64_t* count = CountOf(event.substr(dot + 1), counts);
    if (count == nullptr) continue;
    *count = times;
    steps[std::string(event.substr(0, dot))] += counts;
  }
}

std::map<std::string, std::map<std::string, ScreenCounts>> Together(const Funnel& funnel) {
  std::map<std::string, std::map<std::string, ScreenCounts>> together;
  for (const auto& [key, steps] : funnel)
    for (const auto& [step, counts] : steps)
      together[key.flow][step] += counts;
  return together;
}

Result<Funnel> ReadFunnel(Redis& redis, int partitions) {
  std::vector<Command> commands;
  for (int partition = 0; partition < partitions; ++partition)
    commands.push_back({"HGETALL", CountersKey(TagOf(partition))});
  TRY_ASSIGN(const auto replies, redis.RunAll(commands));
  Funnel funnel;
  for (const OwnedReply& reply : replies) {
    if (reply->is_error()) return ErrorOf(reply.view());
    for (size_t i = 0; i + 1 < reply->size(); i += 2) {
      const std::string_view field = reply.view()[i].text();
      if (field.starts_with(kTurnField))
        AddPassage(field.substr(std::string_view(kTurnField).size()), reply.view()[i + 1].integer(),
                   funnel);
    }
  }
  return funnel;
}

}  // namespace tipline::store
