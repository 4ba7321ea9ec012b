#include "gateway/providers/external.h"

#include <gtest/gtest.h>

#include "tests/gateway/providers/provider_case.h"

namespace tipline::gateway {
namespace {

TEST(External, ChecksTheAnswerForAWord) {
  ChannelSettings channel = TestChannel("external");
  EXPECT_EQ(ReadExternalSend({200, "no", {}}, channel).outcome, SendClass::kSent);
  channel.options["mt_response_check"] = "SUCCESS";
  EXPECT_EQ(ReadExternalSend({200, "a SUCCESS", {}}, channel).outcome, SendClass::kSent);
  EXPECT_EQ(ReadExternalSend({200, "failure", {}}, channel).outcome, SendClass::kTemporary);
  EXPECT_EQ(ReadExternalSend({401, "SUCCESS", {}}, channel).outcome, SendClass::kConfig);
}

struct OptionCase {
  const char* name;
  const char* value;
  bool right;
};

TEST(External, KnowsItsOptions) {
  const OptionCase cases[] = {
      {"send_url", "https://a.example/{{to}}", true},
      {"send_url", "ftp://a.example", false},
      {"send_url", "https://a.example/{{number}}", false},
      {"send_body", "{\"t\":{{text}}}", true},
      {"send_body", "{{txt}}", false},
      {"send_method", "PUT", true},
      {"send_method", "DELETE", false},
      {"encoding", "S", true},
      {"encoding", "X", false},
      {"max_length", "160", true},
      {"max_length", "0", false},
      {"max_length", "16x", false},
      {"mo_from_field", "", false},
  };
  const auto options = FindProvider("external")->Options();
  for (const OptionCase& wanted : cases) {
    bool found = false;
    for (const OptionName& option : options) {
      if (std::string_view(option.name) != wanted.name) continue;
      found = true;
      EXPECT_EQ(option.right(wanted.value), wanted.right) << wanted.name << " " << wanted.value;
    }
    EXPECT_TRUE(found) << wanted.name;
  }
}

}  // namespace
}  // namespace tipline::gateway
