#include "tests/workers/inquiries/inquiry_world.h"

#include "gateway/base/ids.h"
#include "gateway/store/live/findings.h"

namespace tipline::workers {

Case InquiryWorld::CaseWith(const std::string& code, const std::string& pin, bool danger) {
  Tip tip = MakeTip(NewUlid(clock_.Now()), "they do not pay me", danger);
  tip.code = Secret(code);
  tip.pin = Secret(pin);
  const size_t before = Cases().size();
  Send(tip);
  EXPECT_TRUE(StepUntil([&] { return Cases().size() == before + 1; }));
  RunUntilIdle();
  for (const store::CaseRow& row : Cases())
    if (Own().View(row.item.id)->conversation == tip.conversation) return row.item;
  ADD_FAILURE() << "no case";
  return {};
}

InquiryWorld::Fields InquiryWorld::Ask(const Talk& talk, const std::string& kind, Fields fields) {
  Inquiry inquiry;
  inquiry.id = NewUlid(clock_.Now() + Millis(++asked_));
  inquiry.kind = kind;
  inquiry.conversation = talk.conversation;
  inquiry.channel = "generic";
  inquiry.medium = Medium::kSms;
  inquiry.service_code = "22395";
  inquiry.language = "en";
  inquiry.asked_at = clock_.Now();
  inquiry.number = Secret(talk.number);
  inquiry.pseudonym = Pseudonym(keys_, talk.number);
  inquiry.duress = talk.duress;
  inquiry.waits = true;
  for (const auto& [name, value] : fields)
    inquiry.fields.emplace(name, Secret(value));
  SendRaw({"tips", inquiry.id, "inquiry", SealToCase(keys_, EncodeInquiry(inquiry)), "generic"},
          inquiry.pseudonym);
  const store::FindingsStore store(keys_, settings_.partitions);
  std::optional<Findings> findings;
  EXPECT_TRUE(StepUntil([&] {
    const auto reply = redis_->Run(store.GetCommand(inquiry.pseudonym, inquiry.id));
    if (!reply) return false;
    auto read = store.ReadGet(inquiry.id, reply->view());
    if (read && *read) findings = **read;
    return findings.has_value();
  })) << kind;
  RunUntilIdle();
  return findings ? findings->values : Fields();
}

InquiryWorld::Fields InquiryWorld::Open(Talk& talk, const std::string& code,
                                        const std::string& pin) {
  Fields found = Ask(talk, "case_open", {{"code", code}, {"pin", pin}});
  const auto ticket = found.find("ticket");
  talk.ticket = ticket == found.end() ? std::string() : ticket->second;
  return found;
}

InquiryWorld::Fields InquiryWorld::Do(const Talk& talk, const std::string& kind, Fields fields) {
  fields["ticket"] = talk.ticket;
  return Ask(talk, kind, std::move(fields));
}

void InquiryWorld::StaffWrite(const Case& item, const std::string& words) {
  ASSERT_TRUE(services_->cases.AddMessage({item.id, 0, "amina", clock_.Now()}, "out", Secret(words))
                  .has_value());
}

}  // namespace tipline::workers
