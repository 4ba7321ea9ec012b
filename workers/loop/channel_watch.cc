#include "workers/loop/channel_watch.h"

#include <utility>
#include <vector>

#include "gateway/base/log.h"

namespace tipline::workers {
namespace {

using flows::Health;

double Seconds(Millis time) {
  return static_cast<double>(time.count()) / 1000;
}

void LogState(const std::string& channel, Health state, const std::string& why) {
  const LogFields fields = {
      {"channel", channel}, {"state", flows::HealthName(state)}, {"why", why}};
  if (state == Health::kOk)
    LogInfo("channel_state", fields);
  else if (state == Health::kDegraded)
    LogWarning("channel_state", fields);
  else
    LogError("channel_state", fields);
}

Gauge AnswerTime(const std::string& id, const char* quantile) {
  return {"tipline_channel_answer_seconds",
          "How long the provider took to answer, over the last ten minutes, about; 0: no answers",
          {{"channel", id}, {"quantile", quantile}}};
}

}  // namespace

ChannelWatch::Channel::Channel(const std::string& id)
    : health("tipline_channel_state", "As this worker sees it: 0 ok, 1 degraded, 2 down",
             {{"channel", id}}),
      silent("tipline_channel_silent",
             "1 while nothing came in for longer than silence_alarm_minutes", {{"channel", id}}),
      last_out("tipline_channel_last_out_seconds",
               "When the provider last took a message of this worker, Unix time; 0: none",
               {{"channel", id}}),
      failed_share("tipline_channel_failed_share",
                   "Share of requests that failed, over the last ten minutes", {{"channel", id}}),
      p50(AnswerTime(id, "0.5")),
      p99(AnswerTime(id, "0.99")) {}

ChannelWatch::ChannelWatch(Services& services, store::RedisOptions redis, std::string worker)
    : services_(services), redis_(std::move(redis)), worker_(std::move(worker)) {
  for (const auto& [id, channel] : services.settings.channels)
    channels_.try_emplace(id, id);
}

void ChannelWatch::Show(const ChannelHealth::Summary& summary, Channel& channel) {
  channel.health.Set(static_cast<double>(summary.state));
  channel.failed_share.Set(summary.answers.failed_share());
  channel.p50.Set(Seconds(summary.answers.p50));
  channel.p99.Set(Seconds(summary.answers.p99));
  channel.last_out.Set(Seconds(summary.taken_at.time_since_epoch()));
  if (summary.state != std::exchange(channel.state, summary.state))
    LogState(summary.channel, summary.state, summary.why);
}

// Also of a channel on which nothing was sent: that a worker looks after it is worth knowing.
std::vector<store::ChannelView> ChannelWatch::Views(TimePoint now) {
  std::map<std::string, ChannelHealth::Summary> known;
  for (ChannelHealth::Summary& one : services_.health.Summaries(now))
    known.emplace(one.channel, std::move(one));
  std::vector<store::ChannelView> views;
  for (auto& [id, channel] : channels_) {
    ChannelHealth::Summary& summary = known[id];
    summary.channel = id;
    Show(summary, channel);
    store::ChannelView view;
    view.channel = id;
    if (summary.taken_at > TimePoint{}) view.out_at = summary.taken_at;
    view.view = {worker_,        now, summary.state, std::move(summary.why), summary.answers,
                 summary.reports};
    views.push_back(std::move(view));
  }
  return views;
}

Status ChannelWatch::LookAround(TimePoint now) {
  std::vector<std::string> ids;
  for (const auto& [id, channel] : channels_)
    ids.push_back(id);
  TRY_ASSIGN(const auto all, statuses_.Read(ids));
  for (const store::ChannelStatus& one : all) {
    for (const store::WorkerView& view : one.workers)
      if (now - view.at >= store::kViewForgotten) TRY(statuses_.Forget(one.channel, view.worker));
    const Millis alarm = services_.settings.channels.at(one.channel).silence_alarm;
    TRY_ASSIGN(const bool silent, statuses_.WatchSilence(one, alarm, now));
    channels_.at(one.channel).silent.Set(silent ? 1 : 0);
  }
  return Unit{};
}

void ChannelWatch::Look() {
  if (services_.pace.Now() < due_) return;
  due_ = services_.pace.Now() + kChannelsEvery;
  const TimePoint now = services_.clock.Now();
  Status done = statuses_.TellViews(Views(now));
  if (done) done = LookAround(now);
  if (!done && !failed_) LogWarning("channel_status_not_written", done.error());
  failed_ = !done;
}

}  // namespace tipline::workers
