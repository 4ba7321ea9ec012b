#include "tests/chaos/dialects.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/http/message.h"
#include "gateway/providers/twilio_signature.h"

namespace tipline::chaos {
namespace {

using nlohmann::json;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kShortCode = "22395";
constexpr const char* kServiceCode = "*384*123#";
constexpr const char* kFormType = "application/x-www-form-urlencoded";

std::string Request(const std::string& target, const std::string& type, const std::string& body,
                    const std::string& headers = "") {
  return "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type + "\r\n" +
         headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string Form(const Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields)
    out += (out.empty() ? "" : "&") + name + "=" + http::UrlEncode(value);
  return out;
}

class Generic final : public Dialect {
 public:
  const char* channel() const override { return "generic"; }
  std::string Sms(const PhoneSms& sms) const override {
    return Request(
        "/hooks/generic/sms", "application/json",
        json{{"id", sms.id}, {"from", sms.from}, {"to", kShortCode}, {"text", sms.text}}.dump());
  }
  std::optional<std::string> ReadSms(const WireReply& reply) const override {
    const json body = json::parse(reply.body, nullptr, false);
    if (reply.status != 200 || !body.is_object() || !body.value("accepted", false))
      return std::nullopt;
    return body["reply"].is_string() ? body["reply"].get<std::string>() : "";
  }
  std::string Ussd(const PhoneTurn& turn) const override {
    return Request("/hooks/generic/ussd", "application/json",
                   json{{"session", turn.session},
                        {"id", turn.id},
                        {"from", turn.from},
                        {"service_code", kServiceCode},
                        {"input", turn.input},
                        {"new", turn.first}}
                       .dump());
  }
  std::optional<Screen> ReadUssd(const WireReply& reply) const override {
    const json body = json::parse(reply.body, nullptr, false);
    if (reply.status != 200 || !body.is_object() || !body.contains("text")) return std::nullopt;
    return Screen{body["text"].get<std::string>(), body.value("end", false)};
  }
};

class AfricasTalking final : public Dialect {
 public:
  const char* channel() const override { return "africastalking"; }
  std::string Sms(const PhoneSms& sms) const override {
    return Request(
        "/hooks/africastalking/sms/sandbox-africastalking-path-token", kFormType,
        Form({{"id", sms.id}, {"from", sms.from}, {"to", kShortCode}, {"text", sms.text}}));
  }
  std::optional<std::string> ReadSms(const WireReply& reply) const override {
    if (reply.status != 200) return std::nullopt;
    return "";
  }
  std::string Ussd(const PhoneTurn& turn) const override {
    return Request("/hooks/africastalking/ussd/sandbox-africastalking-path-token", kFormType,
                   Form({{"sessionId", turn.session},
                         {"phoneNumber", turn.from},
                         {"networkCode", "63902"},
                         {"serviceCode", kServiceCode},
                         {"text", turn.so_far}}));
  }
  std::optional<Screen> ReadUssd(const WireReply& reply) const override {
    if (reply.status != 200 || reply.body.size() < 4) return std::nullopt;
    return Screen{reply.body.substr(4), reply.body.starts_with("END ")};
  }
};

class Kannel final : public Dialect {
 public:
  const char* channel() const override { return "kannel"; }
  std::string Sms(const PhoneSms& sms) const override {
    return Request(
        "/hooks/kannel/sms/sandbox-kannel-path-token?" + Form({{"id", sms.id}, {"from", sms.from}}),
        "text/plain; charset=UTF-8", sms.text,
        std::string("X-Kannel-To: ") + kShortCode + "\r\nX-Kannel-Coding: 0\r\n");
  }
  std::optional<std::string> ReadSms(const WireReply& reply) const override {
    if (reply.status != 200) return std::nullopt;
    return reply.body;
  }
  std::string Ussd(const PhoneTurn& /*turn*/) const override { return {}; }
  std::optional<Screen> ReadUssd(const WireReply& /*reply*/) const override { return std::nullopt; }
};

class Twilio final : public Dialect {
 public:
  explicit Twilio(int port) : url_("http://127.0.0.1:" + std::to_string(port)) {}
  const char* channel() const override { return "twilio"; }
  std::string Sms(const PhoneSms& sms) const override {
    const std::string target = "/hooks/twilio/sms";
    const std::string body = Form({{"MessageSid", sms.id},
                                   {"AccountSid", "ACsandbox0000000000000000000000000"},
                                   {"From", sms.from},
                                   {"To", kShortCode},
                                   {"Body", sms.text}});
    const std::string signature =
        gateway::TwilioSignature("sandbox-twilio-auth-token", url_ + target, http::Form(body));
    return Request(target, kFormType, body, "X-Twilio-Signature: " + signature + "\r\n");
  }
  std::optional<std::string> ReadSms(const WireReply& reply) const override {
    if (reply.status != 200 || reply.body.find("<Response") == std::string::npos)
      return std::nullopt;
    constexpr std::string_view kOpen = "<Message>";
    const size_t from = reply.body.find(kOpen);
    if (from == std::string::npos) return "";
    const size_t begin = from + kOpen.size();
    return Unescaped(reply.body.substr(begin, reply.body.find("</Message>") - begin));
  }
  std::string Ussd(const PhoneTurn& /*turn*/) const override { return {}; }
  std::optional<Screen> ReadUssd(const WireReply& /*reply*/) const override { return std::nullopt; }

 private:
  static std::string Unescaped(std::string xml) {
    const Fields marks = {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}};
    for (const auto& [mark, plain] : marks)
      for (size_t at = xml.find(mark); at != std::string::npos; at = xml.find(mark, at + 1))
        xml.replace(at, mark.size(), plain);
    return xml;
  }
  const std::string url_;
};

}  // namespace

std::vector<std::unique_ptr<Dialect>> MakeDialects(int port) {
  std::vector<std::unique_ptr<Dialect>> all;
  all.push_back(std::make_unique<Generic>());
  all.push_back(std::make_unique<AfricasTalking>());
  all.push_back(std::make_unique<Kannel>());
  all.push_back(std::make_unique<Twilio>(port));
  return all;
}

bool SaysNotReceived(std::string_view text) {
  return text == "Sorry, this was not received. Please try again in a few minutes.";
}

}  // namespace tipline::chaos
