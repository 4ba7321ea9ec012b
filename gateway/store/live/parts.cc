#include "gateway/store/live/parts.h"

#include <charconv>
#include <utility>

namespace tipline::store {
namespace {

constexpr size_t kMaxPartId = 80;  // an id may have 128 bytes

std::string GroupKey(const PartGroup& group) {
  return "tl:" + group.tag + ":c:" + group.name;
}
std::string DueKey(const std::string& tag) {
  return "tl:" + tag + ":cd";
}
std::string At(TimePoint time) {
  return std::to_string(ToMillis(time));
}
std::string Context(const PartGroup& group) {
  return "part|" + group.name;
}

Result<std::map<int, std::string>> ByNumber(const Reply& flat) {
  std::map<int, std::string> parts;
  for (size_t i = 0; i + 1 < flat.size(); i += 2) {
    const std::string number(flat[i].text());
    int part = 0;
    const char* last = number.data() + number.size();
    const auto [end, failure] = std::from_chars(number.data(), last, part);
    if (failure != std::errc() || end != last) return Internal("a part without a number");
    parts[part] = flat[i + 1].text();
  }
  return parts;
}

}  // namespace

PartGroup Parts::GroupOf(const Inbound& message, const Who& who) const {
  const ConcatPart& concat = *message.concat;
  PartGroup group;
  group.tag = conversations_.Tag(who.pseudonym);
  group.name = KeyedHash(*keys_.pseudonym, "concat",
                         message.channel + "|" + who.pseudonym + "|" + message.to + "|" +
                             concat.group + "|" + std::to_string(concat.total));
  group.parts = {concat.part};
  return group;
}

Command Parts::PutCommand(const PartGroup& group, const Inbound& message, const Who& who,
                          TimePoint now) const {
  return {"FCALL",
          "tl_part_put",
          "3",
          GroupKey(group),
          DueKey(group.tag),
          "tl:" + group.tag + ":m:" + who.turn,
          std::to_string(message.concat->part),
          std::to_string(message.concat->total),
          Seal(*keys_.session, Context(group), EncodeInbound(message)),
          group.name,
          At(now + kPartsWait),
          At(now + kPartsLease),
          std::to_string(std::chrono::duration_cast<Millis>(kSeenTtl).count())};
}

Result<PutPart> Parts::ReadPut(const Reply& reply) {
  if (reply.is_error()) return ErrorOf(reply);
  PutPart put;
  if (reply.size() > 0) {
    put.outcome = PutPart::Outcome::kComplete;
    TRY_ASSIGN(put.sealed, ByNumber(reply));
    return put;
  }
  switch (reply.integer()) {
    case 0:
      put.outcome = PutPart::Outcome::kWaits;
      return put;
    case -1:
      put.outcome = PutPart::Outcome::kRepeat;
      return put;
    case -2:
      put.outcome = PutPart::Outcome::kTaken;
      return put;
    default:
      return Internal("tl_part_put: an answer of another form");
  }
}

Command Parts::DueCommand(const std::string& tag, TimePoint now) {
  return {"FCALL",
          "tl_parts_due",
          "1",
          DueKey(tag),
          At(now),
          At(now + kPartsLease),
          std::to_string(kPartsAtOnce)};
}

Command Parts::GetCommand(const PartGroup& group) {
  return {"HGETALL", GroupKey(group)};
}

Result<std::map<int, std::string>> Parts::ReadGet(const Reply& reply) {
  if (reply.is_error()) return ErrorOf(reply);
  return ByNumber(reply);
}

Command Parts::DoneCommand(const PartGroup& group, TimePoint now) {
  Command command = {"FCALL",    "tl_parts_done",     "2", GroupKey(group), DueKey(group.tag),
                     group.name, At(now + kPartsWait)};
  for (const int part : group.parts)
    command.push_back(std::to_string(part));
  return command;
}

Command Parts::LaterCommand(const PartGroup& group, TimePoint now) {
  return {"FCALL",
          "tl_parts_done",
          "2",
          GroupKey(group),
          DueKey(group.tag),
          group.name,
          At(now + std::chrono::hours(1))};
}

Result<Inbound> Parts::Join(const PartGroup& group,
                            const std::map<int, std::string>& sealed) const {
  Inbound joined;
  std::string words;
  int last = 0, total = 0;
  for (const auto& [number, box] : sealed) {
    const auto plain = Open(*keys_.session, Context(group), box);
    auto part = plain ? DecodeInbound(*plain) : Result<Inbound>(plain.error());
    if (!part || !part->concat) continue;  // of another key: what else is here still counts
    if (number != last + 1) words += kGap;
    words += part->text.Reveal();
    total = part->concat->total;
    if (last == 0) joined = *std::move(part);
    last = number;
  }
  if (last == 0) return Invalid("no part of a long message can be opened with this session key");
  if (last < total) words += kGap;
  // Its own name, the same whenever these parts are joined again.
  joined.provider_id = joined.provider_id.substr(0, kMaxPartId) + ":" + group.name.substr(0, 16) +
                       ":" + std::to_string(sealed.begin()->first) + "-" + std::to_string(last) +
                       "/" + std::to_string(sealed.size());
  joined.text = Secret<std::string>(std::move(words));
  joined.concat.reset();
  return joined;
}

}  // namespace tipline::store
