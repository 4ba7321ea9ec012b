#include "tests/e2e/tellers.h"

#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/http/message.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kForm = "application/x-www-form-urlencoded";

constexpr const char* kWords[] = {"zebrawaterfall", "marblepelican",   "copperlantern",
                                  "saffronharbour", "velvetcrocodile", "amberumbrella",
                                  "silentorchard",  "crimsongazelle",  "paperwindmill",
                                  "hollowtamarind", "glassporcupine",  "distantcinnamon"};

}  // namespace

bool IsUssd(Entrance way) {
  return way == Entrance::kUssdForm || way == Entrance::kUssdJson;
}

std::vector<Teller> Tellers() {
  std::vector<Teller> all;
  for (const char* word : kWords) {
    Teller teller;
    teller.way = kEntrances[all.size() / (std::size(kWords) / std::size(kEntrances))];
    teller.number = "+2547118" + std::to_string(60'000 + 1111 * all.size() + 7);
    teller.word = word;
    all.push_back(teller);
  }
  return all;
}

std::string Entrances::Say(const std::string& words, Teller& teller) const {
  const std::string id = teller.word.substr(0, 5) + std::to_string(teller.turn);
  const std::string number = http::UrlEncode(teller.number);
  WireReply reply;
  switch (teller.way) {
    case Entrance::kUssdForm:
      teller.transcript += (teller.turn > 1 ? "*" : "") + words;
      reply = Wire(nginx_.port())
                  .Post("/hooks/africastalking/ussd/sandbox-africastalking-path-token",
                        "sessionId=A" + id.substr(0, 5) + "&phoneNumber=" + number +
                            "&networkCode=63902&serviceCode=%2A384%2A123%23&text=" +
                            http::UrlEncode(teller.transcript),
                        kForm);
      break;
    case Entrance::kUssdJson:
      reply = Wire(system_.gateway_port())
                  .Post("/hooks/generic/ussd", json{{"session", "G" + id.substr(0, 5)},
                                                    {"id", id},
                                                    {"from", teller.number},
                                                    {"service_code", "*384*123#"},
                                                    {"input", words},
                                                    {"new", teller.first()}}
                                                   .dump());
      break;
    case Entrance::kSmsJson:
      reply = Wire(system_.gateway_port())
                  .Post("/hooks/generic/sms",
                        json{{"id", id}, {"from", teller.number}, {"to", "22395"}, {"text", words}}
                            .dump());
      break;
    case Entrance::kSmsQuery:
      reply = Wire(nginx_.port())
                  .Get("/hooks/kannel/sms/sandbox-kannel-path-token?id=" + id + "&from=" + number +
                       "&to=22395&coding=0&charset=UTF-8&text=" + http::UrlEncode(words));
      break;
  }
  ++teller.turn;
  EXPECT_EQ(reply.status, 200);
  static const std::regex kShown("([0-9]{10}) PIN ([0-9]{4})");
  std::smatch shown;
  if (std::regex_search(reply.body, shown, kShown)) {
    teller.code = shown[1];
    teller.pin = shown[2];
  }
  return reply.body;
}

void Entrances::Walk(Teller& teller) const {
  const std::string tip = "Girls behind the " + teller.word + " bar cannot leave";
  const std::string place = "Kisumu " + teller.word;
  std::vector<std::string> answers = {tip, "1", "1", "3", tip + " at night", place, "1", "1"};
  if (IsUssd(teller.way)) answers = {"", "1", "1", "3", tip, place, "1", "1"};
  for (const std::string& answer : answers)
    Say(answer, teller);
  EXPECT_EQ(teller.pin.size(), 4U) << "no PIN was shown by way " << static_cast<int>(teller.way);
}

}  // namespace tipline::testing
