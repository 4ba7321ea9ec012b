#include "gateway/base/metrics.h"

#include <mutex>
#include <utility>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace tipline {
namespace {

// MERGE: a family asked for again is the same family. Never destroyed: threads may count until the
// end.
prometheus::Registry& TheRegistry() {
  static auto& registry = *new prometheus::Registry(prometheus::Registry::InsertBehavior::Merge);
  return registry;
}

struct Sources {
  std::mutex mutex;
  std::vector<std::function<std::string()>> list;  // guarded by mutex
};

Sources& TheSources() {
  static auto& sources = *new Sources;
  return sources;
}

const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const auto& buckets = *new prometheus::Histogram::BucketBoundaries{
      0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
  return buckets;
}

}  // namespace

Counter::Counter(const std::string& name, const std::string& help, const MetricLabels& labels)
    : counter_(
          &prometheus::BuildCounter().Name(name).Help(help).Register(TheRegistry()).Add(labels)) {}

void Counter::Add(double by) const {
  counter_->Increment(by);
}
double Counter::Value() const {
  return counter_->Value();
}

Gauge::Gauge(const std::string& name, const std::string& help, const MetricLabels& labels)
    : gauge_(&prometheus::BuildGauge().Name(name).Help(help).Register(TheRegistry()).Add(labels)) {}

void Gauge::Set(double value) const {
  gauge_->Set(value);
}
double Gauge::Value() const {
  return gauge_->Value();
}

Timing::Timing(const std::string& name, const std::string& help, const MetricLabels& labels)
    : histogram_(&prometheus::BuildHistogram()
                      .Name(name)
                      .Help(help)
                      .Register(TheRegistry())
                      .Add(labels, Buckets())) {}

void Timing::Observe(double seconds) const {
  histogram_->Observe(seconds);
}

void AddMetricsSource(std::function<std::string()> source) {
  const std::lock_guard lock(TheSources().mutex);
  TheSources().list.push_back(std::move(source));
}

std::string MetricsText() {
  std::vector<std::function<std::string()>> sources;
  {
    const std::lock_guard lock(TheSources().mutex);
    sources = TheSources().list;
  }
  std::string extra;
  for (const auto& source : sources)
    extra += source();  // first: a source may set gauges
  return prometheus::TextSerializer().Serialize(TheRegistry().Collect()) + extra;
}

}  // namespace tipline
