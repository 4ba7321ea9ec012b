// blocking_pistache PORT THREADS REDIS_SOCKET: what one would write first: Pistache's own endpoint,
// and in the handler a blocking Redis connection per thread, GET and SET of 300 bytes a request.
// The second measure of the gateway.
#include <atomic>
#include <memory>
#include <string>

#include <hiredis/hiredis.h>
#include <pistache/endpoint.h>

#include "tests/bench/servers/serve.h"

using namespace Pistache;

namespace {

const std::string kState(300, 'x');
std::string redis_socket;    // set before the endpoint starts
std::atomic<long> turns{0};  // of all threads

struct Free {
  void operator()(redisContext* context) const { redisFree(context); }
  void operator()(void* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<void, Free>;

class Webhook : public Http::Handler {
 public:
  Webhook() = default;
  // Pistache copies the handler once per thread; each copy has a connection of its own.
  Webhook(const Webhook& other) : Http::Handler(other) {}
  std::shared_ptr<Tcp::Handler> clone() const override { return std::make_shared<Webhook>(*this); }

  void onRequest(const Http::Request&, Http::ResponseWriter response) override {
    if (!redis_) redis_.reset(redisConnectUnix(redis_socket.c_str()));
    if (!Turn("ussd:" + std::to_string(turns++ % 100000))) {
      redis_.reset();
      response.send(Http::Code::Service_Unavailable);
      return;
    }
    response.send(Http::Code::Ok, "CON Welcome\n1. Report\n2. Info", MIME(Text, Plain));
  }

 private:
  bool Turn(const std::string& key) {
    if (!redis_ || redis_->err != 0) return false;
    const Reply loaded(redisCommand(redis_.get(), "GET %s", key.c_str()));
    if (!loaded) return false;
    const Reply stored(
        redisCommand(redis_.get(), "SET %s %b EX 180", key.c_str(), kState.data(), kState.size()));
    return stored && static_cast<redisReply*>(stored.get())->type == REDIS_REPLY_STATUS;
  }

  std::unique_ptr<redisContext, Free> redis_;
};

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = tipline::bench::ReadArguments(argc, argv, true);
  redis_socket = arguments.redis_socket;
  return tipline::bench::ServeEndpoint(arguments, std::make_shared<Webhook>());
}
