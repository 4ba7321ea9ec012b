// From a webhook with a tip to the alert at the responder's provider, at a steady rate of tips.
#include <atomic>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include <nlohmann/json.hpp>

#include "gateway/base/crypto.h"
#include "gateway/store/records/cases.h"
#include "tests/bench/histogram.h"
#include "tests/bench/measure.h"
#include "tests/support/fake_provider.h"
#include "tests/support/process.h"
#include "tests/system/wire.h"

namespace tipline::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kSenders = 8;
constexpr int kTipsPerSecond = 200;
constexpr uint64_t kFirstPhone = 740'000'000;

std::string Phone(int number) {
  return "+254" + std::to_string(kFirstPhone + static_cast<uint64_t>(number));
}

// "Ref 1234. Reply ..." -> "1234"
std::string ReferenceIn(const std::string& text) {
  const size_t from = text.find_first_of("0123456789");
  if (from == std::string::npos) return {};
  return text.substr(from, text.find_first_not_of("0123456789", from) - from);
}

// When the alert of each case was at the provider's, by the case's reference.
struct Alerts {
  std::mutex mutex;
  std::map<std::string, Clock::time_point> at;
  void Take(const std::string& body) {
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object() || json.value("class", "") != "alert") return;
    const std::string reference = ReferenceIn(json.value("text", ""));
    const std::scoped_lock lock(mutex);
    at.emplace(reference, Clock::now());
  }
  size_t count() {
    const std::scoped_lock lock(mutex);
    return at.size();
  }
};

// Each sender keeps its share of the rate; a late answer does not slow it down for long.
void SendTips(int port, int sender, int count, std::vector<Clock::time_point>& sent,
              std::atomic<int>& failed) {
  testing::Wire wire(port);
  const auto begin = Clock::now();
  for (int i = sender; i < count; i += kSenders) {
    std::this_thread::sleep_until(begin +
                                  std::chrono::microseconds(1'000'000LL * i / kTipsPerSecond));
    const std::string body =
        nlohmann::json{{"id", "alert-" + std::to_string(i)},
                       {"from", Phone(i)},
                       {"to", "22395"},
                       {"text", "They hold my sister in a locked house, she is 15. Please help."}}
            .dump();
    sent[static_cast<size_t>(i)] = Clock::now();
    if (wire.Post("/hooks/generic/sms", body).status != 200) ++failed;
  }
}

bool Join(testing::System& system, const std::vector<Clock::time_point>& sent, Alerts& alerts,
          Histogram& times) {
  const auto keys = LoadKeys(system.home() + "/keys", Role::kCli);
  const auto database = store::Database::Open("sqlite:" + system.home() + "/tipline.db", 1);
  if (!keys || !database) return false;
  std::map<std::string, size_t> number_of;
  for (size_t i = 0; i < sent.size(); ++i)
    number_of[Pseudonym(*keys, Phone(static_cast<int>(i)))] = i;
  const auto cases = store::CaseRecords(**database, *keys).List({});
  if (!cases) return false;
  for (const store::CaseRow& row : *cases) {
    const auto alert = alerts.at.find(row.item.reference);
    const auto number = number_of.find(row.item.pseudonym);
    if (alert != alerts.at.end() && number != number_of.end())
      times.Add((alert->second - sent[number->second]).count());
  }
  return true;
}

bool Run(const Options& options, Report& report) {
  const int count = kTipsPerSecond * (options.quick ? 3 : 20);
  Alerts alerts;
  testing::FakeProvider api;
  api.Script([&](const testing::FakeRequest& request) {
    alerts.Take(request.body);
    testing::FakeAnswer answer;
    answer.delay = std::chrono::milliseconds(10);
    return answer;
  });
  testing::SystemOptions system_options;
  system_options.api_urls = {{"generic", api.url()}};
  const auto system = testing::System::Start(system_options);
  if (!system) return false;
  std::vector<Clock::time_point> sent(static_cast<size_t>(count));
  std::atomic<int> failed{0};
  {
    std::vector<std::jthread> senders;
    for (int s = 0; s < kSenders; ++s)
      senders.emplace_back([&, s] { SendTips(system->gateway_port(), s, count, sent, failed); });
  }
  const bool all = testing::Eventually([&] { return alerts.count() >= static_cast<size_t>(count); },
                                       std::chrono::seconds(60));
  Histogram times;
  if (!Join(*system, sent, alerts, times)) return false;
  report.Table("Webhook to the responder's alert, " + std::to_string(kTipsPerSecond) + " tips/s",
               {"", "p50 ms", "p99 ms", "alerts"});
  report.Line({"Tipline", Number(times.Percentile(0.5)), Number(times.Percentile(0.99)),
               Number(static_cast<double>(times.count()))});
  report.Promise("webhook to alert, p99 in ms", times.Percentile(0.99), "<=", 1000);
  report.json()["alert"] = {{"tips_per_second", kTipsPerSecond},
                            {"p50_ms", times.Percentile(0.5)},
                            {"p99_ms", times.Percentile(0.99)},
                            {"alerts", times.count()}};
  if (!all) std::cerr << "alerts for " << alerts.count() << " of " << count << " tips\n";
  return all && failed == 0;
}

const RegisterMeasurement kRegistered({50, "alert", "time from webhook to alert at 200 tips/s",
                                       Run});

}  // namespace
}  // namespace tipline::bench
