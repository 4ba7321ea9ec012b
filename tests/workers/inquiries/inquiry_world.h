// A worker that is asked by a flow: an inquiry goes in by the stream, what was found comes out of
// Redis, as in a gateway.
#pragma once

#include <map>
#include <string>

#include "flows/model/inquiry.h"
#include "gateway/store/records/own_cases.h"
#include "tests/workers/jobs/worker_world.h"

namespace tipline::workers {

class InquiryWorld : public WorkerTest {
 protected:
  using Fields = std::map<std::string, std::string>;

  // What is the same in all inquiries of one conversation.
  struct Talk {
    std::string number = "+254711000042";  // another phone than MakeTip's
    std::string conversation = "return1";
    bool duress = false;
    std::string ticket = {};
  };

  // A case of MakeTip with a code and PIN.
  Case CaseWith(const std::string& code, const std::string& pin, bool danger = false);
  // The values that were found; fails the test if none came.
  Fields Ask(const Talk& talk, const std::string& kind, Fields fields);
  // With code and PIN, so that talk.ticket is there.
  Fields Open(Talk& talk, const std::string& code = "0412345678", const std::string& pin = "2749");
  Fields Do(const Talk& talk, const std::string& kind, Fields fields = {});

  Case Again(const Case& item) { return *services_->cases.Find(item.id); }
  store::OwnCases Own() { return store::OwnCases(*database_, keys_); }
  void StaffWrite(const Case& item, const std::string& words);

 private:
  int asked_ = 0;
};

}  // namespace tipline::workers
