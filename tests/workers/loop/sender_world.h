// What the tests of the sender share: channels beside "generic", messages and cases of all kinds,
// providers with a defect or an access token. A suite derives from it, so that its tests have a
// name of their own.
#pragma once

#include <functional>
#include <string>

#include "flows/delivery/permission.h"
#include "tests/workers/jobs/worker_world.h"
#include "workers/loop/sender.h"

namespace tipline::workers {

class SenderWorld : public WorkerTest {
 protected:
  const std::string number_ = "+254711000001";  // of MakeTip

  ChannelSettings& Generic() { return settings_.channels["generic"]; }
  // Another channel like "generic".
  ChannelSettings& AddChannel(const std::string& id, const std::string& url);
  // "second", with a provider of its own, carries what "generic" cannot.
  void AddFailover();
  // "generic" is of a provider that throws, or of one that lends a key for a while: POST /token,
  // POST /message with it.
  void UseThrowing(const std::string& channel);
  void UseLending();
  static void Answers(testing::FakeProvider& provider, int status);
  // Evidence that the channel is down.
  void BringDown(const std::string& channel);

  struct Words {
    OutboundClass kind = OutboundClass::kReply;
    std::string text = "See you at two";
    std::string case_id = {};
    std::string to = {};  // empty: number_
  };
  void Post(const std::string& id, const Words& words);
  // In the records at once, as a lane before this one left it; `now_on`: it moved there.
  void PutInto(const std::string& id, OutboundClass kind, int partition,
               const std::string& channel = "generic", const std::string& now_on = {});
  std::string BoxOf(const std::string& id);
  // Of the last partition: the first to be given to another lane.
  std::string SomebodyOfTheLastPartition() const;

  // A case of somebody who wrote by SMS, so long ago.
  Case CaseHeard(Millis ago, bool danger = false, const std::string& may_text = {});
  flows::SafeContact Safe() const;
  void Keep(const flows::SafeContact& contact);
  void OptOut(const std::string& channel);
  // Hours of one minute's distance to now, in UTC.
  std::string Around(Millis from, Millis to) const;

  // Steps until it is neither queued nor under way.
  void ExpectEnd(const std::string& id, const std::string& state, const std::string& reason);
  // Within a few seconds of real time.
  bool Soon(const std::function<bool()>& ready);

  testing::FakeProvider second_;
};

}  // namespace tipline::workers
