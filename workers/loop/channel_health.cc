#include "workers/loop/channel_health.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include "workers/loop/health_counts.h"

namespace tipline::workers {
namespace {

using flows::Health;
using gateway::SendClass;
using health::Answers;
using health::Reports;
using health::Since;

std::string Word(const std::string& word) {
  return word.size() <= kMaxHealthWord ? word : "";
}

struct Channel {
  Answers answers;
  Reports reports;
  Health state(TimePoint now) const { return flows::Worse(answers.state(now), reports.state(now)); }
};

using Route = std::tuple<std::string, std::string, std::string>;  // channel, country, network

}  // namespace

struct ChannelHealth::Memory {
  Channel* ChannelOf(const std::string& name);
  void ReportRoute(Route route, bool delivered, TimePoint now);
  void MakeRoom(TimePoint now);

  std::mutex mutex;
  std::map<std::string, Channel> channels;  // guarded by mutex
  std::map<Route, Reports> routes;          // guarded by mutex; network empty: the country
};

ChannelHealth::ChannelHealth() : memory_(std::make_unique<Memory>()) {}
ChannelHealth::~ChannelHealth() = default;

Channel* ChannelHealth::Memory::ChannelOf(const std::string& name) {
  const auto it = channels.find(name);
  if (it != channels.end()) return &it->second;
  if (channels.size() >= kMaxHealthChannels) return nullptr;
  return &channels[name];
}

void ChannelHealth::Answered(const std::string& channel, SendClass outcome, Millis took,
                             TimePoint now) {
  const std::scoped_lock lock(memory_->mutex);
  if (Channel* found = memory_->ChannelOf(channel)) found->answers.Add(outcome, took, now);
}

void ChannelHealth::Reported(const std::string& channel, const std::string& country,
                             const std::string& network, DeliveryState state, Millis,
                             TimePoint now) {
  if (!IsFinal(state)) return;
  const bool delivered = state == DeliveryState::kDelivered;
  const std::scoped_lock lock(memory_->mutex);
  Channel* found = memory_->ChannelOf(channel);
  if (found == nullptr) return;
  found->reports.Add(delivered, now);
  const std::string where = Word(country);
  if (where.empty()) return;
  memory_->ReportRoute({channel, where, ""}, delivered, now);
  const std::string by = Word(network);
  if (!by.empty()) memory_->ReportRoute({channel, where, by}, delivered, now);
}

void ChannelHealth::Memory::ReportRoute(Route route, bool delivered, TimePoint now) {
  auto it = routes.find(route);
  if (it == routes.end()) {
    if (routes.size() >= kMaxHealthRoutes) MakeRoom(now);
    if (routes.size() >= kMaxHealthRoutes) return;
    it = routes.try_emplace(std::move(route)).first;
  }
  it->second.Add(delivered, now);
}

// Forgets what says nothing any more: ok, and nothing reported within the window.
void ChannelHealth::Memory::MakeRoom(TimePoint now) {
  std::erase_if(routes, [now](const auto& route) {
    return route.second.state(now) == Health::kOk &&
           Since(route.second.at(), now) >= flows::kHealthWindow;
  });
}

ChannelHealth::State ChannelHealth::StateOf(const std::string& channel, TimePoint now) const {
  const std::scoped_lock lock(memory_->mutex);
  const auto it = memory_->channels.find(channel);
  return it == memory_->channels.end() ? State::kOk : it->second.state(now);
}

bool ChannelHealth::WantsTry(const std::string& channel, const std::string& country,
                             TimePoint now) const {
  const std::scoped_lock lock(memory_->mutex);
  const auto it = memory_->channels.find(channel);
  if (it == memory_->channels.end()) return false;
  const auto route = memory_->routes.find({channel, Word(country), ""});
  Reports* reports = route == memory_->routes.end() ? nullptr : &route->second;
  if (!it->second.answers.WantsTry(now) && !it->second.reports.WantsTry(now) &&
      (reports == nullptr || !reports->WantsTry(now)))
    return false;
  it->second.answers.Tried(now);
  it->second.reports.Tried(now);
  if (reports != nullptr) reports->Tried(now);
  return true;
}

ChannelHealth::Evidence ChannelHealth::EvidenceOf(const std::string& channel,
                                                  const std::string& country,
                                                  const std::string& network, TimePoint now) const {
  const std::scoped_lock lock(memory_->mutex);
  Evidence evidence;
  const auto it = memory_->channels.find(channel);
  if (it == memory_->channels.end()) return evidence;
  evidence.state = it->second.answers.state(now);
  evidence.answer_p50 = it->second.answers.Counts(now).p50;
  const Reports* reports = nullptr;
  if (Word(country).empty()) {
    reports = &it->second.reports;
  } else if (const auto route = memory_->routes.find({channel, country, Word(network)});
             route != memory_->routes.end()) {
    reports = &route->second;
  }
  if (reports == nullptr) return evidence;
  const flows::ReportCounts counts = reports->Counts(now);
  evidence.state = flows::Worse(evidence.state, reports->state(now));
  evidence.delivered_share = counts.share();
  evidence.reports = counts.reports;
  return evidence;
}

std::vector<ChannelHealth::Summary> ChannelHealth::Summaries(TimePoint now) const {
  const std::scoped_lock lock(memory_->mutex);
  std::vector<Summary> all;
  all.reserve(memory_->channels.size());
  for (const auto& [name, channel] : memory_->channels) {
    Summary one;
    one.channel = name;
    one.state = channel.state(now);
    one.answers = channel.answers.Counts(now);
    one.reports = channel.reports.Counts(now);
    one.answered_at = channel.answers.at();
    one.taken_at = channel.answers.taken_at();
    one.why = flows::WhyAnswers(channel.answers.state(now), one.answers);
    if (one.why.empty()) one.why = flows::WhyReports(channel.reports.state(now), one.reports);
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace tipline::workers
