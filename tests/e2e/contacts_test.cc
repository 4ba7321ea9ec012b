// A missed call, the closed service, what is free and what kind a contact was: through the running
// gateway and worker, and the commands of staff.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/fake_provider.h"
#include "tests/system/system.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kCaller = "+254711000051";

class ContactsEndToEnd : public ::testing::Test {
 protected:
  void SetUp() override {
    SystemOptions options;
    options.config = {{"channels", {{"generic", {{"free", true}}}}}};
    system_ = System::Start(options);
    ASSERT_NE(system_, nullptr);
  }

  json Post(const std::string& event, const json& body) {
    const auto reply = Wire(system_->gateway_port()).Post("/hooks/generic/" + event, body.dump());
    EXPECT_EQ(reply.status, 200) << event;
    return json::parse(reply.body, nullptr, false);
  }
  json Ring(const std::string& id, const std::string& from = kCaller) {
    return Post("call", {{"id", id}, {"from", from}, {"to", "+254700000099"}});
  }
  std::string Turn(const std::string& session, const std::string& input, bool first = false) {
    return Post("ussd", {{"session", session},
                         {"from", kCaller},
                         {"service_code", "*384*123#"},
                         {"input", input},
                         {"new", first}})
        .value("text", "");
  }
  json Run(std::vector<std::string> words) {
    words.insert(words.begin(), "--json");
    const Finished done = system_->Tipline(words);
    EXPECT_EQ(done.code, 0) << done.err;
    return json::parse(done.out, nullptr, false);
  }
  json OnlyCase() {
    const json cases = system_->Cases();
    return cases.is_array() && cases.size() == 1 ? cases[0] : json::object();
  }

  std::unique_ptr<System> system_;
};

TEST_F(ContactsEndToEnd, ACallIsRejectedAndShownToStaffOnce) {
  const json answer = {{"accepted", true}, {"answer", "reject"}};
  EXPECT_EQ(Ring("c1"), answer);
  EXPECT_EQ(Ring("c1"), answer) << "the provider says it twice";
  EXPECT_EQ(Ring("c2"), answer) << "and the person tries again at once";
  ASSERT_TRUE(Eventually([&] { return system_->CaseCount() == 1; }));
  const json item = OnlyCase();
  EXPECT_EQ(item.value("about", ""), "missed_call");
  EXPECT_EQ(item.value("disposition", ""), "missed_call");
  const std::string id = item.at("id").get<std::string>();
  EXPECT_NE(system_->Tipline({"case", "number", id}).code, 0) << "nobody said that we may call";
  EXPECT_EQ(Run({"case", "dispose", id, "wrong_number"}).at("disposition"), "wrong_number");
  EXPECT_EQ(system_->Tipline({"case", "dispose", id, "nonsense"}).code, 2);
  EXPECT_EQ(Wire(system_->gateway_port()).Post("/hooks/kannel/call", "{}").status, 404);
}

TEST_F(ContactsEndToEnd, FreeClosedAndWhatKindItWas) {
  EXPECT_NE(Turn("u1", "", true).find("Free."), std::string::npos);
  EXPECT_EQ(Turn("u1", "0").find("Free."), std::string::npos);
  Run({"service", "hours", "24/7", "--zone", "Africa/Nairobi"});
  Run({"service", "close", "--until", "2099-01-02 08:00"});
  EXPECT_FALSE(Run({"service", "show"}).at("open").get<bool>());
  int dials = 0;
  ASSERT_TRUE(Eventually([&] {
    const std::string session = "w" + std::to_string(++dials);
    // The language is asked for the first time only.
    std::string shown = Turn(session, "", true);
    shown += Turn(session, "1");
    Turn(session, "0");  // the next one begins anew
    return shown.find("Nobody reads until 2099-01-02 08:00") != std::string::npos;
  }));
  Run({"service", "open"});
  EXPECT_TRUE(Run({"service", "show"}).at("open").get<bool>());
  Ring("c9", "anonymous");
  ASSERT_TRUE(Eventually([&] {
    return Run({"stats", "contacts"}).at("by_disposition").value("missed_call", 0) == 1;
  }));
  const json counts = Run({"stats", "contacts"});
  EXPECT_GE(counts.at("contacts").get<int>(), dials + 1);
  EXPECT_GE(counts.at("by_disposition").value("hang_up", 0), 1);
  EXPECT_TRUE(Eventually([&] {
    return Run({"stats"}).at("by_disposition") == json({{"missed_call", 1}});
  }));
}

}  // namespace
}  // namespace tipline::testing
