#include "tests/gateway/http/test_server.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <thread>

#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace tipline::http {
namespace {

using std::chrono::steady_clock;

// Answers later, from the same loop, as a Redis connection does.
class Later final : public Companion {
 public:
  Later() : fd_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {}
  ~Later() override { ::close(fd_); }

  void Add(Millis wait, Answer answer, Response response) {
    const auto due = steady_clock::now() + wait;
    const bool first = waiting_.empty() || due < waiting_.begin()->first;
    waiting_.emplace(due, Waiting{std::move(answer), std::move(response)});
    if (first) Arm();
  }

  int fd() const override { return fd_; }
  void OnTick() override {}
  void OnReady() override {
    uint64_t expirations = 0;
    (void)!::read(fd_, &expirations, sizeof expirations);
    while (!waiting_.empty() && waiting_.begin()->first <= steady_clock::now()) {
      auto node = waiting_.extract(waiting_.begin());
      node.mapped().answer.Send(std::move(node.mapped().response));
    }
    if (!waiting_.empty()) Arm();
  }

 private:
  struct Waiting {
    Answer answer;
    Response response;
  };
  void Arm() const {
    const auto wait = std::max<int64_t>(1, (waiting_.begin()->first - steady_clock::now()).count());
    const itimerspec spec{{0, 0}, {wait / 1'000'000'000, wait % 1'000'000'000}};
    ::timerfd_settime(fd_, 0, &spec, nullptr);
  }
  int fd_;
  std::multimap<steady_clock::time_point, Waiting> waiting_;
};

class TestHandler final : public Handler {
 public:
  explicit TestHandler(HandlerLog& log) : log_(log) {}
  ~TestHandler() override { ++log_.ended; }
  Companion* companion() override { return &later_; }

  void OnRequest(Request request, Answer answer) override {
    ++log_.handled;
    Form query(request.query);
    if (request.path == "/hooks/x/sms") request.path = "/echo";
    if (request.path == "/hooks/later/sms") request.path = "/later", query = Form("ms=5");
    if (request.path == "/hooks/big/sms") request.path = "/big", query = Form("bytes=2000000");
    const Millis ms(std::atoi(query.Get("ms").c_str()));
    Response response = Response::Text(request.body);
    response.headers.emplace_back("X-Nonce", request.Header("X-Nonce"));
    const std::string& path = request.path;
    if (path == "/echo") return answer.Send(std::move(response));
    if (path == "/later") return later_.Add(ms, std::move(answer), std::move(response));
    if (path == "/big") {
      response.body.assign(std::strtoul(query.Get("bytes").c_str(), nullptr, 10), 'b');
      return answer.Send(std::move(response));
    }
    if (path == "/hooks/drop/sms") return;
    if (path == "/seen" || path.substr(0, 12) == "/hooks/seen/")
      return answer.Send(Response::Text(request.method + " " + request.target + " " + request.peer +
                                        " " + request.body));
    if (path == "/hold") return held_.push_back(std::move(answer));
    if (path == "/release") return Release(std::move(answer));
    if (path == "/twice") {
      answer.Send(std::move(response));
      return answer.Send(Response::Text("second"));
    }
    if (path == "/deadline") {
      Response late = Response::Text("late");
      late.status = 202;
      answer.SetDeadline(ms, std::move(late));
      return held_.push_back(std::move(answer));
    }
    if (path == "/escape") {
      const std::lock_guard lock(log_.mutex);
      return log_.escaped.push_back(std::move(answer));
    }
    Throw(path, std::move(answer), std::move(response));
  }

 private:
  void Throw(const std::string& path, Answer answer, Response response) {
    if (path == "/throw-before") throw std::runtime_error(kSecretText);
    if (path == "/throw-int") throw 42;
    if (path == "/throw-after") answer.Send(std::move(response));
    if (path == "/throw-holding") held_.push_back(std::move(answer));
    if (path.substr(0, 6) == "/throw") throw std::runtime_error(kSecretText);
    if (path != "/drop") answer.Send(Response::Error(404));
  }

  void Release(Answer answer) {
    for (auto& one : held_) {
      if (!one.open()) ++log_.late_sends;
      one.Send(Response::Text("released"));
    }
    held_.clear();
    answer.Send(Response::Text("ok"));
  }

  HandlerLog& log_;
  Later later_;
  std::vector<Answer> held_;
};

}  // namespace

TestServer::TestServer(ServerOptions options) {
  auto server = Server::Start(options, [this](int) { return std::make_unique<TestHandler>(log_); });
  if (!server) {
    std::fprintf(stderr, "test server: %s\n", server.error().message.c_str());
    std::abort();
  }
  server_ = *std::move(server);
}

TestServer::~TestServer() = default;

std::string Numbered(const std::string& method, const std::string& target, int64_t nonce,
                     const std::string& body) {
  return testing::MakeRequest(method, target, body, {{"X-Nonce", std::to_string(nonce)}});
}

int64_t Nonce(const testing::RawAnswer& answer) {
  const std::string text = answer.Header("x-nonce");
  return text.empty() ? -1 : std::atoll(text.c_str());
}

int64_t CpuWhileWaiting(Millis time) {
  const auto used = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto ms = [](const timeval& t) { return int64_t{t.tv_sec} * 1000 + t.tv_usec / 1000; };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
  };
  const int64_t before = used();
  std::this_thread::sleep_for(time);  // the time itself is what is measured against
  return used() - before;
}

}  // namespace tipline::http
