#include "gateway/webhooks/route.h"

#include <vector>

#include <gtest/gtest.h>

namespace tipline::gateway {
namespace {

struct RouteCase {
  const char* name;
  const char* method;
  const char* path;
  Route::Kind kind;
  int status;
  const char* channel = "";
  InboundKind event = InboundKind::kSms;
  const char* token = "";
};

class Routes : public ::testing::TestWithParam<RouteCase> {};

TEST_P(Routes, FindsWhatAPathIsFor) {
  http::Request request;
  request.method = GetParam().method;
  request.path = GetParam().path;
  const Route route = FindRoute(request);
  EXPECT_EQ(route.kind, GetParam().kind);
  if (route.kind == Route::Kind::kRefused) {
    EXPECT_EQ(route.status, GetParam().status);
  }
  EXPECT_EQ(route.channel, GetParam().channel);
  EXPECT_EQ(route.event, GetParam().event);
  EXPECT_EQ(route.token, GetParam().token);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Routes,
    ::testing::ValuesIn<RouteCase>({
        {"sms", "POST", "/hooks/generic/sms", Route::Kind::kHook, 0, "generic"},
        {"ussd", "POST", "/hooks/africastalking/ussd/tok", Route::Kind::kHook, 0, "africastalking",
         InboundKind::kUssd, "tok"},
        {"ussd_end", "POST", "/hooks/a/ussd-end", Route::Kind::kHook, 0, "a",
         InboundKind::kUssdEnd},
        {"status_by_get", "GET", "/hooks/kannel/status/t", Route::Kind::kHook, 0, "kannel",
         InboundKind::kStatus, "t"},
        {"token_is_decoded_once", "POST", "/hooks/a/sms/a%2525", Route::Kind::kHook, 0, "a",
         InboundKind::kSms, "a%25"},
        {"unknown_event", "POST", "/hooks/a/mms", Route::Kind::kRefused, 404},
        {"what_a_provider_adds", "POST", "/hooks/a/ussd/t/s1/start", Route::Kind::kHook, 0, "a",
         InboundKind::kUssd, "t"},
        {"put_of_what_a_provider_adds", "PUT", "/hooks/a/ussd/t/s1/end", Route::Kind::kHook, 0, "a",
         InboundKind::kUssd, "t"},
        {"put", "PUT", "/hooks/a/ussd/t", Route::Kind::kRefused, 405},
        {"too_deep", "POST", "/hooks/a/sms/t/x/y/z", Route::Kind::kRefused, 404},
        {"no_channel", "POST", "/hooks//sms", Route::Kind::kRefused, 404},
        {"no_event", "POST", "/hooks/a", Route::Kind::kRefused, 404},
        {"root", "GET", "/", Route::Kind::kRefused, 404},
        {"wrong_method", "DELETE", "/hooks/a/sms", Route::Kind::kRefused, 405},
        {"health", "GET", "/healthz", Route::Kind::kHealth, 0},
        {"health_by_post", "POST", "/healthz", Route::Kind::kRefused, 405},
        {"ready", "GET", "/readyz", Route::Kind::kReady, 0},
        {"metrics", "GET", "/metrics", Route::Kind::kMetrics, 0},
    }),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace tipline::gateway
