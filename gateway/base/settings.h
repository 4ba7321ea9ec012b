// A configuration file, checked. JSON with comments; its schema is
// gateway/base/settings.schema.json beside this file. Unknown keys are refused. Secrets come from
// the secrets file (`secrets_file`, or TIPLINE_SECRETS), from HOME/secrets.json (what an
// installation made for itself) or from the environment (TIPLINE_SECRET_<CHANNEL>_<KEY>,
// TIPLINE_SECRET_REDIS_<USER>), the later winning; never from the configuration itself.
// TIPLINE_API_URL_<CHANNEL> wins over api_url. Immutable after Load; thread-safe to read. Tests:
// tests/gateway/base/settings_test.cc, cases in tests/data/config.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/secret.h"
#include "flows/base/time.h"

namespace tipline {

struct ChannelSettings {
  std::string id;             // in URLs: /hooks/{id}/{event}
  std::string provider;       // registered name: africastalking, twilio, kannel, generic
  std::string flow = "main";  // or main/return: a flow of that bundle to begin with
  // Our short codes, numbers and service codes on this channel; others are served, but counted.
  std::vector<std::string> codes;
  std::string region = "KE";            // ISO 3166: how national numbers are read
  std::string default_language = "en";  // spoken until a person has chosen one
  int screen_gsm7 = 160;                // USSD room, septets
  int screen_ucs2 = 70;                 // USSD room, UTF-16 units
  std::string spelling = "native";      // or gsm7: texts in their fallback spelling
  bool free = false;      // dialling our codes costs the caller nothing: the first screen says so
  std::string emergency;  // the number of {emergency} here; empty: the flow's own
  Millis deadline{2000};
  std::string api_url;  // where to send; empty: messages are held in the outbound record
  std::string sender;   // default `from` when sending
  // Sending. Never more than `burst` at once and `rate_per_second` in the long run, over all lanes
  // and workers together (gateway/store/live/rates.h); rate 0: no limit but the provider's own.
  double rate_per_second = 0;
  int burst = 1;
  Millis send_timeout{10'000};  // of one request to the provider
  std::vector<std::string>
      failover;  // channel ids that may carry what this one surely did not take
  std::vector<std::string> countries;          // ISO 3166 that it may send to; empty: all
  std::map<std::string, std::string> senders;  // country -> sender; "": none may be set there
  // Local hours "21:00-07:00" in which nobody is written to unasked, in `time_zone` (IANA); the
  // installation's own unless the channel has others. Empty: none.
  std::string quiet_hours;
  std::string time_zone = "UTC";
  int64_t cost_per_segment_micros = 0;  // millionths of `currency`, where the provider says nothing
  std::string currency;                 // ISO 4217
  int64_t daily_cap_micros = 0;         // millionths of `currency` a day of `time_zone`; 0: none
  // Where sends may go (gateway/http/client_guard.h): to loopback and private addresses too (an
  // SMS gateway of our own beside us), also by http there; by http to public addresses.
  bool private_network = false;
  bool plain_http = false;
  Millis silence_alarm{0};   // nothing came in for so long: an alarm; 0: none
  bool require_auth = true;  // false only in the sandbox, only for generic
  // Addresses and networks ("192.0.2.7", "198.51.100.0/24", "2001:db8::/32") that webhooks may come
  // from, behind our proxies too; empty: any.
  std::vector<std::string> allow_from;
  std::map<std::string, std::string> options;  // what only this provider knows (Provider::Options)
  std::map<std::string, Secret<std::string>>
      secrets;  // the provider's own names: auth_token, api_key, path_token, ...

  std::string Bundle() const { return flow.substr(0, flow.find('/')); }
  std::string EntryFlow() const {  // empty: the bundle's own beginning
    const size_t slash = flow.find('/');
    return slash == std::string::npos ? std::string() : flow.substr(slash + 1);
  }
};

struct Settings {
  std::string file;  // where it was read from
  bool sandbox = false;
  std::string home;        // state: keys/, spool/, tipline.db; TIPLINE_HOME, default var
  std::string public_url;  // over which URL-based signatures are computed, no trailing slash
  std::string gateway_host = "127.0.0.1";
  int gateway_port = 8080;  // TIPLINE_GATEWAY_PORT
  int gateway_threads = 2;
  std::string console_host = "127.0.0.1";
  int console_port = 8081;      // TIPLINE_CONSOLE_PORT
  int worker_metrics_port = 0;  // loopback; 0: none
  int worker_threads = 2;
  std::string redis_socket;  // unix socket path
  std::string redis_user_prefix =
      "tl-";  // ACL users tl-gateway, tl-worker, tl-console; password from secrets "redis"
  bool redis_unsafe = false;  // accept a Redis without AOF always + noeviction
  int partitions = 64;        // 1..1024; fixed for the life of a store
  std::string sql;            // "sqlite:PATH" or "postgresql:CONNECTION STRING"
  std::string flows_dir = "config/flows";
  std::string triage_dir = "config/triage";
  std::string dialects_dir = "config/dialects";  // providers that are data (gateway/providers)
  std::string quiet_hours;  // of all channels that have none of their own; see ChannelSettings
  std::string time_zone = "UTC";
  std::vector<std::string> trusted_proxies = {"127.0.0.1"};
  std::map<std::string, ChannelSettings> channels;
  std::map<std::string, Secret<std::string>> redis_passwords;  // user -> password, may be empty

  std::string KeysDir() const { return home + "/keys"; }
  std::string SpoolDir() const { return home + "/spool"; }
  std::set<std::string> Bundles() const;  // that channels begin in
};

// kInvalid: file, JSON pointer, what was found and what is allowed (exit code 2).
Result<Settings> LoadSettings(const std::string& file);

}  // namespace tipline
