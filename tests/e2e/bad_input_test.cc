// Whatever arrives that is no good: a clear status, a fixed text, nothing stored, the connection in
// a defined state.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/system/metrics.h"
#include "tests/system/system.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

constexpr const char* kAt = "/hooks/africastalking/sms/sandbox-africastalking-path-token";
constexpr const char* kForm = "application/x-www-form-urlencoded";

std::string Request(const std::string& method, const std::string& target,
                    const std::string& headers, const std::string& body) {
  return method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct BadInput {
  const char* name;
  std::string request;
  int status;
  bool closes;  // an HTTP error closes the connection; a webhook that we refuse does not
  std::string body;
};

std::vector<BadInput> Table() {
  const std::string json = "Content-Type: application/json\r\n";
  const std::string form = std::string("Content-Type: ") + kForm + "\r\n";
  return {
      {"malformed request line", "NONSENSE\r\n\r\n", 400, true, "bad request\n"},
      {"body too large",
       "POST /hooks/generic/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n", 413, true,
       "content too large\n"},
      {"chunked",
       "POST /hooks/generic/sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       411, true, "length required\n"},
      {"unknown channel", Request("POST", "/hooks/nobody/sms", json, "{}"), 404, false,
       "not found\n"},
      {"unknown event", Request("POST", "/hooks/generic/fax", json, "{}"), 404, false,
       "not found\n"},
      {"wrong method", Request("DELETE", "/hooks/generic/sms", "", ""), 405, false,
       "method not allowed\n"},
      {"truncated JSON", Request("POST", "/hooks/generic/sms", json, R"({"id":"x","from":"+2547)"),
       400, false, "bad request\n"},
      {"missing field",
       Request("POST", "/hooks/generic/sms", json, R"({"id":"x","to":"22395","text":"hello"})"),
       400, false, "bad request\n"},
      {"bad UTF-8",
       Request("POST", "/hooks/generic/sms", json,
               "{\"id\":\"x\",\"from\":\"+254711000001\",\"to\":\"22395\",\"text\":\"\xff\xfe\"}"),
       400, false, "bad request\n"},
      {"no secret path",
       Request("POST", "/hooks/africastalking/sms", form,
               "id=x&from=%2B254711000001&to=22395&text=hi"),
       401, false, "unauthorized\n"},
      {"wrong secret path",
       Request("POST", "/hooks/africastalking/sms/guess", form,
               "id=x&from=%2B254711000001&to=22395&text=hi"),
       403, false, "forbidden\n"},
      {"no signature",
       Request("POST", "/hooks/twilio/sms", form,
               "MessageSid=SM1&From=%2B254711000001&To=22395&Body=hi"),
       401, false, "unauthorized\n"},
      {"wrong signature",
       Request("POST", "/hooks/twilio/sms",
               form + "X-Twilio-Signature: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n",
               "MessageSid=SM1&From=%2B254711000001&To=22395&Body=hi"),
       403, false, "forbidden\n"},
      {"empty SMS",
       Request("POST", "/hooks/generic/sms", json,
               R"({"id":"e1","from":"+254711000001","to":"22395","text":""})"),
       200, false, R"({"accepted":true,"reply":null})"},
      {"sender that is a word",
       Request("POST", kAt, form, "id=w1&from=SafariCo&to=22395&text=You+won"), 200, false, ""},
  };
}

TEST(BadInput, GetsAClearAnswerAndStoresNothing) {
  auto system = System::Start();
  ASSERT_NE(system, nullptr);
  // The worker makes the streams and begins the books of all partitions at its start.
  ASSERT_TRUE(Eventually([&] { return Stored(*system)["n"] == 64; }));
  const auto before = Stored(*system);
  for (const BadInput& c : Table()) {
    SCOPED_TRACE(c.name);
    Wire wire(system->gateway_port());
    const WireReply reply = wire.Raw(c.request);
    EXPECT_EQ(reply.status, c.status);
    EXPECT_TRUE(reply.body == c.body) << "another text, of " << reply.body.size() << " bytes";
    if (c.closes) {
      EXPECT_TRUE(wire.ClosedByServer());
    } else {
      EXPECT_EQ(wire.Get("/healthz").status, 200);
    }
  }
  EXPECT_EQ(Stored(*system), before);

  // The same look does see what one good message leaves.
  EXPECT_EQ(
      Wire(system->gateway_port())
          .Post(
              "/hooks/generic/sms",
              R"({"id":"good","from":"+254711000001","to":"22395","text":"I saw a locked house"})")
          .status,
      200);
  auto after = Stored(*system);
  for (const char* kind : {"d", "m", "tips"})
    EXPECT_GT(after[kind], before.count(kind) == 0 ? 0 : before.at(kind)) << kind;
}

TEST(BadInput, AMessageOfTenPartsIsTakenWhole) {
  auto system = System::Start();
  ASSERT_NE(system, nullptr);
  std::string text = "I saw a locked house.";
  for (int night = 1; text.size() < 1530; ++night)  // no two sentences alike: order shows, too
    text += " They work at night " + std::to_string(night) + ".";
  text.resize(1529);
  text += '.';
  Wire wire(system->gateway_port());
  const auto reply =
      wire.Post("/hooks/generic/sms",
                R"({"id":"ten","from":"+254711000010","to":"22395","text":")" + text + "\"}");
  EXPECT_EQ(reply.status, 200);
  ASSERT_TRUE(AllTakenIn(*system));
  const auto cases = system->Cases();
  ASSERT_EQ(cases.size(), 1U);
  const Finished done =
      system->Tipline({"--json", "case", "show", cases[0].at("id").get<std::string>()});
  ASSERT_EQ(done.code, 0);
  const auto tips =
      nlohmann::json::parse(done.out, nullptr, false).value("tips", nlohmann::json::array());
  ASSERT_EQ(tips.size(), 1U);
  const std::string kept = tips[0].value("text", "");
  EXPECT_EQ(kept.size(), text.size());
  EXPECT_TRUE(kept == text) << "not the words that were sent";
}

}  // namespace
}  // namespace tipline::testing
