// worker_loop PORT THREADS REDIS_SOCKET: the reference sketch of the design, the measure of the
// gateway. Each worker thread owns, in one epoll loop, its listening socket (SO_REUSEPORT), its
// client connections and its Redis connection; a request is parsed, its Redis commands (GET, SET of
// 300 bytes) sent, and its answer written on that one thread. What it lacks (limits, time-outs,
// reconnecting, back-pressure, a flow) is what gateway/http and gateway/webhooks add.
#include <atomic>
#include <memory>
#include <string>

#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pistache/http.h>
#include <pistache/peer.h>
#include <pistache/reactor.h>
#include <pistache/transport.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "tests/bench/servers/serve.h"

using namespace Pistache;

namespace {

tipline::bench::ServeArguments arguments;  // set before the threads start
const std::string kState(300, 'x');

[[noreturn]] void Fail(const char* what) {
  std::perror(what);
  std::_Exit(1);
}

// This worker's Redis connection, behind a nested epoll so that one readable fd stands for it.
class RedisLink {
 public:
  void Connect() {
    context_ = redisAsyncConnectUnix(arguments.redis_socket.c_str());
    if (context_ == nullptr || context_->err != 0) Fail("redis");
    context_->ev.data = this;
    context_->ev.addRead = [](void* p) { Self(p)->Interest(Self(p)->events_ | EPOLLIN); };
    context_->ev.delRead = [](void* p) { Self(p)->Interest(Self(p)->events_ & ~EPOLLIN); };
    context_->ev.addWrite = [](void* p) { Self(p)->Interest(Self(p)->events_ | EPOLLOUT); };
    context_->ev.delWrite = [](void* p) { Self(p)->Interest(Self(p)->events_ & ~EPOLLOUT); };
    context_->ev.cleanup = [](void*) {};
    Interest(EPOLLIN | EPOLLOUT);
  }
  void OnReady() {
    epoll_event events[2];
    const int n = epoll_wait(epoll_, events, 2, 0);
    for (int i = 0; i < n; ++i) {
      if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) redisAsyncHandleRead(context_);
      if (events[i].events & EPOLLOUT) redisAsyncHandleWrite(context_);
    }
  }
  int fd() const { return epoll_; }
  redisAsyncContext* context() { return context_; }

 private:
  static RedisLink* Self(void* p) { return static_cast<RedisLink*>(p); }
  void Interest(uint32_t events) {
    epoll_event event{};
    event.events = events;
    epoll_ctl(epoll_, added_ ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, context_->c.fd, &event);
    added_ = true;
    events_ = events;
  }
  int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  redisAsyncContext* context_ = nullptr;
  uint32_t events_ = 0;
  bool added_ = false;
};

class WorkerLoop : public Tcp::Transport {
 public:
  explicit WorkerLoop(const std::shared_ptr<Tcp::Handler>& handler)
      : Tcp::Transport(handler), handler_(handler) {}

  std::shared_ptr<Aio::Handler> clone() const override {
    return std::make_shared<WorkerLoop>(std::static_pointer_cast<Tcp::Handler>(handler_->clone()));
  }

  void registerPoller(Polling::Epoll& poller) override {
    Tcp::Transport::registerPoller(poller);
    listen_ = Listen();
    tick_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    const itimerspec every{{0, 500'000'000}, {0, 500'000'000}};
    timerfd_settime(tick_, 0, &every, nullptr);
    redis_.Connect();
    for (const int fd : {listen_, tick_, redis_.fd()})
      poller.addFd(fd, Flags<Polling::NotifyOn>(Polling::NotifyOn::Read), Polling::Tag(fd));
  }

  void onReady(const Aio::FdSet& fds) override {
    Tcp::Transport::onReady(fds);  // ignores tags it does not know
    for (const auto& entry : fds) {
      if (entry.getTag() == Polling::Tag(listen_)) Accept();
      if (entry.getTag() == Polling::Tag(redis_.fd())) redis_.OnReady();
      if (entry.getTag() == Polling::Tag(tick_)) Tick();
    }
    if (answered_) {  // write now, before any fd can be closed and its number used again
      answered_ = false;
      flush();
    }
  }

  redisAsyncContext* redis() { return redis_.context(); }
  void Answered() { answered_ = true; }

 private:
  static int Listen() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(arguments.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) Fail("bind");
    if (listen(fd, 1024) != 0) Fail("listen");
    return fd;
  }
  void Accept() {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    int fd;
    while ((fd = accept4(listen_, reinterpret_cast<sockaddr*>(&from), &size,
                         SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      handleNewPeer(Tcp::Peer::Create(fd, Address::fromUnix(reinterpret_cast<sockaddr*>(&from))));
      size = sizeof from;
    }
  }
  // Where a real server walks `peers` and closes those past their time.
  void Tick() const {
    uint64_t expirations = 0;
    if (read(tick_, &expirations, sizeof expirations) < 0) return;
  }

  std::shared_ptr<Tcp::Handler> handler_;
  RedisLink redis_;
  int listen_ = -1;
  int tick_ = -1;
  bool answered_ = false;
};

struct Turn {
  Http::ResponseWriter response;
  WorkerLoop* loop;
  std::string key;
};

class Webhook : public Http::Handler {
  HTTP_PROTOTYPE(Webhook)
  void onRequest(const Http::Request&, Http::ResponseWriter response) override {
    static std::atomic<long> turns{0};
    auto* loop = static_cast<WorkerLoop*>(transport());
    auto* turn = new Turn{std::move(response), loop, "ussd:" + std::to_string(turns++ % 100000)};
    redisAsyncCommand(loop->redis(), Loaded, turn, "GET %s", turn->key.c_str());
  }
  static void Loaded(redisAsyncContext* redis, void*, void* p) {
    auto* turn = static_cast<Turn*>(p);
    redisAsyncCommand(redis, Committed, turn, "SET %s %b EX 180", turn->key.c_str(), kState.data(),
                      kState.size());
  }
  static void Committed(redisAsyncContext*, void* reply, void* p) {
    const std::unique_ptr<Turn> turn(static_cast<Turn*>(p));
    if (reply == nullptr) Fail("redis is gone");
    turn->response.send(Http::Code::Ok, "CON Welcome\n1. Report\n2. Info", MIME(Text, Plain));
    turn->loop->Answered();
  }
};

}  // namespace

int main(int argc, char** argv) {
  arguments = tipline::bench::ReadArguments(argc, argv, true);
  const sigset_t end = tipline::bench::BlockEnd();
  const auto reactor = Aio::Reactor::create();
  reactor->init(Aio::AsyncContext(static_cast<size_t>(arguments.threads), "gateway"));
  reactor->addHandler(std::make_shared<WorkerLoop>(std::make_shared<Webhook>()));
  reactor->run();
  tipline::bench::SayReady();
  tipline::bench::WaitForEnd(end);
  std::_Exit(0);  // answers on their way would write to a transport that goes with the reactor
}
