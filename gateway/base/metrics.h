// Numbers for /metrics (Prometheus). The only files that know prometheus-cpp. A handle is made
// once, at start-up, and kept: making it takes a lock, using a counter or gauge does not. Label
// values come from closed sets (channel, outcome, job), never from a request. One registry per
// process; handles stay good for ever. Thread-safe. Tests: tests/gateway/base/metrics_test.cc.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace tipline {

using MetricLabels = std::map<std::string, std::string>;

class Counter {
 public:
  // The same name and labels give the same counter. `name` ends in `_total`.
  Counter(const std::string& name, const std::string& help, const MetricLabels& labels = {});
  void Add(double by = 1) const;
  double Value() const;

 private:
  prometheus::Counter* counter_;
};

class Gauge {
 public:
  Gauge(const std::string& name, const std::string& help, const MetricLabels& labels = {});
  void Set(double value) const;
  double Value() const;

 private:
  prometheus::Gauge* gauge_;
};

// Seconds, in buckets from 1 ms to 10 s. Observe takes a lock: one per worker where it is hot.
class Timing {
 public:
  Timing(const std::string& name, const std::string& help, const MetricLabels& labels = {});
  void Observe(double seconds) const;

 private:
  prometheus::Histogram* histogram_;
};

// Called at each MetricsText() for what others count already: sets gauges, or returns Prometheus
// text to append (may be empty). It must stay callable until the process ends.
void AddMetricsSource(std::function<std::string()> source);

// Everything in Prometheus' text format 0.0.4.
std::string MetricsText();

}  // namespace tipline
