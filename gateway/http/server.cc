#include "gateway/http/server.h"

#include <algorithm>
#include <csignal>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include <sys/eventfd.h>
#include <unistd.h>

#include "gateway/http/server_listen.h"
#include "gateway/http/server_loop.h"

namespace tipline::http {
namespace {

using Make = std::function<std::unique_ptr<Handler>(int worker)>;
using std::chrono::steady_clock;

constexpr int kMaxWorkers = 255;

struct Worker {
  WorkerState state;
  int listen_fd = -1;  // the loop owns it
  std::promise<Status> started;
  std::promise<void> ended;
  std::shared_future<void> end = ended.get_future().share();
  std::thread thread;
};

// All of a worker but its sockets lives and dies on its thread.
void Run(const ServerOptions& options, const Make& make, int index, Fd listener, Worker& worker) {
  bool running = false;
  try {
    auto handler = make(index);
    if (handler == nullptr) throw std::invalid_argument("no handler");
    const auto loop =
        std::make_shared<Loop>(options, std::move(listener), worker.state, std::move(handler));
    const auto reactor = Pistache::Aio::Reactor::create();
    reactor->init();
    reactor->addHandler(loop);
    running = true;
    worker.started.set_value(Unit{});
    reactor->run();
    loop->End();
  } catch (...) {
    if (running) throw;  // the reactor itself broke: better a new process than a deaf worker
    worker.started.set_value(Internal("a worker of the HTTP server could not start"));
  }
  worker.ended.set_value();
}

class ServerImpl final : public Server {
 public:
  ServerImpl(const ServerOptions& options, Make make, uint16_t port)
      : options_(options), make_(std::move(make)), port_(port) {}

  ServerImpl(const ServerImpl&) = delete;
  ServerImpl& operator=(const ServerImpl&) = delete;
  ~ServerImpl() override {
    Drain(Millis(0));
    for (auto& worker : workers_)
      worker->thread.join();
  }

  Status StartWorker(Fd listener) {
    auto worker = std::make_unique<Worker>();
    worker->state.wake = Fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!worker->state.wake.open())
      return Unavailable("no descriptor for a worker of the HTTP server");
    worker->listen_fd = listener.get();
    const int index = static_cast<int>(workers_.size());
    auto started = worker->started.get_future();
    worker->thread =
        std::thread([this, index, w = worker.get(), fd = std::move(listener)]() mutable {
          Run(options_, make_, index, std::move(fd), *w);
        });
    workers_.push_back(std::move(worker));
    Status status = started.get();
    if (!status) workers_.back()->listen_fd = -1;  // closed
    return status;
  }

  uint16_t port() const override { return port_; }
  bool draining() const override { return draining_.load(); }

  ServerCounts counts() const override {
    ServerCounts sum;
    for (const auto& worker : workers_) {
      const WorkerState& state = worker->state;
      sum.requests += state.requests.value();
      sum.refused += state.refused.value();
      sum.timed_out += state.timed_out.value();
      sum.overloaded += state.overloaded.value();
      sum.aborted += state.aborted.value();
      sum.in_flight += state.in_flight.value();
      sum.connections += state.connections.value();
    }
    return sum;
  }

  void Drain(Millis limit) override {
    const auto deadline = steady_clock::now() + limit;
    // All listeners at once, before any worker closes its own: connections that one refuses must
    // not meet another.
    if (!draining_.exchange(true))
      for (auto& worker : workers_)
        StopNewConnections(worker->listen_fd);
    for (auto& worker : workers_) {
      worker->state.give_up.store((deadline - 2 * kTick).time_since_epoch().count());
      worker->state.drain.store(true);
      worker->state.Wake();
    }
    for (auto& worker : workers_)
      worker->end.wait_until(deadline);
  }

 private:
  const ServerOptions options_;
  const Make make_;
  const uint16_t port_;
  std::atomic<bool> draining_{false};
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace

void WorkerState::Wake() const {
  const uint64_t one = 1;
  (void)!::write(wake.get(), &one, sizeof one);
}

Result<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, std::function<std::unique_ptr<Handler>(int worker)> make) {
  if (options.threads < 1 || options.threads > kMaxWorkers)
    return Invalid("HTTP server: 1 to 255 threads");
  std::signal(SIGPIPE, SIG_IGN);
  TRY_ASSIGN(Listeners listeners,
             Listen(options.host, options.port, options.threads, options.share_port));
  auto server = std::make_unique<ServerImpl>(options, std::move(make), listeners.port);
  for (auto& fd : listeners.fds)
    TRY(server->StartWorker(std::move(fd)));
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace tipline::http
