#include "workers/inquiries/checkins.h"

#include <algorithm>

#include "flows/base/input.h"
#include "flows/base/phone.h"
#include "flows/base/text.h"

namespace tipline::workers {

int NumberOf(const Inquiry& inquiry, const std::string& field, int from, int to, int otherwise) {
  const auto number = WholeNumber(FieldOf(inquiry, field).Reveal());
  return number && *number >= from && *number <= to ? *number : otherwise;
}

std::string ShortWords(Lane& lane, const Inquiry& inquiry, const std::string& field,
                       size_t characters) {
  const std::string given = FieldOf(inquiry, field).Reveal();
  std::string words(Trim(CutCharacters(StripInvisible(given), characters)));
  std::replace(words.begin(), words.end(), '\n', ' ');
  // Without the lists nobody can say that it is safe.
  const auto sensitive = lane.services().CurrentSensitive();
  return sensitive && !sensitive->Find(words) ? words : "";
}

Result<std::optional<store::Traveller>> OwnTraveller(Lane& lane, const Inquiry& inquiry) {
  auto found = RunningTraveller(lane, inquiry.pseudonym);
  if (found) return std::optional(*std::move(found));
  if (found.error().code == Code::kNotFound) return std::optional<store::Traveller>();
  return found.error();
}

Result<std::string> AddContact(Lane& lane, const Inquiry& inquiry,
                               const store::Traveller& traveller) {
  const auto& channels = lane.services().settings.channels;
  const auto channel = channels.find(inquiry.channel);
  // As people write a number there: of the traveller's own country first.
  std::string region = CountryOf(inquiry.number.Reveal());
  if (region.empty() && channel != channels.end()) region = channel->second.region;
  const auto number = NormalizeMsisdn(FieldOf(inquiry, "contact_number").Reveal(), region);
  if (!number) return std::string("wrong");
  return InviteContact(lane, traveller, *number, inquiry.id);
}

std::string NextCheck(const store::Traveller& traveller) {
  if (traveller.state.stage != flows::CheckinStage::kWaiting) return "";
  return flows::LocalStamp(traveller.plan.schedule.time_zone, traveller.state.due);
}

}  // namespace tipline::workers
