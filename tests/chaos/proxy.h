// A byte-level proxy between our programs and Redis or PostgreSQL, on unix sockets, that can delay,
// hold still, and cut in the middle of a command. One thread of its own; all functions are
// thread-safe. Tests: proxy_test.cc
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace tipline::chaos {

enum class Way { kToServer, kToClient };

class Proxy {
 public:
  // Listens on `socket` (replaces it). Connections to `server` are made when clients come; one that
  // cannot be made ends the client's, as a server that is not there would. Aborts the program if it
  // cannot listen.
  Proxy(std::string socket, std::string server);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  // From now on each piece waits so long, both ways; 0: none.
  void Delay(std::chrono::milliseconds delay);
  // Nothing is passed on, and nothing is lost, until Release.
  void Hold();
  void Release();
  // Each connection that passes anything ends after so many more bytes in one direction, whatever
  // they are in the middle of. Again and again, until CutNoMore.
  void CutAfter(size_t bytes, Way way);
  void CutNoMore();

  size_t connections() const;  // open now
  size_t cuts() const;         // made so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tipline::chaos
