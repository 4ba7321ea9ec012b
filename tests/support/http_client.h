// A client that sends exactly the bytes it is told to, in the packets it is told to, and reads
// answers strictly. One thread at a time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tipline::testing {

struct RawAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string Header(std::string_view lower_name) const;  // empty if there is none
};

class RawClient {
 public:
  using Millis = std::chrono::milliseconds;
  static constexpr Millis kPatience{10'000};

  // Not connected if nobody listens within `limit`.
  explicit RawClient(int port, Millis limit = kPatience, int receive_buffer = 0);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  bool Send(
      std::string_view bytes) const;  // one packet if it fits; false: the connection is broken
  // The next whole answer, interim ones (100) too. Nothing: the connection ended or the time was
  // over before it was whole.
  std::optional<RawAnswer> Read(Millis limit = kPatience, bool answers_head = false);
  std::optional<RawAnswer> Ask(std::string_view request);  // Send and Read
  std::string ReadSome(size_t at_most, Millis limit = kPatience);
  // The server ends the connection in order (no reset), with no byte before that.
  bool EndsCleanly(Millis limit = kPatience);
  // Nothing comes, not even an end, for so long.
  bool StaysQuiet(Millis time);
  void EndSending() const;  // half-closes
  void Abort();             // closes with a reset
  void Close();

 private:
  bool Fill(std::chrono::steady_clock::time_point end);
  int fd_ = -1;
  std::string buffer_;
};

// "GET /x HTTP/1.1" and so on, with Host and, if there is a body, its length.
std::string MakeRequest(std::string_view method, std::string_view target,
                        std::string_view body = {},
                        const std::vector<std::pair<std::string, std::string>>& headers = {});

}  // namespace tipline::testing
