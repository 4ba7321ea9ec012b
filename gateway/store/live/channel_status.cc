#include "gateway/store/live/channel_status.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/log.h"

namespace tipline::store {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kWorker = "worker:";

std::string TextOf(TimePoint at) {
  return std::to_string(ToMillis(at));
}

std::string EncodeView(const WorkerView& view) {
  const auto& [worker, at, state, why, answers, reports] = view;
  return DumpJson({{"at", ToMillis(at)},
                   {"state", flows::HealthName(state)},
                   {"why", why},
                   {"taken", answers.taken},
                   {"refused", answers.refused},
                   {"limited", answers.limited},
                   {"failed", answers.failed},
                   {"p50", answers.p50.count()},
                   {"p99", answers.p99.count()},
                   {"reports", reports.reports},
                   {"delivered", reports.delivered}});
}

int64_t NumberIn(const Json& json, const char* name) {
  const auto it = json.find(name);
  return it != json.end() && it->is_number_integer() ? it->get<int64_t>() : 0;
}

std::string TextIn(const Json& json, const char* name) {
  const auto it = json.find(name);
  return it != json.end() && it->is_string() ? it->get<std::string>() : "";
}

// What another release wrote is read as far as it can be.
std::optional<WorkerView> DecodeView(std::string_view worker, std::string_view text) {
  const auto json = ParseJson(text);
  if (!json || !json->is_object()) return std::nullopt;
  const auto count = [&](const char* name) { return static_cast<int>(NumberIn(*json, name)); };
  WorkerView view;
  view.worker = worker;
  view.at = FromMillis(NumberIn(*json, "at"));
  view.state = flows::HealthFromName(TextIn(*json, "state")).value_or(flows::Health::kOk);
  view.why = TextIn(*json, "why");
  view.answers.taken = count("taken");
  view.answers.refused = count("refused");
  view.answers.limited = count("limited");
  view.answers.failed = count("failed");
  view.answers.p50 = Millis(NumberIn(*json, "p50"));
  view.answers.p99 = Millis(NumberIn(*json, "p99"));
  view.reports.reports = count("reports");
  view.reports.delivered = count("delivered");
  return view;
}

void Note(ChannelStatus& status, std::string_view field, std::string_view value) {
  if (field.starts_with(kWorker)) {
    if (auto view = DecodeView(field.substr(kWorker.size()), value))
      status.workers.push_back(*std::move(view));
    return;
  }
  int64_t number = 0;
  const char* last = value.data() + value.size();
  const auto [end, failure] = std::from_chars(value.data(), last, number);
  if (failure != std::errc() || end != last) return;
  if (field == "refused") status.refused = number;
  for (const auto& [name, into] :
       {std::pair("since", &status.since), std::pair("in_at", &status.in_at),
        std::pair("report_at", &status.report_at), std::pair("refused_at", &status.refused_at),
        std::pair("out_at", &status.out_at), std::pair("silent_at", &status.silent_at),
        std::pair("gateway_at", &status.gateway_at)})
    if (field == name) *into = FromMillis(number);
}

ChannelStatus ReadStatus(const std::string& channel, const Reply& reply) {
  ChannelStatus status;
  status.channel = channel;
  for (size_t i = 0; i + 1 < reply.size(); i += 2)
    Note(status, reply[i].text(), reply[i + 1].text());
  std::sort(status.workers.begin(), status.workers.end(),
            [](const auto& a, const auto& b) { return a.worker < b.worker; });
  return status;
}

}  // namespace

std::string ChannelKey(const std::string& channel) {
  return "tl:channel:" + channel;
}

WorkerView ChannelStatus::Together(TimePoint now) const {
  WorkerView all;
  for (const WorkerView& one : workers) {
    if (now - one.at >= kViewFresh) continue;
    if (one.state > all.state) all.why = one.why;
    all.state = flows::Worse(all.state, one.state);
    all.at = std::max(all.at, one.at);
    all.answers.taken += one.answers.taken;
    all.answers.refused += one.answers.refused;
    all.answers.limited += one.answers.limited;
    all.answers.failed += one.answers.failed;
    all.answers.p50 = std::max(all.answers.p50, one.answers.p50);
    all.answers.p99 = std::max(all.answers.p99, one.answers.p99);
    all.reports.reports += one.reports.reports;
    all.reports.delivered += one.reports.delivered;
  }
  return all;
}

Result<std::vector<ChannelStatus>> ChannelStatuses::Read(const std::vector<std::string>& channels) {
  std::vector<Command> commands;
  commands.reserve(channels.size());
  for (const std::string& channel : channels)
    commands.push_back({"HGETALL", ChannelKey(channel)});
  std::vector<ChannelStatus> statuses;
  if (commands.empty()) return statuses;
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  for (size_t i = 0; i < replies.size(); ++i) {
    if (replies[i]->is_error()) return ErrorOf(replies[i].view());
    statuses.push_back(ReadStatus(channels[i], replies[i].view()));
  }
  return statuses;
}

Status ChannelStatuses::RunEach(const std::vector<Command>& commands) {
  if (commands.empty()) return Unit{};
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  for (const OwnedReply& reply : replies)
    if (reply->is_error()) return ErrorOf(reply.view());
  return Unit{};
}

Status ChannelStatuses::TellArrivals(const std::vector<ChannelArrivals>& news) {
  std::vector<Command> commands;
  for (const ChannelArrivals& one : news) {
    const std::string key = ChannelKey(one.channel);
    commands.push_back({"HSETNX", key, "since", TextOf(one.since)});
    Command times = {"HSET", key};
    for (const auto& [field, at] :
         {std::pair("in_at", one.in_at), std::pair("report_at", one.report_at),
          std::pair("refused_at", one.refused_at)})
      if (at) times.insert(times.end(), {field, TextOf(*at)});
    if (times.size() > 2) commands.push_back(std::move(times));
    if (one.refused > 0)
      commands.push_back({"HINCRBY", key, "refused", std::to_string(one.refused)});
  }
  return RunEach(commands);
}

Status ChannelStatuses::TellGateway(const std::vector<std::string>& channels, TimePoint now) {
  std::vector<Command> commands;
  commands.reserve(channels.size());
  for (const std::string& channel : channels)
    commands.push_back({"HSET", ChannelKey(channel), "gateway_at", TextOf(now)});
  return RunEach(commands);
}

Status ChannelStatuses::TellViews(const std::vector<ChannelView>& views) {
  std::vector<Command> commands;
  commands.reserve(views.size());
  for (const ChannelView& one : views) {
    Command command = {"HSET", ChannelKey(one.channel), std::string(kWorker) + one.view.worker,
                       EncodeView(one.view)};
    if (one.out_at) command.insert(command.end(), {"out_at", TextOf(*one.out_at)});
    commands.push_back(std::move(command));
  }
  return RunEach(commands);
}

Status ChannelStatuses::Forget(const std::string& channel, const std::string& worker) {
  return RunEach({{"HDEL", ChannelKey(channel), std::string(kWorker) + worker}});
}

Result<bool> ChannelStatuses::WatchSilence(const ChannelStatus& status, Millis alarm,
                                           TimePoint now) {
  const bool silent = status.since && flows::IsSilent(alarm, status.in_at, *status.since, now);
  if (silent == status.silent_at.has_value()) return silent;
  const std::string key = ChannelKey(status.channel);
  TRY_ASSIGN(const auto reply, redis_.Run(silent ? Command{"HSETNX", key, "silent_at", TextOf(now)}
                                                 : Command{"HDEL", key, "silent_at"}));
  if (reply->integer() != 1) return silent;
  if (silent)
    LogWarning("channel_silent", {{"channel", status.channel}, {"longer_than", alarm}});
  else
    LogInfo("channel_heard_again", {{"channel", status.channel}});
  return silent;
}

}  // namespace tipline::store
