// Carries webhooks to the gateway, as a provider's server does. Only to this machine: nothing that
// is made up may reach a hotline in service. One thread.
#pragma once

#include <memory>
#include <string>

#include "gateway/http/client.h"
#include "gateway/http/message.h"
#include "workers/emulate/answer.h"

namespace tipline::emulate {

// kInvalid: no http:// URL of a loopback address without a path.
Status CheckLoopback(const std::string& url);

class Courier {
 public:
  // `url`: of the gateway, checked; `limit`: how long the provider waits for an answer.
  Courier(std::string url, Millis limit);
  // kUnavailable: nobody listens, no answer in time, or a broken one.
  Result<Answer> Deliver(const http::Request& request);

 private:
  const std::string url_;
  const Millis limit_;
  std::unique_ptr<http::HttpClient> client_;
};

}  // namespace tipline::emulate
