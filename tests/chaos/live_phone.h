// A phone while it is in use: what it sent, what it was shown, and what follows from that. The
// thread whose phone it is changes it; answers to copies of its webhooks come from others.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/chaos/ledger.h"
#include "tests/chaos/reference.h"

namespace tipline::chaos {

class LivePhone {
 public:
  LivePhone(std::string id, std::string number, const flows::Bundle& bundle, Medium medium)
      : id_(std::move(id)), number_(std::move(number)), reference_(bundle, medium) {}

  const std::string& id() const { return id_; }
  const std::string& number() const { return number_; }
  Reference& reference() { return reference_; }

  void Accepted() { ++accepted_; }
  // An answer that this phone was given, by whatever way.
  void Shown(const std::string& text);
  // An answer that does not follow from what it sent.
  void Wrong(const std::string& what);

  // When all threads are done: adds it to the books. `pseudonym`: of its number.
  void Enter(const std::string& pseudonym, Books& books);

 private:
  const std::string id_, number_;
  Reference reference_;
  std::atomic<size_t> accepted_{0};
  std::mutex mutex_;  // of what follows
  std::vector<std::string> shown_, wrong_;
};

using PhonePtr = std::shared_ptr<LivePhone>;

}  // namespace tipline::chaos
