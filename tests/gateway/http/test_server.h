// A server for tests whose handler does what the path says, and answers with the request's nonce so
// that an answer on the wrong connection shows.
//   /echo          at once                        /later?ms=N    through the Companion, N ms later
//   /big?bytes=N   a body of N bytes              /seen          method, target, peer and body as
//   the handler saw them /hold          kept until /release or the end /drop          the Answer is
//   destroyed unanswered /twice         sends two answers              /deadline?ms=N fallback
//   "late" with status 202 after N ms, then held /hooks/x/sms   like /echo, /hooks/later/sms like
//   /later?ms=5, /hooks/big/sms like /big?bytes=2000000: what nginx lets by /throw-before,
//   /throw-after, /throw-int, /throw-holding
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/http/server.h"
#include "tests/support/http_client.h"

namespace tipline::http {

constexpr const char* kSecretText = "text of an exception";  // must never reach a client

// What tests look at from outside; shared by all workers.
struct HandlerLog {
  std::atomic<int> handled{0};
  std::atomic<int> ended{0};       // handlers destroyed
  std::atomic<int> late_sends{0};  // answers tried after the deadline
  std::mutex mutex;
  std::vector<Answer> escaped;  // /escape: guarded by mutex, outlives the server
};

class TestServer {
 public:
  explicit TestServer(ServerOptions options = {});
  ~TestServer();
  Server& operator*() const { return *server_; }
  Server* operator->() const { return server_.get(); }
  int port() const { return server_->port(); }
  HandlerLog& log() { return log_; }
  testing::RawClient Connect() const { return testing::RawClient(port()); }
  void End() { server_.reset(); }

 private:
  HandlerLog log_;
  std::unique_ptr<Server> server_;
};

// "GET /echo" and so on, with a nonce; Nonce() of the answer must be it.
std::string Numbered(const std::string& method, const std::string& target, int64_t nonce,
                     const std::string& body = {});
int64_t Nonce(const testing::RawAnswer& answer);  // -1: there is none

// CPU time of this process over `time` of doing nothing, in milliseconds.
int64_t CpuWhileWaiting(Millis time);

}  // namespace tipline::http
