// A keep-alive HTTP/1.1 client on a plain socket: what a provider's server does to us. One thread
// at a time.
#pragma once

#include <string>
#include <string_view>

namespace tipline::testing {

struct WireReply {
  int status = 0;  // 0: no whole answer
  // The request went out, at least in part, and no whole answer came: whoever sent it cannot know
  // what became of it.
  bool cut = false;
  std::string head;
  std::string body;
};

class Wire {
 public:
  explicit Wire(int port) : port_(port) {}
  ~Wire() { Close(); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  WireReply Post(const std::string& target, const std::string& body,
                 const std::string& type = "application/json", const std::string& headers = "");
  WireReply Get(const std::string& target);
  WireReply Raw(std::string_view request);  // as it is
  bool Send(std::string_view bytes);        // without waiting for the answer
  WireReply Read();
  // True once the server has closed the connection (waits up to the receive time-out).
  bool ClosedByServer();
  void Close();
  // There is a connection, now or already, and the server has not ended it. False: nobody listens.
  bool Connect();

 private:
  int port_;
  int fd_ = -1;
  std::string rest_;
};

}  // namespace tipline::testing
