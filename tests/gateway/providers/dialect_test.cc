// What a dialect file may hold; what each of ours does is in tests/data/providers.
#include "gateway/providers/dialect.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "gateway/providers/dialect_provider.h"
#include "tests/gateway/providers/provider_case.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr const char* kBase = R"({"title":"T","carries":"SMS","verified":"here")";

std::string DataFile(const std::string& name) {
  return std::string(TIPLINE_SOURCE_DIR) + "/tests/data/dialects/" + name;
}

// `rest`: members behind the base, each with its comma.
Dialect Make(const std::string& rest) {
  Result<DialectSpec> spec = ReadDialect("d", "d.json", kBase + rest + "}");
  EXPECT_TRUE(spec.has_value()) << (spec ? "" : spec.error().message);
  return Dialect(spec ? *std::move(spec) : DialectSpec());
}

http::Request Form(const std::string& body) {
  http::Request request;
  request.method = "POST";
  request.target = request.path = "/hooks/d/sms/t";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = body;
  return request;
}

ChannelSettings Channel() {
  return TestChannel("d");
}

Inbound One(const Dialect& dialect, const std::string& body, InboundKind kind = InboundKind::kSms) {
  auto all = dialect.ParseAll(Form(body), kind, Channel());
  EXPECT_TRUE(all.has_value() && all->size() == 1);
  return all && !all->empty() ? all->front() : Inbound();
}

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("tipline-dialects-" + Name())) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
  }
  std::string path() const { return path_.string(); }

 private:
  static std::string Name() {
    return ::testing::UnitTest::GetInstance()->current_test_info()->name() +
           std::to_string(::getpid());
  }
  std::filesystem::path path_;
};

TEST(DialectFile, SaysWhatIsWrong) {
  std::ifstream file(DataFile("bad.json"));
  const json cases = json::parse(file);
  ASSERT_GT(cases.size(), 30U);
  for (const json& one : cases) {
    const auto spec = ReadDialect("d", "d.json", one.at("file").dump());
    ASSERT_FALSE(spec.has_value()) << one.at("name");
    EXPECT_EQ(spec.error().message, one.at("message").get<std::string>()) << one.at("name");
    EXPECT_EQ(spec.error().code, Code::kInvalid);
  }
}

TEST(DialectFile, NamesTheFileOfWhatIsNoJson) {
  const auto spec = ReadDialect("d", "d.json", "{");
  ASSERT_FALSE(spec.has_value());
  EXPECT_EQ(spec.error().message.substr(0, 8), "d.json: ");
}

TEST(DialectFile, LeavesCommentsAndTheEmulatorAlone) {
  const Dialect dialect = Make(
      R"(,"$comment":"x","emulator":{"any":[1]},"sms":{"$comment":"y","fields":{"from":"f"}})");
  EXPECT_EQ(One(dialect, "f=254700000001").from.Reveal(), "+254700000001");
  EXPECT_EQ(dialect.Info().title, "T");
}

TEST(DialectFolder, LoadsOnceAndTellsDialectsFromCode) {
  const Folder folder;
  folder.Write("test_one.json", std::string(kBase) + "}");
  folder.Write("readme.txt", "not a dialect");
  ASSERT_TRUE(LoadDialects(folder.path()).has_value());
  ASSERT_TRUE(LoadDialects(folder.path()).has_value());
  const auto names = DialectNames();
  EXPECT_EQ(std::count(names.begin(), names.end(), "test_one"), 1);
  EXPECT_EQ(std::count(names.begin(), names.end(), "kannel"), 0);
  EXPECT_NE(FindProvider("test_one"), nullptr);
  Providers().erase("test_one");  // the other tests are about those of the source tree
}

TEST(DialectFolder, RefusesTheNameOfAnotherProvider) {
  const Folder folder;
  folder.Write("kannel.json", std::string(kBase) + "}");
  const Status loaded = LoadDialects(folder.path());
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().message,
            folder.path() +
                "/kannel.json: found the name of another provider; allowed: a name of its own");
}

TEST(DialectFolder, RegistersNothingOfAFolderWithABadFile) {
  const Folder folder;
  folder.Write("test_a.json", std::string(kBase) + "}");
  folder.Write("test_b.json", "{}");
  ASSERT_FALSE(LoadDialects(folder.path()).has_value());
  EXPECT_EQ(FindProvider("test_a"), nullptr);
}

TEST(DialectFolder, RefusesOddNamesAndNoFolder) {
  const Folder folder;
  folder.Write("Bad-Name.json", std::string(kBase) + "}");
  EXPECT_FALSE(LoadDialects(folder.path()).has_value());
  EXPECT_FALSE(LoadDialects(folder.path() + "/none").has_value());
}

TEST(DialectIn, ReadsHexOfUtf16) {
  const Dialect dialect =
      Make(R"(,"sms":{"fields":{"from":"f","text":"t"},"charset":"utf-16be-hex"})");
  EXPECT_EQ(One(dialect, "f=254700000001&t=004100e9").text.Reveal(), "Aé");
  EXPECT_EQ(One(dialect, "f=254700000001&t=zz").text.Reveal().empty(), false);
}

TEST(DialectIn, KeepsWordsOfAnyCharset) {
  const Dialect dialect = Make(R"(,"sms":{"fields":{"from":"f","text":"t"},"charset":"UTF-8"})");
  EXPECT_EQ(One(dialect, "f=254700000001&t=caf%E9%00").text.Reveal(), "café");
}

TEST(DialectIn, ReadsTimesInUnits) {
  const Dialect seconds =
      Make(R"(,"sms":{"fields":{"from":"f","time":"t"},"time_format":"seconds"})");
  const Dialect millis =
      Make(R"(,"sms":{"fields":{"from":"f","time":"t"},"time_format":"millis"})");
  EXPECT_EQ(FormatTime(*One(seconds, "f=254700000001&t=1769847300").sent_at),
            "2026-01-31T08:15:00Z");
  EXPECT_EQ(FormatTime(*One(millis, "f=254700000001&t=1769847300500").sent_at),
            "2026-01-31T08:15:00.500Z");
  EXPECT_FALSE(One(millis, "f=254700000001&t=-1").sent_at.has_value());
}

TEST(DialectIn, TakesTurnsAndAnEndNotice) {
  const Dialect dialect = Make(
      R"(,"ussd":{"fields":{"session":"s","from":"f","turn":"n","id":"i"}},
          "ussd_end":{"fields":{"session":"s","from":"f","reason":"r"},"answer":{"body":"bye"}})");
  const Inbound turn = One(dialect, "s=1&f=254700000001&n=3&i=x", InboundKind::kUssd);
  EXPECT_EQ(turn.turn, 3);
  EXPECT_EQ(turn.provider_id, "x");
  const Inbound end = One(dialect, "s=1&f=254700000001&r=timeout", InboundKind::kUssdEnd);
  EXPECT_EQ(end.kind, InboundKind::kUssdEnd);
  EXPECT_EQ(end.reason, "timeout");
  EXPECT_EQ(dialect.Render(end, {"", true}).body, "bye");
}

TEST(DialectAuth, WantsAHeaderWhereThereIsASecret) {
  const Dialect dialect = Make(
      R"(,"auth":[{"header":"Authorization","secret":"token"}],"sms":{"fields":{"from":"f"}})");
  http::Request request = Form("f=254700000001");
  const auto ask = [&](const ChannelSettings& channel) {
    return dialect.Authenticate(request, InboundKind::kSms, "demo-path-token-0001", channel,
                                TestSettings());
  };
  EXPECT_EQ(ask(Channel()).error().code, Code::kInvalid);
  request.headers.emplace_back("Authorization", "wrong");
  EXPECT_EQ(ask(Channel()).error().code, Code::kDenied);
  request.headers.back().second = "demo-token-0001";
  EXPECT_TRUE(ask(Channel()).has_value());
  ChannelSettings rotated = Channel();
  rotated.secrets["token_old"] = rotated.secrets["token"];
  rotated.secrets["token"] = Secret<std::string>("new");
  EXPECT_TRUE(ask(rotated).has_value());
  rotated.secrets.erase("token");
  rotated.secrets.erase("token_old");
  EXPECT_TRUE(ask(rotated).has_value());
}

TEST(DialectOut, CarriesAReplyWhereTheAnswerHasItsText) {
  EXPECT_FALSE(Make(R"(,"sms":{"fields":{"from":"f"}})").CarriesSmsReply());
  const Dialect carrying = Make(
      R"(,"sms":{"fields":{"from":"f"},"answer":{"body":"{text}","headers":{"X-To":"{from}"}}})");
  EXPECT_TRUE(carrying.CarriesSmsReply());
  const http::Response response = carrying.Render(One(carrying, "f=254700000001"), {"Asante"});
  EXPECT_EQ(response.body, "Asante");
  EXPECT_EQ(response.headers.front().second, "+254700000001");
}

TEST(DialectOut, NamesItsSecretsAndOptions) {
  const Dialect dialect = Make(
      R"(,"options":{"account":{"allowed":"digits"}},"auth":[{"field":"u","secret":"user_id"}],
          "sms":{"fields":{"from":"f"}},"send":{"url":"https://a.example/{option:account}",
          "headers":{"K":"{secret:api_key}"},"basic":["username","password"]})");
  std::vector<std::string> names;
  for (const SecretName& secret : dialect.Secrets())
    names.emplace_back(secret.name);
  EXPECT_EQ(names, (std::vector<std::string>{"path_token", "path_token_old", "user_id",
                                             "user_id_old", "api_key", "username", "password"}));
  ASSERT_EQ(dialect.Options().size(), 1U);
  EXPECT_STREQ(dialect.Options().front().name, "account");
  EXPECT_TRUE(dialect.Options().front().right("5500001"));
  EXPECT_FALSE(dialect.Options().front().right("a\nb"));
}

}  // namespace
}  // namespace tipline::gateway
