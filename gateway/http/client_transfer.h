// One request of the client under way. Only client*.cc include this: it shows libcurl. One thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "gateway/http/client.h"

namespace tipline::http {

struct EasyEnd {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyEnd>;
using HeaderList = std::unique_ptr<curl_slist, ListEnd>;

// Whether it may be sent at all: http or https, no user in the URL, no line end in a header.
bool IsValid(const ClientRequest& request);

// With all that curl points into: stays where it is.
class Transfer {
 public:
  Transfer(Easy easy, const ClientRequest& request, const ClientOptions& options,
           HttpClient::Done done);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() = default;

  CURL* easy() const { return easy_.get(); }
  Easy TakeEasy() { return std::move(easy_); }
  HttpClient::Done& done() { return done_; }
  // Once, when curl has ended it with `code`.
  ClientReply Result(CURLcode code);

 private:
  template <typename T>
  void Set(CURLoption option, T value) {
    curl_easy_setopt(easy(), option, value);
  }
  void Basics(const ClientOptions& options);
  void Guards();
  void Request();
  void Sinks();
  ClientError Judge(CURLcode code) const;
  bool Header(std::string_view line);
  static size_t OnBody(char* data, size_t, size_t size, void* self);
  static size_t OnHeader(char* data, size_t, size_t size, void* self);
  static curl_socket_t OnSocket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int OnConnected(void* self, char* address, char* local, int port, int local_port);

  Easy easy_;
  const ClientRequest request_;
  const size_t limit_;
  const bool tls_;
  const HeaderList headers_;
  HttpClient::Done done_;
  ClientReply reply_;
  size_t header_bytes_ = 0;
  bool too_large_ = false;
  int sockets_ = 0;         // that were opened
  bool forbidden_ = false;  // an address was refused
};

}  // namespace tipline::http
