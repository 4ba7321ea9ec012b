// No words, number, PIN, case code, key or password of anybody lies readable in a log, in Redis, in
// the SQL store, in the spool or among the metrics, whichever way it came in or went out. A look
// that finds nothing proves nothing, so each kind of place must also give up something that is
// known to be in it, and each key must be found in its own file.
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/base/crypto.h"
#include "gateway/base/hmac.h"
#include "gateway/base/keys.h"
#include "gateway/http/message.h"
#include "tests/e2e/places.h"
#include "tests/support/fake_provider.h"
#include "tests/support/nginx.h"
#include "tests/system/metrics.h"
#include "tests/system/system.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kForm = "application/x-www-form-urlencoded";
constexpr const char* kResponder = "+254711777001";
constexpr size_t kPhonesPerWay = 3;  // see ExpectNoPin

// One way for a person's words to come in: sends them and gives what the phone shows.
enum class Way { kUssdForm, kUssdJson, kSmsJson, kSmsQuery };
constexpr Way kWays[] = {Way::kUssdForm, Way::kUssdJson, Way::kSmsJson, Way::kSmsQuery};
bool IsUssd(Way way) {
  return way == Way::kUssdForm || way == Way::kUssdJson;
}

struct Person {
  Way way = Way::kUssdForm;
  std::string number;  // E.164
  std::string word;    // in what they write and nowhere else
  std::string transcript;
  int turn = 0;
  std::string code, pin;  // as their phone showed them
  bool first() const { return turn == 0; }
};

Person PersonOf(Way way, size_t i) {
  static constexpr const char* kWords[] = {"zebrawaterfall", "marblepelican",   "copperlantern",
                                           "saffronharbour", "velvetcrocodile", "amberumbrella",
                                           "silentorchard",  "crimsongazelle",  "paperwindmill",
                                           "hollowtamarind", "glassporcupine",  "distantcinnamon"};
  const size_t index = static_cast<size_t>(way) * kPhonesPerWay + i;
  Person person;
  person.way = way;
  person.number = "+2547118" + std::to_string(60'000 + 1111 * index + 7);
  person.word = kWords[index];
  return person;
}

json SourceJson(const std::string& path) {
  std::ifstream in(std::string(TIPLINE_SOURCE_DIR) + "/" + path);
  return json::parse(in);
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

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

class NothingReadable : public ::testing::Test {
 protected:
  void SetUp() override {
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
    for (const Way way : kWays)
      for (size_t i = 0; i < kPhonesPerWay; ++i)
        people_.push_back(PersonOf(way, i));
  }

  // Half of the ways lead through nginx, whose log is looked at, too. What came back is what the
  // phone shows; its PIN is taken down.
  std::string Say(Person& person, const std::string& words) {
    const std::string id = person.word.substr(0, 5) + std::to_string(person.turn);
    const std::string number = http::UrlEncode(person.number);
    WireReply reply;
    switch (person.way) {
      case Way::kUssdForm:
        person.transcript += (person.turn > 1 ? "*" : "") + words;
        reply = Wire(nginx_->port())
                    .Post("/hooks/africastalking/ussd/sandbox-africastalking-path-token",
                          "sessionId=A" + id.substr(0, 5) + "&phoneNumber=" + number +
                              "&networkCode=63902&serviceCode=%2A384%2A123%23&text=" +
                              http::UrlEncode(person.transcript),
                          kForm);
        break;
      case Way::kUssdJson:
        reply = Wire(system_->gateway_port())
                    .Post("/hooks/generic/ussd", json{{"session", "G" + id.substr(0, 5)},
                                                      {"id", id},
                                                      {"from", person.number},
                                                      {"service_code", "*384*123#"},
                                                      {"input", words},
                                                      {"new", person.first()}}
                                                     .dump());
        break;
      case Way::kSmsJson:
        reply =
            Wire(system_->gateway_port())
                .Post("/hooks/generic/sms",
                      json{{"id", id}, {"from", person.number}, {"to", "22395"}, {"text", words}}
                          .dump());
        break;
      case Way::kSmsQuery:
        reply =
            Wire(nginx_->port())
                .Get("/hooks/kannel/sms/sandbox-kannel-path-token?id=" + id + "&from=" + number +
                     "&to=22395&coding=0&charset=UTF-8&text=" + http::UrlEncode(words));
        break;
    }
    ++person.turn;
    EXPECT_EQ(reply.status, 200);
    static const std::regex kShown("([0-9]{10}) PIN ([0-9]{4})");
    std::smatch shown;
    if (std::regex_search(reply.body, shown, kShown)) {
      person.code = shown[1];
      person.pin = shown[2];
    }
    return reply.body;
  }

  // All of a conversation, with the person's word in the tip and in the place.
  void Walk(Person& person) {
    const std::string tip = "Girls behind the " + person.word + " bar cannot leave";
    const std::string place = "Kisumu " + person.word;
    std::vector<std::string> answers = {tip, "1", "1", "3", tip + " at night", place, "1", "1"};
    if (IsUssd(person.way)) answers = {"", "1", "1", "3", tip, place, "1", "1"};
    for (const std::string& answer : answers)
      Say(person, answer);
    EXPECT_EQ(person.pin.size(), 4U) << "no PIN was shown by way " << static_cast<int>(person.way);
  }

  // What is refused is logged, and a log might quote it.
  void SendWhatIsRefused() {
    const Person& one = people_.front();
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

  // The first alert to the responder is taken, in words of the responder's own.
  void AnswerAnAlert() {
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

  // Somebody on the desk reads all cases, takes one, writes back and closes it.
  void WorkAtTheDesk() {
    const Finished added = system_->Tipline({"--json", "user", "add", "amina", "--role", "agent"});
    ASSERT_EQ(added.code, 0);
    const json account = json::parse(added.out, nullptr, false);
    password_ = account.value("password", "");
    totp_ = account.value("totp_secret", "");
    Wire desk(system_->console_port());
    const std::string type = "application/json";
    desk.Post("/api/session",
              json{{"name", "amina"}, {"password", password_ + "x"}, {"totp", Totp(totp_)}}.dump());
    const auto in =
        desk.Post("/api/session",
                  json{{"name", "amina"}, {"password", password_}, {"totp", Totp(totp_)}}.dump());
    ASSERT_EQ(in.status, 200);
    static const std::regex kCookie("[Ss]et-[Cc]ookie: ([^=]+)=([^;]+)");
    std::smatch cookie;
    ASSERT_TRUE(std::regex_search(in.head, cookie, kCookie));
    cookie_ = cookie[2];
    const std::string headers = "Cookie: " + cookie[1].str() + "=" + cookie_ +
                                "\r\nX-CSRF-Token: " + json::parse(in.body).value("csrf", "") +
                                "\r\n";
    const auto get = [&](const std::string& target) {
      return desk.Raw("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n");
    };
    std::string shown;
    std::string id;
    int64_t revision = 0;
    for (const json& item : system_->Cases()) {
      const std::string one = item.at("id");
      const auto page = get("/api/cases/" + one);
      EXPECT_EQ(page.status, 200);
      shown += page.body;
      if (item.value("medium", "") != "sms") continue;
      id = one;
      revision = item.value("revision", int64_t{0});
    }
    for (const Person& person : people_)
      EXPECT_NE(shown.find(person.word), std::string::npos) << "the desk can read the words";
    const auto claimed = desk.Post("/api/cases/" + id + "/claim",
                                   json{{"revision", revision}}.dump(), type, headers);
    EXPECT_EQ(claimed.status, 200);
    revision = json::parse(claimed.body, nullptr, false).value("revision", revision);
    const auto replied =
        desk.Post("/api/cases/" + id + "/reply",
                  json{{"revision", revision}, {"text", "Call the " + kDeskWord + " line"}}.dump(),
                  type, headers);
    EXPECT_EQ(replied.status, 200) << "an SMS thread can be answered";
    desk.Post("/api/cases/" + id + "/number", json{{"revision", revision}}.dump(), type, headers);
    EXPECT_EQ(system_
                  ->Tipline({"case", "close", id, "--code", "service_received", "--note",
                             "note of " + kDeskWord})
                  .code,
              0);
    EXPECT_EQ(get("/api/queue").status, 200);
  }

  std::vector<Needle> Needles() const {
    std::vector<Needle> needles;
    for (size_t i = 0; i < people_.size(); ++i) {
      const std::string who = "of person " + std::to_string(i);
      needles.push_back(NeedleOf("word " + who, people_[i].word));
      // Without the country's prefix: it is in every way of writing the number.
      needles.push_back(NeedleOf("number " + who, people_[i].number.substr(4)));
      if (!people_[i].code.empty())
        needles.push_back(NeedleOf("case code " + who, people_[i].code));
      if (people_[i].pin.empty()) continue;
      const std::string& pin = people_[i].pin;
      needles.push_back(
          {"PIN " + who, {"PIN " + pin, "\"pin\":\"" + pin, "pin=" + pin, "PIN+" + pin}});
    }
    needles.push_back(NeedleOf("the responder's number", std::string(kResponder).substr(4)));
    needles.push_back(NeedleOf("words of the desk", kDeskWord));
    for (const std::string_view file : kKeyFiles) {
      const auto raw = FromBase64(KeyText(file));
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
    if (!password_.empty()) {
      needles.push_back(NeedleOf("a password of staff", password_));
      needles.push_back(NeedleOf("a TOTP seed", totp_));
      needles.push_back(NeedleOf("a console session", cookie_));
    }
    return needles;
  }
  std::string KeyText(std::string_view file) const {
    std::string text = ReadFile(system_->home() + "/keys/" + std::string(file));
    return text.substr(0, text.find('\n'));
  }

  // Keys and passwords lie in the files that are made for them; there they must be found.
  static std::set<Finding> Allowed() {
    std::set<Finding> allowed = {{"Redis' passwords", "home/secrets.json"},
                                 {"Redis' passwords", "redis/users.acl"}};
    for (const std::string_view file : kKeyFiles)
      allowed.emplace(file, "home/keys/" + std::string(file));
    return allowed;
  }

  std::vector<Place> Outside() const {
    std::vector<Place> places = {
        {"nginx's access log", nginx_->access_log()},
        {"nginx's error log", nginx_->error_log()},
        {"metrics of the gateway", Wire(system_->gateway_port()).Get("/metrics").body},
        {"metrics of the worker", Wire(system_->worker_metrics_port()).Get("/metrics").body},
        {"metrics of the console", Wire(system_->console_port()).Get("/metrics").body}};
    return places;
  }

  // Four digits turn up by chance (a length, a time, a port). Where PINs are kept, those of all who
  // came the same way are kept.
  void ExpectNoPin(const std::vector<Place>& places) const {
    for (const Place& place : places)
      for (const Way way : kWays) {
        size_t asked = 0;
        size_t found = 0;
        for (const Person& person : people_) {
          if (person.way != way || person.pin.empty()) continue;
          ++asked;
          found += HoldsWord(place.bytes, person.pin) ? 1 : 0;
        }
        EXPECT_TRUE(asked == 0 || found < asked)
            << place.name << " holds the PINs of way " << static_cast<int>(way);
      }
  }

  // The look reaches into every kind of place: pseudonyms and ids lie there in clear.
  void ExpectWhatIsThere(const std::vector<Place>& places) const {
    const auto keys = LoadKeys(system_->home() + "/keys", Role::kCli);
    ASSERT_TRUE(keys);
    const std::string pseudonym = Pseudonym(*keys, people_.front().number);
    const std::string id = system_->Cases().at(0).at("id");
    const std::pair<const char*, std::string> known[] = {
        {"home/log/gateway.log", "listening"},
        {"home/log/worker.log", "level=info"},
        {"home/log/console.log", "listening"},
        {"nginx's access log", "/hooks/kannel/sms"},
        {"metrics of the gateway", "tipline_webhooks_total"},
        {"metrics of the worker", "tipline_worker_sent_total"},
        {"metrics of the console", "tipline_console"},
        {"redis/redis.log", "ready to accept connections"},
        {"redis/appendonlydir/", pseudonym},
        {"Redis d (string)", pseudonym},
        {"Redis p (string)", pseudonym},
        {"Redis m (string)", "tl:{p"},
        {"Redis n (hash)", "turn:main/"},
        {"home/tipline.db", id},
        {"home/tipline.db-wal", id},
        {"home/tipline.db", pseudonym},
    };
    for (const auto& [place, text] : known)
      EXPECT_TRUE(Holds(places, place, text)) << place;
  }

  static void Add(std::vector<Place> more, std::vector<Place>& places) {
    for (Place& place : more)
      places.push_back(std::move(place));
  }
  // One of the places whose name begins like that holds it.
  static bool Holds(const std::vector<Place>& places, const std::string& name,
                    const std::string& known) {
    const std::vector<Needle> needle = {{"known", {known}}};
    for (const auto& [what, place] : Find(needle, places))
      if (place.starts_with(name)) return true;
    return false;
  }

  const std::string kDeskWord = "lemonmeridian";
  TempDir elsewhere_;  // not looked at
  FakeProvider provider_;
  std::unique_ptr<System> system_;
  std::unique_ptr<Nginx> nginx_;
  std::vector<Person> people_;
  std::string password_, totp_, cookie_;
};

TEST_F(NothingReadable, InNoLogNoRedisNoSqlNoSpoolAndNoMetrics) {
  Person& late = people_.back();
  ASSERT_EQ(late.way, Way::kSmsQuery);
  for (Person& person : people_)
    if (&person != &late) Walk(person);
  SendWhatIsRefused();
  AnswerAnAlert();
  ASSERT_TRUE(AllTakenIn(*system_));

  // While Redis is away, SMS are accepted into the spool.
  system_->redis().Stop();
  size_t spooled = 0;
  for (Person& person : people_) {
    if (IsUssd(person.way)) continue;
    Say(person, "Now the " + person.word + " house is locked, too");
    ++spooled;
  }
  EXPECT_EQ(Spooled(*system_), spooled);
  auto places = Outside();
  Add(FilesOf(*system_), places);
  EXPECT_TRUE(Holds(places, "home/spool/0", "TLSP")) << "records of the spool";
  EXPECT_EQ(Find(Needles(), places), Allowed());
  ExpectNoPin(places);

  system_->redis().StartAgain();
  ASSERT_TRUE(Eventually([&] { return system_->GatewayReady(); }));
  ASSERT_TRUE(AllTakenIn(*system_));
  Walk(late);
  ASSERT_TRUE(AllTakenIn(*system_));
  ASSERT_NO_FATAL_FAILURE(WorkAtTheDesk());
  places = Outside();
  Add(FilesOf(*system_), places);
  Add(RedisOf(*system_), places);
  EXPECT_EQ(Find(Needles(), places), Allowed());
  ExpectNoPin(places);
  ExpectWhatIsThere(places);

  // What is written at the end, too.
  for (Process* process : {&system_->gateway(), &system_->worker(), &system_->console()})
    EXPECT_EQ(process->Stop(), 0);
  system_->redis().Stop();
  places.clear();
  Add(FilesOf(*system_), places);
  EXPECT_EQ(Find(Needles(), places), Allowed());
  ExpectNoPin(places);
}

}  // namespace
}  // namespace tipline::testing
