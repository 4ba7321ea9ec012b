// Any bytes, cut anywhere, are the same requests and the same refusal. The first byte chooses the
// cuts, the rest is what a client sends.
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "gateway/http/request_parser.h"
#include "tests/fuzz/require.h"

namespace tipline::fuzz {
namespace {

using http::Request;
using http::RequestParser;

struct Outcome {
  std::vector<Request> requests;
  int refused = 0;
};

void CheckRequest(const Request& request) {
  Require(!request.method.empty() && !request.target.empty() && !request.path.empty(),
          "a request has its line");
  Require(request.target.size() <= http::kMaxTargetBytes, "the target is within its limit");
  Require(request.body.size() <= http::kMaxBodyBytes, "the body is within its limit");
  Require(request.headers.size() <= http::kMaxHeaderCount, "the headers are within their number");
  for (const auto& [name, value] : request.headers) {
    Require(!name.empty() && name.find_first_of(" \t\r\n:") == std::string::npos,
            "a header's name is a token");
    Require(value.find_first_of(std::string("\r\n\0", 3)) == std::string::npos,
            "a header's value is one line");
  }
  Require(!request.HasHeader("Transfer-Encoding"), "no body but those with a length");
}

// `cut` gives the size of the next packet.
template <typename Cut>
Outcome Parse(std::string_view data, Cut cut) {
  RequestParser parser;
  Outcome outcome;
  while (!data.empty()) {
    std::string_view piece = data.substr(0, cut());
    data.remove_prefix(piece.size());
    while (!piece.empty()) {
      const size_t used = parser.Feed(piece);
      Require(used > 0 && used <= piece.size(), "a parser that is not done takes something");
      piece.remove_prefix(used);
      if (parser.state() == RequestParser::State::kFailed) {
        outcome.refused = parser.status();
        Require(outcome.refused >= 400 && outcome.refused < 600, "a refusal has a status");
        return outcome;
      }
      if (parser.state() == RequestParser::State::kDone) {
        outcome.requests.push_back(parser.Take());
        CheckRequest(outcome.requests.back());
      }
    }
  }
  return outcome;
}

void RequireSame(const Outcome& a, const Outcome& b) {
  Require(a.refused == b.refused, "the refusal does not depend on the cuts");
  Require(a.requests.size() == b.requests.size(),
          "the number of requests does not depend on the cuts");
  for (size_t i = 0; i < a.requests.size(); ++i) {
    const Request& x = a.requests[i];
    const Request& y = b.requests[i];
    Require(x.method == y.method && x.target == y.target && x.path == y.path &&
                x.query == y.query && x.headers == y.headers && x.body == y.body,
            "a request does not depend on the cuts");
  }
}

}  // namespace
}  // namespace tipline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string wire(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = tipline::fuzz::Parse(wire, [&] { return wire.size(); });
  tipline::fuzz::RequireSame(whole, tipline::fuzz::Parse(wire, [] { return size_t{1}; }));
  std::minstd_rand chance(data[0] + 1U);
  tipline::fuzz::RequireSame(whole,
                             tipline::fuzz::Parse(wire, [&] { return size_t{1} + chance() % 40; }));
  const auto capture = tipline::http::ParseCapture(wire);
  if (capture) tipline::fuzz::Require(!capture->method.empty(), "a capture has a method");
  return 0;
}
