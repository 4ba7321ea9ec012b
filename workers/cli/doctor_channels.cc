#include "workers/cli/doctor_channels.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"

namespace tipline::cli {
namespace {

using flows::Health;
using Json = nlohmann::json;
using State = Finding::State;

// "3 min": what a person wants to know of a span.
std::string Span(Millis span) {
  const int64_t seconds = std::max<int64_t>(0, span.count() / 1000);
  if (seconds < 120) return std::to_string(seconds) + " s";
  if (seconds < 2 * 3600) return std::to_string(seconds / 60) + " min";
  if (seconds < 48 * 3600) return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / 86400) + " days";
}

std::string Ago(std::optional<TimePoint> at, TimePoint now) {
  return at ? Span(now - *at) + " ago" : "never";
}

std::string Percent(double share) {
  return std::to_string(static_cast<int>(share * 100 + 0.5)) + " %";
}

class Sentence {
 public:
  void Say(const std::string& part) { text_ += (text_.empty() ? "" : "; ") + part; }
  // What is amiss comes first.
  void Warn(const std::string& part, State at_least = State::kWarn) {
    amiss_ += part + "; ";
    state_ = std::max(state_, at_least);
  }
  State state() const { return state_; }
  std::string text() const { return amiss_ + text_; }

 private:
  State state_ = State::kOk;
  std::string amiss_, text_;
};

void SayIn(const ChannelSettings& channel, const store::ChannelStatus& status, TimePoint now,
           Sentence& sentence) {
  if (!status.since)
    return sentence.Warn("no gateway has looked after it yet; is tipline-gateway running?");
  if (flows::IsSilent(channel.silence_alarm, status.in_at, *status.since, now))
    sentence.Warn("silent: nothing came in for " +
                  Span(now - std::max(status.in_at.value_or(*status.since), *status.since)) +
                  " (alarm after " + Span(channel.silence_alarm) + ")");
  const bool refused = status.refused_at && now - *status.refused_at < kRefusedRecently;
  if (refused && (!status.in_at || *status.in_at < *status.refused_at))
    sentence.Warn("its webhooks are refused; see its secrets, its allow_from and the log");
  sentence.Say("last in " + Ago(status.in_at, now) + ", last report " + Ago(status.report_at, now));
  if (status.refused > 0)
    sentence.Say("webhooks refused: " + std::to_string(status.refused) + ", the last " +
                 Ago(status.refused_at, now));
}

void SayOut(const ChannelSettings& channel, const store::ChannelStatus& status, TimePoint now,
            Sentence& sentence) {
  if (channel.api_url.empty()) return sentence.Say("sends nothing: it has no api_url");
  const store::WorkerView view = status.Together(now);
  if (view.at == TimePoint{})
    return sentence.Warn("no worker has told of it for a minute; is tipline-worker running?");
  if (view.state != Health::kOk)
    sentence.Warn(std::string(flows::HealthName(view.state)) + ": " + view.why,
                  view.state == Health::kDown ? State::kFail : State::kWarn);
  sentence.Say("last out " + Ago(status.out_at, now));
  const flows::AnswerCounts& answers = view.answers;
  if (answers.all() == 0) return sentence.Say("no requests within ten minutes");
  sentence.Say(std::to_string(answers.all()) + " requests within ten minutes, " +
               Percent(answers.failed_share()) + " failed, answers took " +
               std::to_string(answers.p50.count()) + " ms (p99 " +
               std::to_string(answers.p99.count()) + " ms)");
  if (view.reports.reports > 0)
    sentence.Say(Percent(view.reports.share()) + " of " + std::to_string(view.reports.reports) +
                 " reports say delivered");
}

Json TimeOrNull(std::optional<TimePoint> at) {
  return at ? Json(FormatTime(*at)) : Json(nullptr);
}

// For programs; the same names as docs and console use.
Json Facts(const ChannelSettings& channel, const store::ChannelStatus& status, TimePoint now) {
  const store::WorkerView view = status.Together(now);
  const bool known = view.at != TimePoint{};
  Json workers = Json::array();
  for (const store::WorkerView& one : status.workers)
    workers.push_back({{"name", one.worker},
                       {"at", FormatTime(one.at)},
                       {"state", flows::HealthName(one.state)},
                       {"why", one.why}});
  const bool silent =
      status.since && flows::IsSilent(channel.silence_alarm, status.in_at, *status.since, now);
  return {
      {"id", channel.id},
      {"state", known ? Json(flows::HealthName(view.state)) : Json(nullptr)},
      {"why", view.why},
      {"last_in", TimeOrNull(status.in_at)},
      {"last_report", TimeOrNull(status.report_at)},
      {"last_out", TimeOrNull(status.out_at)},
      {"refused", status.refused},
      {"last_refused", TimeOrNull(status.refused_at)},
      {"silence_alarm_minutes", channel.silence_alarm.count() / 60'000},
      {"silent", silent},
      {"requests", view.answers.all()},
      {"failed_share", view.answers.failed_share()},
      {"answer_p50_ms", view.answers.p50.count()},
      {"answer_p99_ms", view.answers.p99.count()},
      {"reports", view.reports.reports},
      {"delivered_share", view.reports.reports > 0 ? Json(view.reports.share()) : Json(nullptr)},
      {"workers", std::move(workers)}};
}

}  // namespace

Finding JudgeChannel(const ChannelSettings& channel, const store::ChannelStatus& status,
                     TimePoint now) {
  Sentence sentence;
  SayIn(channel, status, now, sentence);
  SayOut(channel, status, now, sentence);
  return {"channel " + channel.id, sentence.state(), sentence.text(), false,
          DumpJson(Facts(channel, status, now))};
}

std::vector<Finding> CheckChannelStatus(const Settings& settings, store::Redis& redis,
                                        TimePoint now) {
  std::vector<std::string> ids;
  for (const auto& [id, channel] : settings.channels)
    ids.push_back(id);
  const auto statuses = store::ChannelStatuses(redis).Read(ids);
  if (!statuses)
    return {{"channels", State::kFail, statuses.error().message,
             statuses.error().code == Code::kUnavailable}};
  std::vector<Finding> findings;
  findings.reserve(statuses->size());
  for (const store::ChannelStatus& status : *statuses)
    findings.push_back(JudgeChannel(settings.channels.at(status.channel), status, now));
  return findings;
}

}  // namespace tipline::cli
