// Outbound HTTP: providers' send APIs, callbacks. client*.{h,cc} are the only files that know
// libcurl. https, and http where `reach` says so; no redirects, no proxy, no user in a URL, a
// time-out always, a cap on the answer; only to addresses that `reach` allows (client_guard.h).
// URLs, headers and bodies are never logged: they carry keys, numbers and words. One thread at a
// time. Tests: tests/gateway/http/client_test.cc, client_reach_test.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "flows/base/time.h"
#include "gateway/http/client_guard.h"

namespace tipline::http {

struct ClientRequest {
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>>
      headers;  // one with CR, LF or NUL in it makes the request kInvalid
  std::string body;
  Millis timeout{10'000};  // from the start to the last byte of the answer; 0 or less: the default
  Reach reach;             // beyond https to public addresses
};

// What a sender needs to know before it tries again: may the other side have acted on the request?
enum class ClientError {
  kNone,       // an answer is here, whatever its status
  kInvalid,    // bad URL, method or header; nothing was sent and trying again is useless
  kUnreached,  // no name, no connection, no TLS: the other side never saw the request
  kTimeout,    // the request may have been taken
  kBroken,     // the connection ended or the answer made no sense: the request may have been taken
  kTooLarge,   // the answer is longer than allowed: the request was taken
  kForbidden,  // `reach` does not allow where it leads; nothing was sent. A matter of configuration
};
const char* ClientErrorName(
    ClientError error);  // "none", "invalid", "unreached", ...: for logs and metrics

struct ClientReply {
  int status = 0;  // 0: no answer
  std::string body;
  std::vector<std::pair<std::string, std::string>>
      headers;  // in order, names as sent, values trimmed
  ClientError error = ClientError::kNone;
};

struct ClientOptions {
  Millis connect_timeout{5'000};
  size_t max_reply_bytes = size_t{256} * 1024;  // body and headers each
  int max_connections_per_host = 16;  // more requests wait for a free one, within their time-out
  std::string ca_file;                // trusted certificates; empty: the system's
};

class HttpClient {
 public:
  using Done = std::function<void(ClientReply)>;

  HttpClient() = default;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  virtual ~HttpClient() = default;  // what is under way is dropped; its callbacks do not run

  // Blocks until the answer is here, at most request.timeout. Runs no callback of Start().
  virtual ClientReply Send(const ClientRequest& request) = 0;

  // Many at once: `done` runs once, inside a later Poll(), and may call Start().
  virtual void Start(const ClientRequest& request, Done done) = 0;
  // Moves all that is under way, waits at most `wait` for something to happen, runs the callbacks
  // of what is finished and gives their number. Returns at once with 0 if nothing is under way.
  virtual size_t Poll(Millis wait) = 0;
  virtual size_t under_way() const = 0;
  // Ends a waiting Poll() early, from any thread: the one function that others may call.
  virtual void Wake() = 0;
};

std::unique_ptr<HttpClient> MakeHttpClient(const ClientOptions& options = {});

}  // namespace tipline::http
