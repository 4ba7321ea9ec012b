#include "tests/chaos/outbox.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/http/message.h"

namespace tipline::chaos {
namespace {

using nlohmann::json;
using testing::FakeAnswer;
using testing::FakeProvider;
using testing::FakeRequest;

// The value of a header, as it stands in the head of a request.
std::string Header(const std::string& head, const std::string& name) {
  const size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const size_t begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

// "...ref=01J..." in the address for delivery reports.
std::string Reference(const std::string& url) {
  const size_t at = url.find("ref=");
  return at == std::string::npos ? "" : url.substr(at + 4, url.find('&', at) - at - 4);
}

Sent Read(const std::string& channel, const FakeRequest& request) {
  Sent sent;
  sent.channel = channel;
  if (channel == "generic") {
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object()) return sent;
    sent.id = body.value("id", "");
    sent.number = body.value("to", "");
    sent.text = body.value("text", "");
  } else if (channel == "kannel") {
    sent.id = Reference(Header(request.head, "X-Kannel-DLR-Url"));
    sent.number = Header(request.head, "X-Kannel-To");
    sent.text = request.body;
  } else if (channel == "twilio") {
    const http::Form form(request.body);
    sent.id = Reference(form.Get("StatusCallback"));
    sent.number = form.Get("To");
    sent.text = form.Get("Body");
  } else {  // Africa's Talking is not told our id: a repeat cannot be told from the same text twice
    const http::Form form(request.body);
    sent.number = form.Get("to");
    sent.text = form.Get("message");
  }
  return sent;
}

std::string Body(const std::string& channel, size_t count) {
  const std::string id = "P" + std::to_string(count);
  if (channel == "africastalking")
    return json{{"SMSMessageData",
                 {{"Message", "Sent to 1/1"},
                  {"Recipients", json::array({{{"statusCode", 101}, {"messageId", id}}})}}}}
        .dump();
  if (channel == "twilio") return json{{"sid", id}, {"status", "queued"}}.dump();
  if (channel == "kannel") return "0: Accepted for delivery";
  return json{{"id", id}}.dump();
}

}  // namespace

Outbox::Outbox(std::function<long long()> now) : now_(std::move(now)) {
  for (const char* channel : {"generic", "africastalking", "kannel", "twilio"}) {
    auto server = std::make_unique<FakeProvider>();
    server->Script([this, channel = std::string(channel)](const FakeRequest& request) {
      return Take(channel, request);
    });
    servers_[channel] = std::move(server);
  }
}

std::map<std::string, std::string> Outbox::urls() const {
  std::map<std::string, std::string> urls;
  for (const auto& [channel, server] : servers_)
    urls[channel] = server->url();
  return urls;
}

void Outbox::Behave(Mode mode, long long retry_after) {
  const std::scoped_lock lock(mutex_);
  mode_ = mode;
  retry_after_ = retry_after;
}

FakeAnswer Outbox::AnswerOf(Mode mode, const std::string& channel, Sent& sent) const {
  FakeAnswer answer;
  answer.body = Body(channel, sent_.size());
  if (channel == "kannel") answer.status = 202;
  switch (mode) {
    case Mode::kTakes:
      sent.taken = true;
      break;
    case Mode::k429:
      answer = {
          .status = 429, .body = "{}", .headers = {{"Retry-After", std::to_string(retry_after_)}}};
      break;
    case Mode::k500:
      answer = {.status = 500, .body = "{}", .headers = {}};
      break;
    case Mode::kHangs:
      answer.hang = true;
      sent.unsure = true;
      break;
    case Mode::kHalf:
      answer.half = true;
      sent.unsure = true;
      break;
  }
  return answer;
}

FakeAnswer Outbox::Take(const std::string& channel, const FakeRequest& request) {
  Sent sent = Read(channel, request);
  sent.at_ms = now_();
  const std::scoped_lock lock(mutex_);
  FakeAnswer answer = AnswerOf(mode_, channel, sent);
  if (sent.taken || sent.unsure) waiting_.emplace(sent.number, sent.text);
  sent_.push_back(std::move(sent));
  came_.notify_all();
  return answer;
}

std::optional<Outbox::Text> Outbox::Next(const std::vector<std::string>& numbers,
                                         std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  std::optional<Text> found;
  came_.wait_for(lock, limit, [&] {
    for (const std::string& number : numbers) {
      const auto first = waiting_.find(number);  // of equal ones the oldest
      if (first == waiting_.end()) continue;
      found = Text{number, std::move(first->second)};
      waiting_.erase(first);
      return true;
    }
    return false;
  });
  return found;
}

size_t Outbox::count() const {
  const std::scoped_lock lock(mutex_);
  return sent_.size();
}

std::vector<Sent> Outbox::sent() const {
  const std::scoped_lock lock(mutex_);
  return sent_;
}

}  // namespace tipline::chaos
