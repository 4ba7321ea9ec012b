#include "gateway/http/client.h"

#include <algorithm>
#include <array>
#include <list>
#include <utility>

#include <curl/curl.h>

namespace tipline::http {
namespace {

struct EasyEnd {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiEnd {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyEnd>;
using HeaderList = std::unique_ptr<curl_slist, ListEnd>;

// Once in a process, before any handle; cheap afterwards.
bool InitCurl() {
  static const bool kReady = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return kReady;
}

bool HasLineEnd(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

bool Valid(const ClientRequest& request) {
  constexpr std::array<std::string_view, 6> kMethods = {"GET", "HEAD",  "POST",
                                                        "PUT", "PATCH", "DELETE"};
  if (std::find(kMethods.begin(), kMethods.end(), request.method) == kMethods.end()) return false;
  if (request.url.find('\0') != std::string::npos) return false;
  return std::none_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
    return header.first.empty() || HasLineEnd(header.first) || HasLineEnd(header.second);
  });
}

// curl drops a header without a value unless it ends in a semicolon.
std::string HeaderLine(const std::pair<std::string, std::string>& header) {
  return header.second.empty() ? header.first + ";" : header.first + ": " + header.second;
}

HeaderList MakeHeaders(const ClientRequest& request) {
  HeaderList list;
  const auto append = [&list](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)list.release();
    list.reset(longer);
  };
  for (const auto& header : request.headers)
    append(HeaderLine(header));
  append("Expect:");  // no waiting for 100: our bodies are small
  return list;
}

ClientError Classify(CURLcode code, bool connected, bool too_large) {
  if (too_large) return ClientError::kTooLarge;
  switch (code) {
    case CURLE_OK:
      return ClientError::kNone;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return ClientError::kInvalid;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return ClientError::kUnreached;
    case CURLE_OPERATION_TIMEDOUT:
      return connected ? ClientError::kTimeout : ClientError::kUnreached;
    case CURLE_FILESIZE_EXCEEDED:
      return ClientError::kTooLarge;
    default:
      return ClientError::kBroken;
  }
}

// One request under way, with all that curl points into.
class Transfer {
 public:
  Transfer(Easy easy, const ClientRequest& request, const ClientOptions& options,
           HttpClient::Done done)
      : easy_(std::move(easy)),
        request_(request),
        limit_(options.max_reply_bytes),
        headers_(MakeHeaders(request)),
        done_(std::move(done)) {
    Basics(options);
    Request();
    Sinks();
  }

  CURL* easy() const { return easy_.get(); }
  Easy TakeEasy() { return std::move(easy_); }
  HttpClient::Done& done() { return done_; }

  ClientReply Result(CURLcode code) {
    // Time spent up to where the request could be sent; 0: that point was never reached.
    curl_off_t ready = 0;
    curl_easy_getinfo(easy(), CURLINFO_PRETRANSFER_TIME_T, &ready);
    reply_.error = Classify(code, ready > 0, too_large_);
    long status = 0;
    curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
    if (reply_.error != ClientError::kNone) return {0, {}, {}, reply_.error};
    reply_.status = static_cast<int>(status);
    return std::move(reply_);
  }

 private:
  template <typename T>
  void Set(CURLoption option, T value) {
    curl_easy_setopt(easy(), option, value);
  }

  void Basics(const ClientOptions& options) {
    Set(CURLOPT_NOSIGNAL, 1L);
    Set(CURLOPT_PROTOCOLS_STR, "http,https");
    Set(CURLOPT_FOLLOWLOCATION, 0L);
    Set(CURLOPT_PROXY, "");  // whatever the environment says
    Set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    Set(CURLOPT_TCP_KEEPALIVE, 1L);
    Set(CURLOPT_VERBOSE, 0L);
    const Millis timeout =
        request_.timeout > Millis(0) ? request_.timeout : ClientRequest{}.timeout;
    Set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    Set(CURLOPT_CONNECTTIMEOUT_MS,
        static_cast<long>(std::min(options.connect_timeout, timeout).count()));
    if (!options.ca_file.empty()) Set(CURLOPT_CAINFO, options.ca_file.c_str());
  }

  void Request() {
    Set(CURLOPT_URL, request_.url.c_str());
    Set(CURLOPT_HTTPHEADER, headers_.get());
    const bool sends = !request_.body.empty() || request_.method == "POST" ||
                       request_.method == "PUT" || request_.method == "PATCH";
    if (sends) {  // the length first: curl would look for a NUL
      Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
      Set(CURLOPT_POSTFIELDS, request_.body.data());
    }
    if (request_.method == "HEAD") Set(CURLOPT_NOBODY, 1L);
    Set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  }

  void Sinks() {
    Set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limit_));
    Set(CURLOPT_WRITEFUNCTION, &OnBody);
    Set(CURLOPT_WRITEDATA, this);
    Set(CURLOPT_HEADERFUNCTION, &OnHeader);
    Set(CURLOPT_HEADERDATA, this);
  }

  static size_t OnBody(char* data, size_t, size_t size, void* self) {
    auto* transfer = static_cast<Transfer*>(self);
    if (size > transfer->limit_ - transfer->reply_.body.size()) {
      transfer->too_large_ = true;
      return 0;  // ends the transfer
    }
    transfer->reply_.body.append(data, size);
    return size;
  }

  static size_t OnHeader(char* data, size_t, size_t size, void* self) {
    return static_cast<Transfer*>(self)->Header({data, size}) ? size : 0;
  }

  bool Header(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > limit_) too_large_ = true;
    if (too_large_) return false;
    if (line.substr(0, 5) == "HTTP/") reply_.headers.clear();  // after an interim answer
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return true;
    std::string_view value = line.substr(colon + 1);
    const size_t first = std::min(value.find_first_not_of(" \t\r\n"), value.size());
    value.remove_prefix(first);
    value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
    reply_.headers.emplace_back(line.substr(0, colon), value);
    return true;
  }

  Easy easy_;
  const ClientRequest request_;
  const size_t limit_;
  const HeaderList headers_;
  HttpClient::Done done_;
  ClientReply reply_;
  size_t header_bytes_ = 0;
  bool too_large_ = false;
};

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
    if (!Valid(request)) return {0, {}, {}, ClientError::kInvalid};
    Easy easy = send_easy_ ? std::move(send_easy_) : Easy(curl_easy_init());
    if (!easy) return {0, {}, {}, ClientError::kUnreached};
    curl_easy_reset(easy.get());  // keeps its connections
    Transfer transfer(std::move(easy), request, options_, nullptr);
    ClientReply reply = transfer.Result(curl_easy_perform(transfer.easy()));
    send_easy_ = transfer.TakeEasy();
    return reply;
  }

  void Start(const ClientRequest& request, Done done) override {
    if (!Valid(request)) return Reject(std::move(done), ClientError::kInvalid);
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
  }
  return "unknown";
}

std::unique_ptr<HttpClient> MakeHttpClient(const ClientOptions& options) {
  return std::make_unique<CurlClient>(options);
}

}  // namespace tipline::http
