// Coming back to a case from another phone, through the running gateway and worker: a tip by USSD
// on one channel, then code and PIN by USSD and SMS on another whose flow is "return".
#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/http/message.h"
#include "tests/e2e/phone.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kFirstPhone = "+254711000042";
constexpr const char* kSecondPhone = "+254711000099";
constexpr const char* kAdded = "there are two more of us in the yard";

struct Access {
  std::string code, pin;
};

class Return : public ::testing::Test {
 protected:
  void SetUp() override {
    SystemOptions options;
    options.api_urls["generic"] = provider_.url() + "/send";
    options.config = {{"channels", {{"generic", {{"flow", "main/return"}}}}}};
    system_ = System::Start(options);
    ASSERT_NE(system_, nullptr);
  }

  // Somebody tells something by USSD and gets code and PIN.
  Access LeaveATip() {
    const std::string session = "W" + std::to_string(++sessions_);
    std::string text, screen;
    for (const char* answer : {"", "1", "1", "3", "they are kept in a yard", "Kisumu", "4", "1"}) {
      if (*answer != '\0') text += (text.empty() ? "" : "*") + std::string(answer);
      const std::string body = "sessionId=" + session +
                               "&phoneNumber=%2B254711000042&networkCode=63902&serviceCode="
                               "%2A384%2A123%23&text=" +
                               http::UrlEncode(text);
      screen = Wire(system_->gateway_port())
                   .Post("/hooks/africastalking/ussd/sandbox-africastalking-path-token", body,
                         "application/x-www-form-urlencoded")
                   .body;
    }
    std::smatch found;
    EXPECT_TRUE(std::regex_search(screen, found, std::regex("([0-9]{10}) PIN ([0-9]{4})")));
    return found.size() == 3 ? Access{found[1], found[2]} : Access{};
  }

  std::string Sms(const std::string& words) const { return Second().Sms(words); }
  std::string Ussd(const std::vector<std::string>& inputs) const { return Second().Dial(inputs); }
  std::string SmsThread(const std::vector<std::string>& messages) const {
    std::string reply = Sms("hello");
    for (const std::string& one : messages)
      for (reply = Sms(one); Shows(reply, "One moment"); reply = Sms("1")) {
      }
    return reply;
  }
  Phone Second() const { return Phone(*system_, kSecondPhone); }

  json Shown(const std::string& id) const {
    return json::parse(system_->Tipline({"--json", "case", "show", id}).out, nullptr, false);
  }
  size_t Tips(const std::string& id) const {
    const json shown = Shown(id);
    return shown.is_object() ? shown.value("tips", json::array()).size() : 0;
  }
  void Staff(std::vector<std::string> words) const {
    words.insert(words.begin(), {"--json", "case"});
    const Finished done = system_->Tipline(words);
    EXPECT_EQ(done.code, 0) << done.out << done.err;
  }

  // What went out to the two phones; alerts to responders take the same channel.
  size_t ToPerson() const {
    return Phone(*system_, kFirstPhone).Received(provider_).size() +
           Second().Received(provider_).size();
  }

  FakeProvider provider_;
  std::unique_ptr<System> system_;
  int sessions_ = 0;
};

TEST_F(Return, FromAnotherPhoneBySmsAndUssd) {
  const Access access = LeaveATip();
  ASSERT_FALSE(access.code.empty());
  ASSERT_TRUE(Eventually([&] { return system_->CaseCount() == 1; }));
  const std::string id = system_->Cases()[0].at("id");
  ASSERT_TRUE(Eventually([&] { return Tips(id) == 2; }));
  const std::string both = access.code + " " + access.pin;

  EXPECT_TRUE(Shows(Ussd({both}), "Messages for you: 0"));
  EXPECT_TRUE(Shows(Ussd({access.code, access.pin, "2", kAdded}), "we have your words"));
  ASSERT_TRUE(Eventually([&] { return Tips(id) == 3; }));
  EXPECT_EQ(system_->CaseCount(), 1U);
  EXPECT_TRUE(Shows(Shown(id).dump(), kAdded));

  Staff({"message", id, "We found a place for you"});
  EXPECT_TRUE(Shows(SmsThread({both}), "Messages for you: 1"));
  EXPECT_TRUE(Shows(Sms("1"), "We found a place for you"));
  EXPECT_TRUE(Shows(Sms("2"), "To clear this phone"));
  EXPECT_TRUE(Eventually([&] { return !Shown(id).at("messages")[0].at("read_at").is_null(); }));
  EXPECT_EQ(ToPerson(), 0U) << "after a USSD session nothing goes out by itself";

  EXPECT_TRUE(Shows(SmsThread({both, "3", "4", "1", "2", "2"}), "Noted."));
  const json choice = Shown(id).at("safe_contacts").at(0);
  EXPECT_TRUE(choice.at("may_write").get<bool>()) << choice.dump();
  EXPECT_EQ(choice.at("cover"), "order");
  Staff({"message", id, "Can you write today?"});
  ASSERT_TRUE(Eventually([&] { return ToPerson() == 1; }));

  EXPECT_TRUE(Shows(SmsThread({both, "4"}), "We will not contact you"));
  EXPECT_FALSE(Shown(id).at("wishes").at("withdrawn_at").is_null());
  Staff({"message", id, "Are you well?"});
  EXPECT_TRUE(Eventually([&] {
    const json out = Shown(id).at("outbound");
    return std::any_of(out.begin(), out.end(), [](const json& one) {
      return one.at("reason") == "contact_withdrawn" && one.at("state") == "rejected";
    });
  })) << Shown(id).at("outbound").dump();
  EXPECT_EQ(ToPerson(), 1U);
}

TEST_F(Return, AWrongPinAndAnUnknownNumberShowTheSameScreens) {
  const Access access = LeaveATip();
  ASSERT_TRUE(Eventually([&] { return system_->CaseCount() == 1; }));
  const std::string wrong = access.pin == "0000" ? "0001" : "0000";
  const std::string unknown = access.code == "0400000000" ? "0400000001" : "0400000000";
  const auto dial = [&](const std::string& from, const std::vector<std::string>& inputs) {
    return Phone(*system_, from).Dial(inputs);
  };
  EXPECT_EQ(dial("+254711000201", {access.code, wrong}), dial("+254711000202", {unknown, wrong}));
  std::string locked;
  for (int i = 0; i < 6; ++i)
    locked = dial("+2547110003" + std::to_string(10 + i), {access.code, wrong});
  EXPECT_EQ(dial("+254711000401", {access.code, access.pin}), locked);
  // Neither number nor PIN lies about in a log.
  for (const char* program : {"gateway", "worker"})
    EXPECT_EQ(system_->Log(program).find(access.code), std::string::npos) << program;
}

}  // namespace
}  // namespace tipline::testing
