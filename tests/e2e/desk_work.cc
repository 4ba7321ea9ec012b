#include "tests/e2e/desk_work.h"

#include <chrono>
#include <cstdint>
#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/base/hmac.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

std::string Totp(const std::string& base32) {
  std::string seed;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : base32) {
    if (c == '=') break;
    bits = bits << 5U | static_cast<uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
    count += 5;
    if (count < 8) continue;
    count -= 8;
    seed += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xffU);
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  uint64_t step =
      static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count()) / 30;
  std::string text(8, '\0');
  for (size_t i = 8; i-- > 0; step >>= 8U)
    text[i] = static_cast<char>(step & 0xffU);
  const std::string mac = HmacSha1(seed, text);
  const size_t at = static_cast<unsigned char>(mac[19]) & 15U;
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i)
    number = number << 8U | static_cast<unsigned char>(mac[at + i]);
  const std::string digits = std::to_string((number & 0x7fffffffU) % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

}  // namespace

void WorkAtTheDesk(const System& system, const std::vector<Teller>& tellers,
                   const std::string& word, DeskSecrets& secrets) {
  const Finished added = system.Tipline({"--json", "user", "add", "amina", "--role", "agent"});
  ASSERT_EQ(added.code, 0);
  const json account = json::parse(added.out, nullptr, false);
  secrets.password = account.value("password", "");
  secrets.totp = account.value("totp_secret", "");
  Wire desk(system.console_port());
  const std::string type = "application/json";
  desk.Post(
      "/api/session",
      json{{"name", "amina"}, {"password", secrets.password + "x"}, {"totp", Totp(secrets.totp)}}
          .dump());
  const auto in = desk.Post(
      "/api/session",
      json{{"name", "amina"}, {"password", secrets.password}, {"totp", Totp(secrets.totp)}}.dump());
  ASSERT_EQ(in.status, 200);
  static const std::regex kCookie("[Ss]et-[Cc]ookie: ([^=]+)=([^;]+)");
  std::smatch cookie;
  ASSERT_TRUE(std::regex_search(in.head, cookie, kCookie));
  secrets.cookie = cookie[2];
  const std::string headers = "Cookie: " + cookie[1].str() + "=" + secrets.cookie +
                              "\r\nX-CSRF-Token: " + json::parse(in.body).value("csrf", "") +
                              "\r\n";
  const auto get = [&](const std::string& target) {
    return desk.Raw("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n");
  };
  std::string shown;
  std::string id;
  int64_t revision = 0;
  for (const json& item : system.Cases()) {
    const std::string one = item.at("id");
    const auto page = get("/api/cases/" + one);
    EXPECT_EQ(page.status, 200);
    shown += page.body;
    if (item.value("medium", "") != "sms") continue;
    id = one;
    revision = item.value("revision", int64_t{0});
  }
  for (const Teller& teller : tellers)
    EXPECT_NE(shown.find(teller.word), std::string::npos) << "the desk can read the words";
  const auto claimed =
      desk.Post("/api/cases/" + id + "/claim", json{{"revision", revision}}.dump(), type, headers);
  EXPECT_EQ(claimed.status, 200);
  revision = json::parse(claimed.body, nullptr, false).value("revision", revision);
  const auto replied = desk.Post(
      "/api/cases/" + id + "/reply",
      json{{"revision", revision}, {"text", "Call the " + word + " line"}}.dump(), type, headers);
  EXPECT_EQ(replied.status, 200) << "an SMS thread can be answered";
  desk.Post("/api/cases/" + id + "/number", json{{"revision", revision}}.dump(), type, headers);
  EXPECT_EQ(
      system
          .Tipline({"case", "close", id, "--code", "service_received", "--note", "note of " + word})
          .code,
      0);
  EXPECT_EQ(get("/api/queue").status, 200);
}

}  // namespace tipline::testing
