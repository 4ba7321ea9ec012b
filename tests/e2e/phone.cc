#include "tests/e2e/phone.h"

#include <atomic>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/process.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

// Of sessions and messages: no two of a program are alike.
std::string NextId() {
  static std::atomic<int> count{0};
  return "p" + std::to_string(++count);
}

// The text member of an answer; whatever is no text is shown whole.
std::string TextOf(const WireReply& reply, const char* member) {
  const json answer = json::parse(reply.body, nullptr, false);
  const json text = answer.is_object() ? answer.value(member, json()) : json();
  return text.is_string() ? text.get<std::string>() : reply.body;
}

}  // namespace

std::string Phone::Turn(const std::string& session, const std::string& input, bool first) const {
  const json body = {{"session", session},
                     {"from", number_},
                     {"service_code", service_code_},
                     {"input", input},
                     {"new", first}};
  return TextOf(Wire(system_.gateway_port()).Post("/hooks/" + channel_ + "/ussd", body.dump()),
                "text");
}

std::vector<std::string> Phone::Screens(const std::vector<std::string>& inputs) const {
  const std::string session = NextId();
  std::vector<std::string> screens = {Turn(session, "", true)};
  for (const std::string& input : inputs) {
    screens.push_back(Turn(session, input, false));
    EXPECT_TRUE(Eventually([&] {
      if (!Shows(screens.back(), "One moment")) return true;
      screens.back() = Turn(session, "1", false);
      return false;
    })) << "the worker never answered";
  }
  return screens;
}

std::string Phone::Sms(const std::string& words) const {
  const json body = {{"id", NextId()}, {"from", number_}, {"to", "22395"}, {"text", words}};
  const WireReply reply =
      Wire(system_.gateway_port()).Post("/hooks/" + channel_ + "/sms", body.dump());
  EXPECT_EQ(reply.status, 200);
  return TextOf(reply, "reply");
}

std::vector<std::string> Phone::Received(const FakeProvider& provider) const {
  std::vector<std::string> texts;
  for (const FakeRequest& request : provider.requests()) {
    const json body = json::parse(request.body, nullptr, false);
    if (body.is_object() && body.value("to", "") == number_)
      texts.push_back(body.value("text", ""));
  }
  return texts;
}

bool Shows(std::string_view screen, std::string_view text) {
  return screen.find(text) != std::string_view::npos;
}

}  // namespace tipline::testing
