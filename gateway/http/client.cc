#include "gateway/http/client.h"

#include <algorithm>
#include <list>
#include <utility>

#include <curl/curl.h>

#include "gateway/http/client_transfer.h"

namespace tipline::http {
namespace {

struct MultiEnd {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

// Once in a process, before any handle; cheap afterwards.
bool InitCurl() {
  static const bool kReady = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return kReady;
}

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(const ClientOptions& options) : options_(options) {
    if (!InitCurl()) return;
    multi_.reset(curl_multi_init());
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS,
                      static_cast<long>(options.max_connections_per_host));
  }

  CurlClient(const CurlClient&) = delete;
  CurlClient& operator=(const CurlClient&) = delete;
  ~CurlClient() override {
    for (const auto& transfer : transfers_)
      curl_multi_remove_handle(multi_.get(), transfer->easy());
  }

  ClientReply Send(const ClientRequest& request) override {
    if (!IsValid(request)) return {0, {}, {}, ClientError::kInvalid};
    Easy easy = send_easy_ ? std::move(send_easy_) : Easy(curl_easy_init());
    if (!easy) return {0, {}, {}, ClientError::kUnreached};
    curl_easy_reset(easy.get());  // keeps its connections
    Transfer transfer(std::move(easy), request, options_, nullptr);
    ClientReply reply = transfer.Result(curl_easy_perform(transfer.easy()));
    send_easy_ = transfer.TakeEasy();
    return reply;
  }

  void Start(const ClientRequest& request, Done done) override {
    if (!IsValid(request)) return Reject(std::move(done), ClientError::kInvalid);
    Easy easy;
    if (!spare_.empty()) {
      easy = std::move(spare_.back());
      spare_.pop_back();
      curl_easy_reset(easy.get());
    } else {
      easy.reset(curl_easy_init());
    }
    if (!easy || !multi_) return Reject(std::move(done), ClientError::kUnreached);
    auto transfer = std::make_unique<Transfer>(std::move(easy), request, options_, std::move(done));
    curl_easy_setopt(transfer->easy(), CURLOPT_PRIVATE, transfer.get());
    if (curl_multi_add_handle(multi_.get(), transfer->easy()) != CURLM_OK)
      return Reject(std::move(transfer->done()), ClientError::kUnreached);
    transfers_.push_back(std::move(transfer));
  }

  size_t Poll(Millis wait) override {
    size_t finished = RunRejected();
    if (transfers_.empty()) return finished;
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    finished += Collect();
    if (finished > 0) return finished;
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(std::max(wait, Millis(0)).count()),
                    nullptr);
    curl_multi_perform(multi_.get(), &running);
    return Collect();
  }

  size_t under_way() const override { return transfers_.size() + rejected_.size(); }

  void Wake() override {
    if (multi_) curl_multi_wakeup(multi_.get());
  }

 private:
  void Reject(Done done, ClientError error) { rejected_.emplace_back(std::move(done), error); }

  size_t RunRejected() {
    const auto now = std::exchange(rejected_, {});
    for (const auto& [done, error] : now)
      done(ClientReply{0, {}, {}, error});
    return now.size();
  }

  size_t Collect() {
    size_t finished = 0;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      Complete(message->easy_handle, message->data.result);
      ++finished;
    }
    return finished;
  }

  void Complete(CURL* easy, CURLcode code) {
    const auto it = std::find_if(transfers_.begin(), transfers_.end(),
                                 [easy](const auto& transfer) { return transfer->easy() == easy; });
    const auto transfer = std::move(*it);
    transfers_.erase(it);
    ClientReply reply = transfer->Result(code);
    curl_multi_remove_handle(multi_.get(), easy);
    spare_.push_back(transfer->TakeEasy());
    transfer->done()(std::move(reply));
  }

  const ClientOptions options_;
  std::unique_ptr<CURLM, MultiEnd> multi_;  // outlives the handles in it
  std::list<std::unique_ptr<Transfer>> transfers_;
  std::vector<std::pair<Done, ClientError>> rejected_;
  std::vector<Easy> spare_;
  Easy send_easy_;
};

}  // namespace

const char* ClientErrorName(ClientError error) {
  switch (error) {
    case ClientError::kNone:
      return "none";
    case ClientError::kInvalid:
      return "invalid";
    case ClientError::kUnreached:
      return "unreached";
    case ClientError::kTimeout:
      return "timeout";
    case ClientError::kBroken:
      return "broken";
    case ClientError::kTooLarge:
      return "too_large";
    case ClientError::kForbidden:
      return "address_not_allowed";
  }
  return "unknown";
}

std::unique_ptr<HttpClient> MakeHttpClient(const ClientOptions& options) {
  return std::make_unique<CurlClient>(options);
}

}  // namespace tipline::http
