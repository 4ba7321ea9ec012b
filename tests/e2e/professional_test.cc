// Professionals and facilitators, through the running gateway and worker: a code made by staff,
// JOIN by SMS, the duty by law, field notes that are put together, the supervisor's view, and a
// role that is taken back.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/system/system.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kNurse = "+254711000301";
constexpr const char* kFacilitator = "+226711000302";

class Professional : public ::testing::Test {
 protected:
  void SetUp() override {
    SystemOptions options;
    options.config = {{"channels", {{"generic", {{"flow", "professional"}}}}}};
    system_ = System::Start(options);
    ASSERT_NE(system_, nullptr);
    const std::string data = std::string(TIPLINE_SOURCE_DIR) + "/config/data";
    Tipline({"data", "publish", "reports", "--dir", data});
    ASSERT_TRUE(Eventually([&] {
      return system_->Log("gateway").find("source=reports") != std::string::npos;
    })) << "gateways read what is published each second";
  }
  json Tipline(std::vector<std::string> words) const {
    words.insert(words.begin(), "--json");
    const Finished done = system_->Tipline(words);
    EXPECT_EQ(done.code, 0) << done.out << done.err;
    return json::parse(done.out, nullptr, false);
  }
  // The reply; one that says "One moment" is asked again.
  std::string Sms(const std::string& from, const std::string& words) {
    std::string reply = Once(from, words);
    for (int i = 0; i < 5 && reply.find("One moment") != std::string::npos; ++i)
      reply = Once(from, "1");
    return reply;
  }
  std::string Once(const std::string& from, const std::string& words) {
    const json body = {
        {"id", "p" + std::to_string(++sent_)}, {"from", from}, {"to", "22395"}, {"text", words}};
    const auto reply = Wire(system_->gateway_port()).Post("/hooks/generic/sms", body.dump());
    const json answer = json::parse(reply.body, nullptr, false);
    const json text = answer.is_object() ? answer.value("reply", json()) : json();
    return text.is_string() ? text.get<std::string>() : reply.body;
  }
  std::unique_ptr<System> system_;
  int sent_ = 0;
};

bool Shows(const std::string& screen, const char* text) {
  return screen.find(text) != std::string::npos;
}

TEST_F(Professional, ACodeGivesTheRoleAndTheDutyIsTold) {
  const json role = Tipline({"role", "enrol", "nurse", "--country", "KE", "--name", "Aroha"});
  const std::string code = role.at("code");
  EXPECT_TRUE(Shows(Sms(kNurse, "pro"), "This needs a code"));
  EXPECT_TRUE(Shows(Sms(kNurse, "2"), "Goodbye"));
  EXPECT_TRUE(Shows(Sms(kNurse, "JOIN 1234567890"), "does not fit"));
  EXPECT_TRUE(Shows(Sms(kNurse, "JOIN " + code), "known now"));
  EXPECT_TRUE(Shows(Sms(kFacilitator, "JOIN " + code), "does not fit")) << "it works once";
  EXPECT_TRUE(Shows(Sms(kNurse, "pro"), "What do you need?"));
  EXPECT_TRUE(Shows(Sms(kNurse, "1"), "How old"));
  EXPECT_TRUE(Shows(Sms(kNurse, "1"), "Ask your supervisor")) << "no card is published";
  EXPECT_EQ(Tipline({"role", "list"}).at(0).at("state"), "active");
  Tipline({"role", "withdraw", role.at("id")});
  EXPECT_TRUE(Shows(Sms(kNurse, "pro"), "This needs a code"));
  EXPECT_EQ(system_->CaseCount(), 0U);
  for (const char* program : {"gateway", "worker"})
    EXPECT_EQ(system_->Log(program).find(code), std::string::npos) << program;
}

TEST_F(Professional, FieldNotesArePutTogetherAndCounted) {
  const json role =
      Tipline({"role", "enrol", "facilitator", "--country", "BF", "--district", "Kaya", "--name",
               "Ami", "--own", "Vandoro", "--supervisor", "example-child-line"});
  EXPECT_TRUE(Shows(Sms(kFacilitator, "JOIN " + role.at("code").get<std::string>()), "known now"));
  const std::string reply = Sms(kFacilitator, "CL W brick kiln");
  EXPECT_TRUE(Shows(reply, "Missing: A, P")) << reply;
  EXPECT_TRUE(Shows(reply, "CL; W=brick kiln")) << reply;
  EXPECT_TRUE(Shows(Sms(kFacilitator, "a19 p kaya"), "Not understood: a19"));
  EXPECT_TRUE(Shows(Sms(kFacilitator, "a9"), "CL; A=9; P=kaya; W=brick kiln"));
  EXPECT_TRUE(Shows(Sms(kFacilitator, "1"), "Thank you"));
  EXPECT_TRUE(Shows(Sms(kFacilitator, "CL A 8 W shop P vandoro"), "P=vandoro"));
  ASSERT_TRUE(Eventually([&] { return system_->CaseCount() == 2; }));
  const json view = Tipline({"facilitators", "--district", "kaya"});
  EXPECT_EQ(view.at("facilitators"), 1);
  EXPECT_EQ(view.at("reporting_rate"), 1.0);
  EXPECT_EQ(view.at("list").at(0).at("reports"), 1) << view.dump();
  EXPECT_GT(view.at("error_rate"), 0.0);
  EXPECT_EQ(view.at("silent"), 0);
  const json own = Tipline({"facilitators", "reports"});
  ASSERT_EQ(own.size(), 1U) << own.dump();
  EXPECT_EQ(own.at(0).at("report"), "CL; A=9; P=kaya; W=brick kiln");
  const json rerouted = Tipline({"facilitators", "reports", "--rerouted"});
  ASSERT_EQ(rerouted.size(), 1U);
  EXPECT_EQ(rerouted.at(0).at("report"), "CL; A=8; P=vandoro; W=shop");
}

}  // namespace
}  // namespace tipline::testing
