#include "gateway/http/client_transfer.h"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "flows/base/ascii.h"

namespace tipline::http {
namespace {

bool HasLineEnd(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

struct UrlEnd {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlEnd>;

// Whether the URL has this part; `into`: what it is.
bool HasPart(CURLU* url, CURLUPart part, std::string* into = nullptr) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return false;
  if (into != nullptr) *into = text;
  curl_free(text);
  return true;
}

// Read as curl reads it when it connects. A user or password would lie in the logs of proxies and
// providers.
bool IsValidUrl(const std::string& text) {
  if (text.find('\0') != std::string::npos) return false;
  const Url url(curl_url());
  std::string scheme;
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK ||
      !HasPart(url.get(), CURLUPART_SCHEME, &scheme) || (scheme != "http" && scheme != "https"))
    return false;
  return !HasPart(url.get(), CURLUPART_USER) && !HasPart(url.get(), CURLUPART_PASSWORD);
}

bool IsTls(const std::string& url) {
  return AsciiLower(url.substr(0, 8)) == "https://";
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

ClientError Classify(CURLcode code, bool connected) {
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

// As inet_ntop writes it; empty: neither IPv4 nor IPv6.
std::string TextOf(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.sa_family == AF_INET)
    bytes = &reinterpret_cast<const sockaddr_in*>(&address)->sin_addr;
  else if (address.sa_family == AF_INET6)
    bytes = &reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr;
  if (bytes == nullptr) return "";
  const char* written = inet_ntop(address.sa_family, bytes, text.data(), text.size());
  return written == nullptr ? "" : written;
}

}  // namespace

bool IsValid(const ClientRequest& request) {
  constexpr std::array<std::string_view, 6> kMethods = {"GET", "HEAD",  "POST",
                                                        "PUT", "PATCH", "DELETE"};
  if (std::find(kMethods.begin(), kMethods.end(), request.method) == kMethods.end()) return false;
  if (!IsValidUrl(request.url)) return false;
  return std::none_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
    return header.first.empty() || HasLineEnd(header.first) || HasLineEnd(header.second);
  });
}

Transfer::Transfer(Easy easy, const ClientRequest& request, const ClientOptions& options,
                   HttpClient::Done done)
    : easy_(std::move(easy)),
      request_(request),
      limit_(options.max_reply_bytes),
      tls_(IsTls(request.url)),
      headers_(MakeHeaders(request)),
      done_(std::move(done)) {
  Basics(options);
  Guards();
  Request();
  Sinks();
}

ClientError Transfer::Judge(CURLcode code) const {
  if (too_large_) return ClientError::kTooLarge;
  // Other addresses of the same name may have been allowed, and tried without luck.
  const bool refused = code == CURLE_COULDNT_CONNECT && sockets_ == 0;
  if (forbidden_ && (refused || code == CURLE_ABORTED_BY_CALLBACK)) return ClientError::kForbidden;
  // Time spent up to where the request could be sent; 0: that point was never reached.
  curl_off_t ready = 0;
  curl_easy_getinfo(easy(), CURLINFO_PRETRANSFER_TIME_T, &ready);
  return Classify(code, ready > 0);
}

ClientReply Transfer::Result(CURLcode code) {
  reply_.error = Judge(code);
  long status = 0;
  curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
  if (reply_.error != ClientError::kNone) return {0, {}, {}, reply_.error};
  reply_.status = static_cast<int>(status);
  return std::move(reply_);
}

void Transfer::Basics(const ClientOptions& options) {
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  Set(CURLOPT_TCP_KEEPALIVE, 1L);
  Set(CURLOPT_VERBOSE, 0L);
  const Millis timeout = request_.timeout > Millis(0) ? request_.timeout : ClientRequest{}.timeout;
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  Set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::min(options.connect_timeout, timeout).count()));
  if (!options.ca_file.empty()) Set(CURLOPT_CAINFO, options.ca_file.c_str());
}

void Transfer::Request() {
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

void Transfer::Sinks() {
  Set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limit_));
  Set(CURLOPT_WRITEFUNCTION, &OnBody);
  Set(CURLOPT_WRITEDATA, this);
  Set(CURLOPT_HEADERFUNCTION, &OnHeader);
  Set(CURLOPT_HEADERDATA, this);
}

size_t Transfer::OnBody(char* data, size_t, size_t size, void* self) {
  auto* transfer = static_cast<Transfer*>(self);
  if (size > transfer->limit_ - transfer->reply_.body.size()) {
    transfer->too_large_ = true;
    return 0;  // ends the transfer
  }
  transfer->reply_.body.append(data, size);
  return size;
}

size_t Transfer::OnHeader(char* data, size_t, size_t size, void* self) {
  return static_cast<Transfer*>(self)->Header({data, size}) ? size : 0;
}

bool Transfer::Header(std::string_view line) {
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

// The names of an address are looked up by others, so what counts is where a connection leads.
void Transfer::Guards() {
  Set(CURLOPT_PROTOCOLS_STR, "http,https");
  Set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  Set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  Set(CURLOPT_PROXY, "");  // whatever the environment says
  Set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(CURLOPT_SSL_VERIFYPEER, 1L);
  Set(CURLOPT_SSL_VERIFYHOST, 2L);
  Set(CURLOPT_OPENSOCKETFUNCTION, &OnSocket);
  Set(CURLOPT_OPENSOCKETDATA, this);
  Set(CURLOPT_PREREQFUNCTION, &OnConnected);
  Set(CURLOPT_PREREQDATA, this);
}

curl_socket_t Transfer::OnSocket(void* self, curlsocktype, curl_sockaddr* address) {
  auto* transfer = static_cast<Transfer*>(self);
  if (!MayConnect(TextOf(address->addr), transfer->tls_, transfer->request_.reach)) {
    transfer->forbidden_ = true;
    return CURL_SOCKET_BAD;
  }
  ++transfer->sockets_;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Before each request, also on a connection that another request opened, with another reach.
int Transfer::OnConnected(void* self, char* address, char*, int, int) {
  auto* transfer = static_cast<Transfer*>(self);
  if (MayConnect(address == nullptr ? "" : address, transfer->tls_, transfer->request_.reach))
    return CURL_PREREQFUNC_OK;
  transfer->forbidden_ = true;
  return CURL_PREREQFUNC_ABORT;
}

}  // namespace tipline::http
