// A real SMS gateway in front: 5,000 messages of 5,000 phones in five languages through Debian's
// Kannel; every one ends in a conversation step or a case, replies and alerts reach the fake SMSC,
// and a responder's answer comes back and counts.
#include "tests/support/kannel.h"

#include <chrono>
#include <cstdio>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/system/metrics.h"
#include "tests/system/system.h"

namespace tipline::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr size_t kMessages = 5000;
constexpr const char* kShortCode = "22395";
constexpr const char* kResponder = "+254711999001";

struct Language {
  const char* name;
  const char* tip;   // content: becomes a case at once
  const char* word;  // a greeting: a step of the conversation
};
constexpr Language kLanguages[] = {
    {"en", "I saw two girls who cannot leave a house near the bus station", "hello"},
    {"fr", "J'ai vu deux filles qui ne peuvent pas sortir de la maison", "bonjour"},
    {"sw", "Niliona wasichana wawili hawaruhusiwi kutoka nyumbani karibu na stendi", "habari"},
    {"ar", "رأيت فتاتين لا تستطيعان مغادرة البيت قرب المحطة", "مرحبا"},
    {"hi", "मैंने दो लड़कियों को देखा जो घर से बाहर नहीं जा सकतीं", "नमस्ते"},
};

std::string Number(size_t i) {
  char text[32];
  std::snprintf(text, sizeof text, "+25471%07zu", 1'000'000 + i);
  return text;
}

// Reference of the first alert that went to the responder, "" if none came yet.
std::string FirstReference(const Kannel& kannel) {
  static const std::regex kReference("A ?([0-9]{3,8})");
  for (const HandsetSms& sms : kannel.received()) {
    std::smatch found;
    if (sms.to == kResponder && std::regex_search(sms.text, found, kReference)) return found[1];
  }
  return "";
}

class KannelEndToEnd : public ::testing::Test {
 protected:
  void SetUp() override {
    const int sendsms = FreePort();
    SystemOptions options;
    options.api_urls["kannel"] = "http://127.0.0.1:" + std::to_string(sendsms) + "/cgi-bin/sendsms";
    options.directory = std::string(TIPLINE_SOURCE_DIR) + "/tests/data/e2e/kannel_directory.json";
    system_ = System::Start(options);
    ASSERT_NE(system_, nullptr);
    KannelOptions kannel;
    kannel.dir = dir_.path();
    kannel.gateway_url = "http://127.0.0.1:" + std::to_string(system_->gateway_port());
    kannel.path_token = "sandbox-kannel-path-token";
    kannel.user = "sandbox";
    kannel.password = "sandbox-kannel-password";
    kannel.sendsms_port = sendsms;
    kannel_ = Kannel::Start(kannel);
    ASSERT_NE(kannel_, nullptr);
  }

  TempDir dir_;
  std::unique_ptr<System> system_;
  std::unique_ptr<Kannel> kannel_;
};

TEST_F(KannelEndToEnd, FiveThousandMessagesEndInAStepOrACaseAndAResponderAnswers) {
  size_t tips = 0;
  for (size_t i = 0; i < kMessages; ++i) {
    const Language& language = kLanguages[i % 5];
    const bool content = i % 2 == 0;
    tips += content ? 1 : 0;
    ASSERT_TRUE(kannel_->Send(Number(i), kShortCode, content ? language.tip : language.word))
        << "message " << i;
  }
  const auto taken = [&] {
    return Webhooks(*system_, "kannel", "turn") + Webhooks(*system_, "kannel", "tip") +
           Webhooks(*system_, "kannel", "spooled");
  };
  EXPECT_TRUE(Eventually([&] { return taken() >= kMessages; }, minutes(3)))
      << "sent " << kannel_->sent() << ", repeats " << Webhooks(*system_, "kannel", "repeat")
      << ", ignored " << Webhooks(*system_, "kannel", "ignored") << ", unavailable "
      << Webhooks(*system_, "kannel", "unavailable") << ", spooled "
      << Webhooks(*system_, "kannel", "spooled");
  EXPECT_EQ(Webhooks(*system_, "kannel", "rejected"), 0U);
  // One phone, one thread. What a machine too busy for Redis put into the spool comes in later.
  EXPECT_TRUE(Eventually([&] { return SessionCount(*system_) == kMessages; }, minutes(3)));
  const size_t spooled = Webhooks(*system_, "kannel", "spooled");
  EXPECT_LE(Webhooks(*system_, "kannel", "turn"), kMessages - tips);
  EXPECT_LE(Webhooks(*system_, "kannel", "tip"), tips);
  EXPECT_TRUE(Eventually([&] { return system_->CaseCount() == tips; }, minutes(4)))
      << system_->CaseCount();

  // Each phone has its answer; each case has its alert.
  std::set<std::string> answered;
  EXPECT_TRUE(Eventually(
      [&] {
        for (const HandsetSms& sms : kannel_->received())
          answered.insert(sms.to);
        return answered.size() >= kMessages;
      },
      minutes(4)))
      << answered.size();
  for (const HandsetSms& sms : kannel_->received())
    ASSERT_EQ(sms.text.find("??"), std::string::npos) << "a script that the SMSC was not told of";
  ASSERT_TRUE(Eventually([&] { return !FirstReference(*kannel_).empty(); }, minutes(2)))
      << "no alert came; the newest case: " << system_->Cases().back().dump()
      << system_->Log("worker");

  const std::string reference = FirstReference(*kannel_);
  ASSERT_TRUE(kannel_->Send(kResponder, kShortCode, "A " + reference));
  const auto accepted = [&] {
    const Finished done = system_->Tipline({"--json", "case", "show", reference});
    if (done.code != 0) return false;
    const auto one = nlohmann::json::parse(done.out, nullptr, false);
    for (const auto& referral : one.value("referrals", nlohmann::json::array()))
      if (referral.value("status", "") == "accepted") return true;
    return false;
  };
  EXPECT_TRUE(Eventually(accepted, minutes(5)))
      << system_->Tipline({"--json", "case", "show", reference}).out;

  std::printf(
      "kannel: %zu messages (%zu by way of the spool), %zu cases, %zu steps, %zu phones answered, "
      "%zu SMS at the SMSC\n",
      kMessages, spooled, tips, kMessages - tips, answered.size(), kannel_->received_count());
}

}  // namespace
}  // namespace tipline::testing
