#include "gateway/providers/udh.h"

#include <charconv>

namespace tipline::gateway {
namespace {

constexpr size_t kMaxGroupBytes = 64;

std::optional<int> NumberOf(std::string_view text) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<ConcatPart> Part(std::string group, int part, int total) {
  if (total < 2 || total > kMaxConcatParts || part < 1 || part > total) return std::nullopt;
  return ConcatPart{std::move(group), part, total};
}

unsigned Octet(std::string_view bytes, size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

// Elements one behind the other: what it is, its length, its data. One that does not fit ends the
// list.
template <typename Visit>
void EachElement(std::string_view header, Visit visit) {
  if (!header.empty() && Octet(header, 0) == header.size() - 1) header.remove_prefix(1);
  while (header.size() >= 2) {
    const size_t length = Octet(header, 1);
    if (length > header.size() - 2) return;
    visit(Octet(header, 0), header.substr(2, length));
    header.remove_prefix(2 + length);
  }
}

}  // namespace

std::optional<std::string> FromHex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (size_t at = 0; at < hex.size(); at += 2) {
    unsigned octet = 0;
    const char* last = hex.data() + at + 2;
    const auto [end, failure] = std::from_chars(hex.data() + at, last, octet, 16);
    if (failure != std::errc() || end != last) return std::nullopt;
    bytes += static_cast<char>(octet);
  }
  return bytes;
}

std::optional<ConcatPart> ConcatOf(std::string_view group, std::string_view part,
                                   std::string_view total) {
  const std::optional<int> one = NumberOf(part);
  const std::optional<int> all = NumberOf(total);
  if (!one || !all || group.empty() || group.size() > kMaxGroupBytes) return std::nullopt;
  return Part(std::string(group), *one, *all);
}

std::optional<ConcatPart> ConcatOfUdh(std::string_view udh_hex) {
  const std::optional<std::string> header = FromHex(udh_hex);
  return header ? ConcatOfHeader(*header) : std::nullopt;
}

std::optional<ConcatPart> ConcatOfHeader(std::string_view udh) {
  std::optional<ConcatPart> found;
  EachElement(udh, [&found](unsigned kind, std::string_view data) {
    if (found) return;
    if (kind == 0x00 && data.size() == 3)
      found = Part(std::to_string(Octet(data, 0)), static_cast<int>(Octet(data, 2)),
                   static_cast<int>(Octet(data, 1)));
    if (kind == 0x08 && data.size() == 4)
      found = Part(std::to_string(Octet(data, 0) * 256 + Octet(data, 1)),
                   static_cast<int>(Octet(data, 3)), static_cast<int>(Octet(data, 2)));
  });
  return found;
}

NationalTables TablesOfHeader(std::string_view udh) {
  NationalTables tables;
  EachElement(udh, [&tables](unsigned kind, std::string_view data) {
    if (data.size() != 1) return;
    if (kind == 0x24) tables.single = static_cast<int>(Octet(data, 0));
    if (kind == 0x25) tables.locking = static_cast<int>(Octet(data, 0));
  });
  return tables;
}

std::string WithTables(std::string text, NationalTables tables) {
  if (tables.locking == 0 && tables.single == 0) return text;
  const std::optional<std::string> septets = ToSeptets(text);
  return septets ? FromSeptets(*septets, tables) : text;
}

}  // namespace tipline::gateway
