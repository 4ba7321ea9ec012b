#include "tests/gateway/console/desk_fixture.h"

#include <fstream>
#include <iterator>

#include "gateway/base/ids.h"
#include "gateway/console/totp.h"
#include "gateway/store/live/gate.h"
#include "tests/support/redis_server.h"

namespace tipline::console {
namespace {

std::unique_ptr<testing::RedisServer> redis_server;  // one for the tests of a suite

const std::string& HashOfPassword() {
  static const std::string hash = *HashPassword(kPassword);
  return hash;
}

}  // namespace

void DeskTest::SetUpTestSuite() {
  redis_server = testing::RedisServer::Start();
  store::Redis redis(redis_server->options());
  const Status loaded = store::LoadFunctions(redis);
  ASSERT_TRUE(loaded) << loaded.error().message;
}

void DeskTest::TearDownTestSuite() {
  redis_server.reset();
}

void DeskTest::SetUp() {
  ASSERT_TRUE(InitCrypto());
  ASSERT_TRUE(InitTotp());
  const testing::TempDir& dir = temp_.emplace();
  dir_ = dir.path();
  settings_.sandbox = true;
  settings_.home = dir_;
  settings_.sql = "sqlite:" + dir_ + "/tipline.db";
  settings_.flows_dir = dir_ + "/flows";
  settings_.redis_socket = redis_server->socket();
  settings_.channels["generic"].id = "generic";
  dir.Write("flows/words.json", R"({"en":{"sensitive":["police","traffick*","safe house"]}})");
  dir.Write("web/index.html", "<!doctype html><title>Desk</title>");
  dir.Write("web/assets/page.js", "export {};");
  dir.Write("web/notes.txt", "not a file of the page");

  ASSERT_TRUE(GenerateKeys(settings_.KeysDir()));
  auto keys = LoadKeys(settings_.KeysDir(), Role::kConsole);
  ASSERT_TRUE(keys) << keys.error().message;
  keys_ = *std::move(keys);
  auto database = store::Database::Open(settings_.sql);
  ASSERT_TRUE(database) << database.error().message;
  database_ = *std::move(database);
  auto desk = Desk::Make(settings_, keys_, clock_, *database_);
  ASSERT_TRUE(desk) << desk.error().message;
  desk_ = *std::move(desk);
  auto page = Page::Load(dir_ + "/web");
  ASSERT_TRUE(page) << page.error().message;
  page_ = std::make_unique<Page>(*std::move(page));
  counts_ = std::make_unique<Counts>();
  app_ = std::make_unique<App>(*desk_, *page_, *counts_, [this] { return draining_; });
  redis_ = std::make_unique<store::Redis>(redis_server->options());
  ASSERT_TRUE(redis_->Run({"FLUSHALL"}));
}

void DeskTest::TearDown() {
  desk_.reset();
  database_.reset();
  temp_.reset();
}

void DeskTest::AddUser(const std::string& name, const std::string& role) {
  store::User user;
  user.name = name;
  user.role = role;
  user.password_hash = Secret<std::string>(HashOfPassword());
  user.totp_seed = NewTotpSeed();
  user.created_at = clock_.now;
  seeds_[name] = user.totp_seed;
  const Status added = desk_->users.Add(user, "test");
  ASSERT_TRUE(added) << added.error().message;
}

std::string DeskTest::CodeOf(const std::string& name) const {
  const auto seed = seeds_.find(name);
  return seed == seeds_.end() ? "000000" : *TotpCode(seed->second, clock_.now);
}

http::Response DeskTest::Ask(const std::string& method, const std::string& path,
                             const nlohmann::json& body, const SignedIn* who,
                             std::vector<std::pair<std::string, std::string>> more_headers) {
  http::Request request;
  request.method = method;
  request.target = request.path = path;
  request.peer = "127.0.0.1";
  request.headers = std::move(more_headers);
  request.received_at = clock_.now;
  if (!request.HasHeader("Host")) request.headers.emplace_back("Host", "127.0.0.1:8081");
  if (!body.is_null()) {
    request.body = body.dump();
    if (!request.HasHeader("Content-Type"))
      request.headers.emplace_back("Content-Type", "application/json");
  }
  if (who != nullptr) {
    request.headers.emplace_back("Cookie", who->cookie);
    if (!who->csrf.empty()) request.headers.emplace_back("X-CSRF-Token", who->csrf);
  }
  return app_->Answer(request, *redis_);
}

http::Response DeskTest::TrySignIn(const std::string& name, const std::string& password,
                                   const std::string& code, const std::string& peer) {
  return Ask("POST", "/api/session", {{"name", name}, {"password", password}, {"totp", code}},
             nullptr, {{"X-Forwarded-For", peer}});
}

SignedIn DeskTest::SignInAs(const std::string& name) {
  const auto user = desk_->users.Find(name);
  const auto grade = user ? GradeFromName(user->role) : std::nullopt;
  const auto opened = desk_->sessions.Open(name, grade.value_or(kAgent),
                                           user ? user->password_sealed : "", clock_.now);
  EXPECT_TRUE(user && grade && opened) << name;
  return opened ? SignedIn{"desk=" + opened->token.Reveal(), opened->visitor.csrf} : SignedIn{};
}

Tip DeskTest::SmsTip(const std::string& words) {
  Tip tip;
  tip.id = NewUlid(clock_.now);
  tip.conversation = "conversation-" + std::to_string(++tips_);
  tip.flow = "main";
  tip.channel = "generic";
  tip.medium = Medium::kSms;
  tip.received_at = clock_.now;
  tip.language = "en";
  tip.about = "me";
  tip.consent = Consent::kShare;
  tip.number = Secret<std::string>("+25471100000" + std::to_string(tips_));
  tip.pseudonym = Pseudonym(keys_, tip.number.Reveal());
  tip.text = Secret<std::string>(words);
  tip.said = {{clock_.now, "about", Secret<std::string>("1"), "me"},
              {clock_.now + Millis(1), "story", Secret<std::string>(words), ""}};
  return tip;
}

Case DeskTest::TakeIn(Tip tip, Assessment assessment, std::optional<TimePoint> due_at) {
  store::Intake intake;
  intake.box = SealToCase(keys_, EncodeTip(tip));
  intake.tip = std::move(tip);
  intake.assessment = std::move(assessment);
  intake.due_at = due_at;
  const auto taken = desk_->cases.TakeIn({intake}, clock_.now);
  EXPECT_TRUE(taken) << (taken ? "" : taken.error().message);
  return taken && !taken->empty() ? taken->front().item : Case{};
}

Case DeskTest::CaseNow(const std::string& id) {
  const auto item = desk_->cases.Find(id);
  EXPECT_TRUE(item);
  return item ? *item : Case{};
}

nlohmann::json BodyOf(const http::Response& response) {
  return nlohmann::json::parse(response.body, nullptr, false);
}

std::string HeaderOf(const http::Response& response, const std::string& name) {
  for (const auto& [header, value] : response.headers)
    if (header == name) return value;
  return {};
}

nlohmann::json ConsoleData(const std::string& file) {
  std::ifstream in(std::string(TIPLINE_SOURCE_DIR) + "/tests/data/console/" + file);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto rows = nlohmann::json::parse(text, nullptr, false);
  if (!rows.is_array() || rows.empty()) ADD_FAILURE() << file << ": no rows";
  return rows;
}

}  // namespace tipline::console
