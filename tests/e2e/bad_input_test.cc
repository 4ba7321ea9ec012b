// Whatever arrives that is no good: a clear status, a fixed text, nothing stored, the connection in
// a defined state.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/e2e/metrics.h"
#include "tests/e2e/system.h"
#include "tests/e2e/wire.h"

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
};

std::vector<BadInput> Table() {
  const std::string json = "Content-Type: application/json\r\n";
  const std::string form = std::string("Content-Type: ") + kForm + "\r\n";
  return {
      {"malformed request line", "NONSENSE\r\n\r\n", 400, true},
      {"body too large",
       "POST /hooks/generic/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n", 413, true},
      {"chunked",
       "POST /hooks/generic/sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       411, true},
      {"unknown channel", Request("POST", "/hooks/nobody/sms", json, "{}"), 404, false},
      {"unknown event", Request("POST", "/hooks/generic/fax", json, "{}"), 404, false},
      {"wrong method", Request("DELETE", "/hooks/generic/sms", "", ""), 405, false},
      {"truncated JSON", Request("POST", "/hooks/generic/sms", json, R"({"id":"x","from":"+2547)"),
       400, false},
      {"missing field",
       Request("POST", "/hooks/generic/sms", json, R"({"id":"x","to":"22395","text":"hello"})"),
       400, false},
      {"bad UTF-8",
       Request("POST", "/hooks/generic/sms", json,
               "{\"id\":\"x\",\"from\":\"+254711000001\",\"to\":\"22395\",\"text\":\"\xff\xfe\"}"),
       400, false},
      {"bad UTF-8 in a form",
       Request("POST", kAt, form, "id=x&from=%2B254711000001&to=22395&text=%FF%FE"), 400, false},
      {"no secret path",
       Request("POST", "/hooks/africastalking/sms", form,
               "id=x&from=%2B254711000001&to=22395&text=hi"),
       401, false},
      {"wrong secret path",
       Request("POST", "/hooks/africastalking/sms/guess", form,
               "id=x&from=%2B254711000001&to=22395&text=hi"),
       403, false},
      {"no signature",
       Request("POST", "/hooks/twilio/sms", form,
               "MessageSid=SM1&From=%2B254711000001&To=22395&Body=hi"),
       401, false},
      {"wrong signature",
       Request("POST", "/hooks/twilio/sms",
               form + "X-Twilio-Signature: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n",
               "MessageSid=SM1&From=%2B254711000001&To=22395&Body=hi"),
       403, false},
      {"empty SMS",
       Request("POST", "/hooks/generic/sms", json,
               R"({"id":"e1","from":"+254711000001","to":"22395","text":""})"),
       200, false},
      {"sender that is a word",
       Request("POST", kAt, form, "id=w1&from=SafariCo&to=22395&text=You+won"), 200, false},
  };
}

TEST(BadInput, GetsAClearAnswerAndStoresNothing) {
  auto system = System::Start();
  ASSERT_NE(system, nullptr);
  for (const BadInput& c : Table()) {
    SCOPED_TRACE(c.name);
    Wire wire(system->gateway_port());
    const WireReply reply = wire.Raw(c.request);
    EXPECT_EQ(reply.status, c.status);
    EXPECT_LT(reply.body.size(), 200U);
    EXPECT_EQ(reply.body.find("254711"), std::string::npos);
    EXPECT_EQ(reply.body.find("guess"), std::string::npos);
    if (c.closes) {
      EXPECT_TRUE(wire.ClosedByServer());
    } else {
      EXPECT_EQ(wire.Get("/healthz").status, 200);
    }
  }
  EXPECT_EQ(SessionCount(*system), 0U);
  EXPECT_EQ(Appended(*system, "tips"), 0U);
  EXPECT_EQ(Appended(*system, "events"), 0U);
}

TEST(BadInput, AMessageOfTenPartsIsTakenWhole) {
  auto system = System::Start();
  ASSERT_NE(system, nullptr);
  std::string text = "I saw a locked house. ";
  while (text.size() < 1530)
    text += "They work at night. ";
  text.resize(1530);
  Wire wire(system->gateway_port());
  const auto reply =
      wire.Post("/hooks/generic/sms",
                R"({"id":"ten","from":"+254711000010","to":"22395","text":")" + text + "\"}");
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(Eventually([&] { return system->CaseCount() == 1; }));
}

}  // namespace
}  // namespace tipline::testing
