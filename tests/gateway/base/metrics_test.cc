#include "gateway/base/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipline {
namespace {

using ::testing::HasSubstr;

TEST(MetricsTest, SameNameAndLabelsAreTheSameCounter) {
  const Counter first("test_things_total", "Things.", {{"kind", "a"}});
  const Counter second("test_things_total", "Things.", {{"kind", "a"}});
  const Counter other("test_things_total", "Things.", {{"kind", "b"}});
  first.Add();
  second.Add(2);
  EXPECT_EQ(first.Value(), 3);
  EXPECT_EQ(other.Value(), 0);
  EXPECT_THAT(MetricsText(), HasSubstr("# TYPE test_things_total counter\n"));
  EXPECT_THAT(MetricsText(), HasSubstr("test_things_total{kind=\"a\"} 3\n"));
}

TEST(MetricsTest, TimingsFallIntoBuckets) {
  const Timing timing("test_seconds", "Seconds.");
  timing.Observe(0.003);
  EXPECT_THAT(MetricsText(), HasSubstr("test_seconds_bucket{le=\"0.002\"} 0\n"));
  EXPECT_THAT(MetricsText(), HasSubstr("test_seconds_bucket{le=\"0.005\"} 1\n"));
}

TEST(MetricsTest, ASourceIsAskedEachTime) {
  static int asked = 0;
  AddMetricsSource([] {
    Gauge("test_asked", "How often.").Set(++asked);
    return std::string("test_extra 1\n");
  });
  const std::string text = MetricsText();
  EXPECT_THAT(text, HasSubstr("test_extra 1\n"));
  EXPECT_THAT(text, HasSubstr("test_asked " + std::to_string(asked) + "\n"));
}

}  // namespace
}  // namespace tipline
