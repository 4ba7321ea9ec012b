#include "tests/e2e/nothing_readable_world.h"

#include <fstream>
#include <iterator>
#include <regex>

#include <nlohmann/json.hpp>

#include "gateway/base/crypto.h"
#include "gateway/base/keys.h"
#include "gateway/http/message.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kForm = "application/x-www-form-urlencoded";
constexpr const char* kResponder = "+254711777001";

json SourceJson(const std::string& path) {
  std::ifstream in(std::string(TIPLINE_SOURCE_DIR) + "/" + path);
  return json::parse(in);
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string KeyText(const System& system, std::string_view file) {
  std::string text = ReadFile(system.home() + "/keys/" + std::string(file));
  return text.substr(0, text.find('\n'));
}

}  // namespace

void NothingReadableWorld::SetUp() {
  ASSERT_TRUE(InitCrypto());
  SystemOptions options;
  options.worker_metrics = true;
  options.api_urls["generic"] = provider_.url() + "/generic";
  options.api_urls["kannel"] = provider_.url() + "/cgi-bin/sendsms";
  json directory = SourceJson("tests/data/e2e/kannel_directory.json");
  auto& responders = directory["organisations"][0]["responders"];
  responders[0]["number"] = kResponder;
  responders[0]["channel"] = "generic";
  responders.erase(1);
  options.directory = elsewhere_.Write("directory.json", directory.dump());
  provider_.Script([](const FakeRequest& request) {
    FakeAnswer answer;
    answer.status = request.target.find("sendsms") == std::string::npos ? 200 : 202;
    answer.body = answer.status == 200 ? R"({"id":"x1"})" : "0: Accepted for delivery";
    return answer;
  });
  system_ = System::Start(options);
  ASSERT_NE(system_, nullptr);
  ASSERT_TRUE(system_->StartConsole());
  nginx_ = Nginx::Start(system_->gateway_port());
  tellers_ = Tellers();
}

void NothingReadableWorld::SendWhatIsRefused() const {
  const Teller& one = tellers_.front();
  const std::string text = R"({"from":")" + one.number + R"(","text":")" + one.word;
  Wire wire(system_->gateway_port());
  for (const std::string& body :
       {text, text + "\", }", text + R"(","to":["22395"]})", R"(["])" + one.word,
        text + R"(","id":")" + one.number + R"("}{)", text + "\xff\"}"})
    wire.Post("/hooks/generic/sms", body);
  wire.Post("/hooks/kannel/sms/" + one.word, "from=" + http::UrlEncode(one.number), kForm);
  wire.Post("/hooks/generic/status",
            json{{"id", "x1"}, {"state", "failed"}, {"reason", one.number}}.dump());
  wire.Post("/hooks/generic/status",
            json{{"id", "x1"}, {"state", one.word}, {"reason", one.word}}.dump());
}

void NothingReadableWorld::AnswerAnAlert() const {
  static const std::regex kReference("A ([0-9]{3,8})");
  std::string reference;
  EXPECT_TRUE(Eventually([&] {
    for (const FakeRequest& request : provider_.requests()) {
      const json sent = json::parse(request.body, nullptr, false);
      std::smatch found;
      if (!sent.is_object() || sent.value("to", "") != kResponder) continue;
      const std::string text = sent.value("text", "");
      if (std::regex_search(text, found, kReference)) reference = found[1];
    }
    return !reference.empty();
  })) << "no alert went to the responder";
  const auto reply = Wire(system_->gateway_port())
                         .Post("/hooks/generic/sms", json{{"id", "resp1"},
                                                          {"from", kResponder},
                                                          {"to", "22395"},
                                                          {"text", "A " + reference}}
                                                         .dump());
  EXPECT_EQ(reply.status, 200);
}

std::vector<Needle> NothingReadableWorld::Needles() const {
  std::vector<Needle> needles;
  for (size_t i = 0; i < tellers_.size(); ++i) {
    const std::string who = "of person " + std::to_string(i);
    needles.push_back(NeedleOf("word " + who, tellers_[i].word));
    // Without the country's prefix: it is in every way of writing the number.
    needles.push_back(NeedleOf("number " + who, tellers_[i].number.substr(4)));
    if (!tellers_[i].code.empty())
      needles.push_back(NeedleOf("case code " + who, tellers_[i].code));
    if (tellers_[i].pin.empty()) continue;
    const std::string& pin = tellers_[i].pin;
    needles.push_back(
        {"PIN " + who, {"PIN " + pin, "\"pin\":\"" + pin, "pin=" + pin, "PIN+" + pin}});
  }
  needles.push_back(NeedleOf("the responder's number", std::string(kResponder).substr(4)));
  needles.push_back(NeedleOf("words of the desk", kDeskWord));
  for (const std::string_view file : kKeyFiles) {
    const auto raw = FromBase64(KeyText(*system_, file));
    EXPECT_TRUE(raw && raw->size() == sizeof(KeyBytes));
    if (raw) needles.push_back(NeedleOf(std::string(file), *raw));
  }
  needles.push_back(NeedleOf("Redis' passwords", RedisServer::kAclPassword));
  const json sandbox = SourceJson("config/sandbox.secrets.json");
  for (const auto& [channel, secrets] : sandbox.items()) {
    if (!secrets.is_object()) continue;
    for (const auto& [name, value] : secrets.items())
      if (name != "username")
        needles.push_back(NeedleOf(channel + " " + name, value.get<std::string>()));
  }
  if (!desk_.password.empty()) {
    needles.push_back(NeedleOf("a password of staff", desk_.password));
    needles.push_back(NeedleOf("a TOTP seed", desk_.totp));
    needles.push_back(NeedleOf("a console session", desk_.cookie));
  }
  return needles;
}

// Keys and passwords lie in the files that are made for them; there they must be found.
std::set<Finding> NothingReadableWorld::Allowed() {
  std::set<Finding> allowed = {{"Redis' passwords", "home/secrets.json"},
                               {"Redis' passwords", "redis/users.acl"}};
  for (const std::string_view file : kKeyFiles)
    allowed.emplace(file, "home/keys/" + std::string(file));
  return allowed;
}

std::vector<Place> NothingReadableWorld::Outside() const {
  std::vector<Place> places = {
      {"nginx's access log", nginx_->access_log()},
      {"nginx's error log", nginx_->error_log()},
      {"metrics of the gateway", Wire(system_->gateway_port()).Get("/metrics").body},
      {"metrics of the worker", Wire(system_->worker_metrics_port()).Get("/metrics").body},
      {"metrics of the console", Wire(system_->console_port()).Get("/metrics").body}};
  return places;
}

}  // namespace tipline::testing
