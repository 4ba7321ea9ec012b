#include "gateway/base/base64.h"

#include <cstdint>

namespace tipline {
namespace {

constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string SealedBase64(std::string_view sealed) {
  std::string out((sealed.size() + 2) / 3 * 4, '=');
  const auto byte = [sealed](size_t at) {
    return static_cast<uint32_t>(static_cast<unsigned char>(sealed[at]));
  };
  char* to = out.data();
  size_t at = 0;
  for (; at + 3 <= sealed.size(); at += 3) {
    const uint32_t three = byte(at) << 16U | byte(at + 1) << 8U | byte(at + 2);
    *to++ = kDigits[three >> 18U];
    *to++ = kDigits[three >> 12U & 63U];
    *to++ = kDigits[three >> 6U & 63U];
    *to++ = kDigits[three & 63U];
  }
  if (at == sealed.size()) return out;
  const bool two = at + 2 == sealed.size();
  const uint32_t rest = byte(at) << 16U | (two ? byte(at + 1) << 8U : 0U);
  *to++ = kDigits[rest >> 18U];
  *to++ = kDigits[rest >> 12U & 63U];
  if (two) *to = kDigits[rest >> 6U & 63U];
  return out;
}

}  // namespace tipline
