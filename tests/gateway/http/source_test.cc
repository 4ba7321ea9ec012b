#include "gateway/http/source.h"

#include <gtest/gtest.h>

namespace tipline::http {
namespace {

struct Case {
  const char* peer;
  std::vector<std::string> forwarded;  // one or more X-Forwarded-For headers
  const char* address;
};

TEST(ClientAddress, BelievesOnlyWhatATrustedProxySaw) {
  const std::vector<std::string> trusted = {"127.0.0.1", "10.0.0.0/8"};
  const std::vector<Case> cases = {
      {"203.0.113.9", {}, "203.0.113.9"},
      {"203.0.113.9", {"192.0.2.1"}, "203.0.113.9"},
      {"127.0.0.1", {}, "127.0.0.1"},
      {"127.0.0.1", {"192.0.2.1"}, "192.0.2.1"},
      {"127.0.0.1", {"198.51.100.1, 192.0.2.1"}, "192.0.2.1"},
      {"127.0.0.1", {"198.51.100.1, 192.0.2.1, 10.1.2.3"}, "192.0.2.1"},
      {"127.0.0.1", {"198.51.100.1", "192.0.2.1"}, "192.0.2.1"},
      {"127.0.0.1", {"198.51.100.1,192.0.2.1 "}, "192.0.2.1"},
      {"127.0.0.1", {"10.9.9.9"}, "10.9.9.9"},
      {"127.0.0.1", {"192.0.2.1, not an address"}, "not an address"},
      {"127.0.0.1", {"192.0.2.1,"}, ""},
  };
  for (const Case& one : cases) {
    Request request;
    request.peer = one.peer;
    for (const std::string& hops : one.forwarded)
      request.headers.emplace_back("x-forwarded-for", hops);
    EXPECT_EQ(ClientAddress(request, trusted), one.address)
        << one.peer << " " << (one.forwarded.empty() ? "" : one.forwarded.front());
  }
}

TEST(ClientAddress, TrustsNobodyWithoutAProxy) {
  Request request;
  request.peer = "127.0.0.1";
  request.headers.emplace_back("X-Forwarded-For", "192.0.2.1");
  EXPECT_EQ(ClientAddress(request, {}), "127.0.0.1");
}

}  // namespace
}  // namespace tipline::http
