// Debian's Kannel for tests: bearerbox, smsbox and fakesmsc from ops/kannel/kannel.conf on free
// ports, ended by pid.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/process.h"

namespace tipline::testing {

struct KannelOptions {
  std::string dir;          // an empty folder of the test's own
  std::string gateway_url;  // "http://127.0.0.1:8080"
  std::string path_token;
  std::string user;
  std::string password;
  int sendsms_port = 0;  // 0: a free one
};

struct HandsetSms {  // what the fake SMSC got to deliver
  std::string from;
  std::string to;
  std::string text;  // UTF-8
};

class Kannel {
 public:
  static std::unique_ptr<Kannel> Start(const KannelOptions& options);
  ~Kannel();
  int sendsms_port() const { return sendsms_port_; }
  // From a handset, through fakesmsc; returns once fakesmsc has sent it. Text outside ASCII goes as
  // UCS-2.
  bool Send(const std::string& from, const std::string& to, const std::string& text);
  size_t sent() const { return sent_.load(); }
  std::vector<HandsetSms> received() const;
  size_t received_count() const { return received_count_.load(); }

 private:
  Kannel() = default;
  void ReadSmsc();
  void OnLine(const std::string& line);

  std::unique_ptr<Process> bearerbox_, smsbox_, fakesmsc_;
  int sendsms_port_ = 0;
  int to_smsc_ = -1;
  int from_smsc_ = -1;
  std::atomic<size_t> sent_{0};
  std::atomic<size_t> received_count_{0};
  size_t asked_ = 0;
  mutable std::mutex mutex_;
  std::vector<HandsetSms> received_;  // guarded by mutex_
  std::thread reader_;
};

}  // namespace tipline::testing
