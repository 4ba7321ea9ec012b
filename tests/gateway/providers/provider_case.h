// Cases of tests/data/providers/<name>.json and what they need to run; used by the provider tests
// and the fuzz targets. A case is one of
//   {"name", "event", "request":{"method","target","headers":{},"body"|"body_hex","received_at"?},
//   "want":{…}|"want_all":[{…}]|"error":{"code","message"|"message_starts"},
//    "reply":{"text","ends"} -> "rendered":{"status","content_type","body","headers"?},
//    "channel"?:{…}, "public_url"?, "no_auth"?:true, "once_key"?:"…"}
//   {"name", "send":{outbound, "now"?}, "status_url"?, "access_token"?, "want_request":{…}|
//   "error":{…}, "answers":[{"status","body","headers"?,"want":{…}}]}
//   {"name", "token":{}, "want_request":{…}|"error":{…}, "answers":[…, "want":{"value",
//   "lasts_ms"}|"error":{…}}]}
//   {"name", "unavailable":{"event","text"}, "rendered":{…}}
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/model/message.h"
#include "gateway/base/settings.h"
#include "gateway/http/message.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

struct ProviderCase {
  std::string provider;
  nlohmann::json body;
  std::string Name() const { return body.at("name").get<std::string>(); }
  // GoogleTest prints a parameter through this.
  friend void PrintTo(const ProviderCase& printed, std::ostream* out) { *out << printed.Name(); }
};

std::string ProviderDataFile(const std::string& provider);
// Empty if there is no such file; throws on a file that is no array of objects.
std::vector<ProviderCase> ReadProviderCases(const std::string& provider);

// The channel and settings that the data files are written for; a case's "channel" object overrides
// fields.
ChannelSettings TestChannel(const std::string& provider, const nlohmann::json& overrides = {});
Settings TestSettings(const std::string& public_url = "https://gw.example.org");

http::Request ReadRequest(const nlohmann::json& request);
// The secret path of /hooks/{channel}/{event}/{token}; empty without one.
std::string PathTokenOf(const http::Request& request);

// The wire form that http::ParseCapture reads.
std::string WireForm(const http::Request& request);

// Every field as the data files name them; those at their defaults are left out.
nlohmann::json Describe(const Inbound& inbound);

}  // namespace tipline::gateway
