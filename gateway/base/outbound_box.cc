#include "gateway/base/outbound_box.h"

namespace tipline {
namespace {

constexpr std::string_view kByStoreKey = "store:";  // no base64 begins like that
constexpr const char* kContext = "outbound";
constexpr size_t kPadStep = 256;  // a box's length tells little about the message
constexpr char kPadMark = '\x80';

}  // namespace

std::string SealOutbound(const KeyRing& keys, std::string_view plain) {
  if (!keys.store) return SealToCase(keys, plain);
  std::string padded(plain);
  padded += kPadMark;
  padded.resize((padded.size() + kPadStep - 1) / kPadStep * kPadStep);
  std::string box = std::string(kByStoreKey) + SealBase64(*keys.store, kContext, padded);
  Wipe(padded.data(), padded.size());
  return box;
}

Result<std::string> OpenOutbound(const KeyRing& keys, std::string_view sealed) {
  if (!sealed.starts_with(kByStoreKey)) return OpenCase(keys, sealed);
  if (!keys.store) return Denied("the store key is not here");
  sealed.remove_prefix(kByStoreKey.size());
  TRY_ASSIGN(std::string plain, OpenBase64(*keys.store, kContext, sealed));
  const size_t mark = plain.find_last_not_of('\0');
  if (mark == std::string::npos || plain[mark] != kPadMark)
    return Invalid("a message's box is not as written");
  plain.resize(mark);
  return plain;
}

}  // namespace tipline
