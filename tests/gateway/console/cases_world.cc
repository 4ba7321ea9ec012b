#include "tests/gateway/console/cases_world.h"

#include <chrono>

#include "gateway/base/outbound_box.h"
#include "gateway/store/live/streams.h"

namespace tipline::console {

using nlohmann::json;

void CasesWorld::SetUp() {
  DeskTest::SetUp();
  AddUser("amina", "agent");
  AddUser("bela", "agent");
  AddUser("lead", "supervisor");
  amina_ = SignInAs("amina");
}

Case CasesWorld::NewCase(Priority priority, std::optional<TimePoint> due) {
  return TakeIn(SmsTip(kWords), AssessmentOf(priority), due);
}

Assessment CasesWorld::AssessmentOf(Priority priority) {
  Assessment assessment;
  assessment.priority = priority;
  assessment.indicators = {"ILO07"};
  assessment.language = "en";
  assessment.place = "Kisumu";
  assessment.reasons = {{"documents_kept", "took my passport", 3},
                        {"locked_in", "lock the door", 5}};
  return assessment;
}

http::Response CasesWorld::Do(const Case& item, const std::string& what, json body,
                              const SignedIn& who) {
  clock_.now += std::chrono::seconds(1);  // people act after they read
  body["revision"] = CaseNow(item.id).revision;
  return Ask("POST", "/api/cases/" + item.id + "/" + what, body, &who);
}

http::Response CasesWorld::Do(const Case& item, const std::string& what, const json& body) {
  return Do(item, what, body, amina_);
}

json CasesWorld::Show(const Case& item) {
  return BodyOf(Ask("GET", "/api/cases/" + item.id, nullptr, &amina_));
}

std::vector<Outbound> CasesWorld::Sent(const Case& item) {
  const std::string tag = store::TagOf(PartitionOf(item.pseudonym, settings_.partitions));
  const auto reply = redis_->Run({"XRANGE", store::StreamKey(tag, "outbound"), "-", "+"});
  EXPECT_TRUE(reply);
  std::vector<Outbound> out;
  for (size_t i = 0; reply && i < reply->view().size(); ++i) {
    const store::Reply fields = reply->view()[i][1];
    EXPECT_EQ(fields[3].text(), "reply");
    const auto plain = OpenOutbound(keys_, fields[5].text());
    EXPECT_TRUE(plain);
    if (auto message = plain ? DecodeOutbound(*plain) : Result<Outbound>(plain.error())) {
      EXPECT_EQ(fields[1].text(), message->id);
      out.push_back(*std::move(message));
    }
  }
  return out;
}

}  // namespace tipline::console
