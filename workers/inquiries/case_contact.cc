// How it is safe to write to the person: whether, when, to which phone, in which wording, until
// when. Said under duress, a yes is none: whoever looks on may have typed it. Tests:
// tests/workers/inquiries/case_wishes_test.cc
#include <algorithm>
#include <array>
#include <string_view>

#include "gateway/base/covers.h"
#include "workers/inquiries/own_case.h"

namespace tipline::workers {
namespace {

struct Part {
  std::string_view name;
  const char* hours;
};
constexpr std::array kParts = {Part{"morning", "06:00-12:00"}, Part{"day", "12:00-17:00"},
                               Part{"evening", "17:00-21:00"}, Part{"any", "00:00-24:00"}};

struct Span {
  std::string_view name;
  int days;
};
constexpr std::array kSpans = {Span{"week", 7}, Span{"month", 30}, Span{"quarter", 90}};
constexpr int kShortest = 7;  // where nothing was said

Result<flows::DayHours> HoursOf(const std::string& said) {
  const auto* part =
      std::find_if(kParts.begin(), kParts.end(), [&](const Part& one) { return one.name == said; });
  if (part == kParts.end()) return Invalid("hours; allowed: morning, day, evening, any");
  if (part->name == "any") return flows::DayHours();
  return flows::ReadDayHours(part->hours);
}

int DaysOf(const std::string& said) {
  const auto* span =
      std::find_if(kSpans.begin(), kSpans.end(), [&](const Span& one) { return one.name == said; });
  return span == kSpans.end() ? kShortest : span->days;
}

Result<flows::SafeContact> ChoiceOf(Lane& lane, const Inquiry& inquiry,
                                    const std::string& case_id) {
  const Settings& settings = lane.services().settings;
  flows::SafeContact contact;
  contact.case_id = case_id;
  contact.may_write = FieldOf(inquiry, "may_write").Reveal() == "yes" && !inquiry.duress;
  contact.updated_by = "person";
  contact.updated_at = lane.Now();
  const auto channel = settings.channels.find(inquiry.channel);
  contact.time_zone =
      channel == settings.channels.end() ? settings.time_zone : channel->second.time_zone;
  // "This phone" that hides its number is none: the first one is not meant.
  const bool moves = FieldOf(inquiry, "phone").Reveal() != "first";
  if (moves && inquiry.number.empty()) contact.may_write = false;
  if (!contact.may_write) return contact;  // no is no, and has no end
  TRY_ASSIGN(contact.hours, HoursOf(FieldOf(inquiry, "hours").Reveal()));
  if (moves) contact.channel = inquiry.channel;
  if (IsCover(FieldOf(inquiry, "cover").Reveal()))
    contact.cover = FieldOf(inquiry, "cover").Reveal();
  contact.valid_until = lane.Now() + std::chrono::days(DaysOf(FieldOf(inquiry, "until").Reveal()));
  return contact;
}

Result<Values> Run(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(const auto held, CaseOfTicket(lane, inquiry));
  if (!held) return DoneIs(false);
  TRY(RaiseUnderDuress(lane, inquiry, held->own));
  TRY_ASSIGN(const flows::SafeContact contact, ChoiceOf(lane, inquiry, held->own.item.id));
  std::optional<store::OwnCases::Phone> phone;
  // The first phone is named by the case; if it is this one its number may be forgotten by now.
  const bool first = contact.channel.empty() && !inquiry.number.empty() &&
                     inquiry.pseudonym == held->own.item.pseudonym &&
                     inquiry.channel == held->own.item.channel;
  if (contact.may_write && (first || !contact.channel.empty()))
    phone = {inquiry.pseudonym, inquiry.number, inquiry.channel, inquiry.medium};
  Services& services = lane.services();
  TRY(store::OwnCases(services.database, services.keys).Choose(contact, phone));
  return DoneIs(true);
}

const RegisterInquiry kRegister(
    {"case_contact", {"ticket", "may_write"}, {"hours", "phone", "cover", "until"}, {"done"}, Run});

}  // namespace
}  // namespace tipline::workers
