#include "workers/emulate/clerk.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include <sys/eventfd.h>
#include <unistd.h>

namespace tipline::emulate {
namespace {

// Longer than any sender waits.
constexpr Millis kNever{120'000};

// Keeps the answers whose time has not come; the server's tick lets them go.
class Clerk final : public http::Handler, public http::Companion {
 public:
  explicit Clerk(std::function<Decision(const http::Request&)> decide)
      : decide_(std::move(decide)), fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;
  ~Clerk() override {
    if (fd_ >= 0) ::close(fd_);
  }

  http::Companion* companion() override { return this; }
  int fd() const override { return fd_; }
  void OnReady() override {}

  void OnRequest(http::Request request, http::Answer answer) override {
    Decision decision = decide_(request);
    if (!decision.silent && decision.delay.count() == 0)
      return answer.Send(std::move(decision.answer));
    const Millis wait = decision.silent ? kNever : decision.delay;
    answer.SetDeadline(wait + kNever, http::Response::Error(503));
    late_.push_back(
        {std::chrono::steady_clock::now() + wait, std::move(answer), std::move(decision.answer)});
  }

  void OnTick() override {
    const auto now = std::chrono::steady_clock::now();
    for (Late& late : late_)
      if (late.due <= now && late.answer.open()) late.answer.Send(std::move(late.response));
    late_.erase(std::remove_if(late_.begin(), late_.end(),
                               [](const Late& late) { return !late.answer.open(); }),
                late_.end());
  }

 private:
  struct Late {
    std::chrono::steady_clock::time_point due;
    http::Answer answer;
    http::Response response;
  };
  const std::function<Decision(const http::Request&)> decide_;
  const int fd_;
  std::vector<Late> late_;
};

}  // namespace

std::unique_ptr<http::Handler> MakeClerk(std::function<Decision(const http::Request&)> decide) {
  return std::make_unique<Clerk>(std::move(decide));
}

}  // namespace tipline::emulate
