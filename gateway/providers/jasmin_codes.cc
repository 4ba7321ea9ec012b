#include "gateway/providers/jasmin_codes.h"

#include "flows/base/gsm7.h"
#include "flows/base/text.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/charset.h"

namespace tipline::gateway {
namespace {

std::string EightBit(std::string_view bytes) {
  return ValidUtf8(bytes) ? std::string(bytes) : FromLatin1(bytes);
}

std::string DecodeDefault(std::string_view bytes, std::string_view alphabet) {
  if (alphabet == "latin1") return FromLatin1(bytes);
  if (alphabet == "utf8") return EightBit(bytes);
  // A byte over 127 is no septet: the SMSC sends another alphabet than it should.
  for (const char byte : bytes)
    if (static_cast<unsigned char>(byte) > 0x7F) return EightBit(bytes);
  return FromSeptets(bytes);
}

}  // namespace

std::string JasminWords(std::string_view bytes, std::string_view coding,
                        std::string_view alphabet) {
  if (coding.empty() || coding == "0") return DecodeDefault(bytes, alphabet);
  if (coding == "8") return FromUtf16(bytes);
  if (coding == "3") return FromLatin1(bytes);
  return EightBit(bytes);
}

std::string JasminHex(std::string_view text) {
  std::string bytes;
  const auto unit = [&bytes](char32_t u) {
    bytes += static_cast<char>(u >> 8);
    bytes += static_cast<char>(u & 0xFF);
  };
  for (size_t at = 0; at < text.size();) {
    const char32_t c = NextCodePoint(text, at);
    if (c > 0xFFFF) {
      unit(0xD800 + ((c - 0x10000) >> 10));
      unit(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      unit(c);
    }
  }
  return Hex(bytes);
}

}  // namespace tipline::gateway
