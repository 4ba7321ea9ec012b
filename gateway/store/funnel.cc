#include "gateway/store/funnel.h"

#include <algorithm>
#include <functional>

#include "flows/model/effect.h"
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

Status ForEachCount(Redis& redis, int partitions,
                    const std::function<void(std::string_view field, int64_t times)>& visit) {
  std::vector<Command> commands;
  for (int partition = 0; partition < partitions; ++partition)
    commands.push_back({"HGETALL", CountersKey(TagOf(partition))});
  TRY_ASSIGN(const auto replies, redis.RunAll(commands));
  for (const OwnedReply& reply : replies) {
    if (reply->is_error()) return ErrorOf(reply.view());
    for (size_t i = 0; i + 1 < reply->size(); i += 2)
      visit(reply.view()[i].text(), reply.view()[i + 1].integer());
  }
  return Unit{};
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
    if (event.starts_with(kContactEvent)) continue;
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
  Funnel funnel;
  TRY(ForEachCount(redis, partitions, [&](std::string_view field, int64_t times) {
    if (field.starts_with(kTurnField))
      AddPassage(field.substr(std::string_view(kTurnField).size()), times, funnel);
  }));
  return funnel;
}

void AddContacts(std::string_view passage, int64_t times, ContactCounts& counts) {
  while (!passage.empty()) {
    std::string_view event = Until(passage, ' ');
    if (!event.starts_with(kContactEvent)) continue;
    event.remove_prefix(std::min(event.size(), std::string_view(kContactEvent).size() + 1));
    if (event == "begun")
      counts.begun += times;
    else if (event == "spoke")
      counts.spoke += times;
    else if (event == "sorted")  // what was counted as that says more by now
      counts.by_disposition["unsorted"] -= times;
    else if (!event.empty())
      counts.by_disposition[std::string(event)] += times;
  }
}

std::map<std::string, int64_t> ContactCounts::All(int64_t open) const {
  std::map<std::string, int64_t> all = by_disposition;
  int64_t ended = 0;
  for (const auto& [disposition, times] : by_disposition)
    ended += times;
  const auto silent = by_disposition.find("silent");
  const int64_t said_nothing = silent == by_disposition.end() ? 0 : silent->second;
  // Who goes on now is taken to have said something.
  const int64_t broken = std::max<int64_t>(0, begun - ended - open);
  const int64_t broken_silent = std::clamp<int64_t>(begun - spoke - said_nothing, 0, broken);
  all["silent"] += broken_silent;
  all["hang_up"] += broken - broken_silent;
  all["missed_call"] += missed_calls;
  std::erase_if(all, [](const auto& one) { return one.second == 0; });
  return all;
}

// No turn of a conversation, and somebody all the same: a call, or what people have to look at
// first (a picture, a sender that cannot be answered).
void AddAppended(std::string_view kind, int64_t times, ContactCounts& counts) {
  if (kind == "missed_call") counts.missed_calls += times;
  if (kind != "raw") return;
  counts.begun += times;
  counts.spoke += times;
  counts.by_disposition["unsorted"] += times;
}

Result<ContactCounts> ReadContacts(Redis& redis, int partitions) {
  constexpr std::string_view kAppended = "appended:";
  ContactCounts counts;
  TRY(ForEachCount(redis, partitions, [&](std::string_view field, int64_t times) {
    if (field.starts_with(kAppended)) AddAppended(field.substr(kAppended.size()), times, counts);
    if (field.starts_with(kTurnField))
      AddContacts(field.substr(std::string_view(kTurnField).size()), times, counts);
  }));
  return counts;
}

// Ended ones are kept for a quarter of an hour only (conversations.h).
Result<int64_t> CountOpenConversations(Redis& redis) {
  int64_t open = 0;
  std::string cursor = "0";
  do {
    TRY_ASSIGN(const auto page,
               redis.Run({"SCAN", cursor, "MATCH", "tl:{p*}:d:*", "COUNT", "1000"}));
    if (page->is_error()) return ErrorOf(page.view());
    std::vector<Command> commands;
    for (size_t i = 0; i < page.view()[1].size(); ++i)
      commands.push_back({"PTTL", std::string(page.view()[1][i].text())});
    TRY_ASSIGN(const auto left, redis.RunAll(commands));
    for (const OwnedReply& one : left)
      if (!one->is_error() && one.view().integer() > Millis(kEndedTtl).count()) ++open;
    cursor = std::string(page.view()[0].text());
  } while (cursor != "0");
  return open;
}

}  // namespace tipline::store
