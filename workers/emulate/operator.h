// The send APIs of the providers of some channels, each on a port of its own, so that every request
// goes to the path that the provider has. Takes what Tipline sends, answers as the script says, and
// reports. What it knows of a message it holds until the last report went out, in memory only.
// `on_event` runs on its threads, one call at a time, with one JSON object:
//   {"event":"sms","channel","id","to","from","text","reference","segments","encoding","answer","why"}
//   {"event":"refused","channel","answer","why"}     no message: a wrong path, say
//   {"event":"token","channel","answer","why"}       an access token was asked for
//   {"event":"report","channel","id","state","status","taken","why"}
// Tests: tests/workers/emulate/operator_test.cc.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "gateway/base/settings.h"
#include "workers/emulate/profile_json.h"
#include "workers/emulate/script.h"

namespace tipline::emulate {

struct OperatorOptions {
  int port = 0;             // of the first channel, counted up for the others; 0: any free ones
  std::string gateway_url;  // where reports go: of this machine
  uint64_t seed = 1;
};

class Operator {
 public:
  using OnEvent = std::function<void(const nlohmann::json&)>;
  // `profiles`: by channel; each has `send`. kUnavailable: a port is taken.
  static Result<std::unique_ptr<Operator>> Start(const Settings& settings,
                                                 std::map<std::string, Profile> profiles,
                                                 Script script, const OperatorOptions& options,
                                                 OnEvent on_event);
  // Answers what was taken, drops the reports that are not due yet.
  virtual ~Operator() = default;
  Operator() = default;
  Operator(const Operator&) = delete;
  Operator& operator=(const Operator&) = delete;
  virtual std::map<std::string, std::string> urls() const = 0;  // channel -> for api_url
};

}  // namespace tipline::emulate
