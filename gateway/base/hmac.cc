#include "gateway/base/hmac.h"

#include <array>
#include <cstdlib>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "gateway/base/crypto.h"

namespace tipline {
namespace {

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Text(const std::array<unsigned char, EVP_MAX_MD_SIZE>& bytes, unsigned length) {
  return {bytes.begin(), bytes.begin() + length};
}

// OpenSSL fails here only for a digest that its build leaves out: nothing could be verified then.
std::string Hmac(const EVP_MD* digest, std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  // HMAC() takes a null key for "the key of the last call".
  const std::string_view given = key.data() == nullptr ? std::string_view("") : key;
  if (HMAC(digest, given.data(), static_cast<int>(given.size()), Bytes(text), text.size(),
           out.data(), &length) == nullptr)
    std::abort();
  return Text(out, length);
}

}  // namespace

std::string HmacSha1(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha1(), key, text);
}

std::string HmacSha256(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha256(), key, text);
}

std::string HmacSha512(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha512(), key, text);
}

std::string HmacMd5(std::string_view key, std::string_view text) {
  return Hmac(EVP_md5(), key, text);
}

std::string Sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), out.data(), &length, EVP_sha256(), nullptr) != 1)
    std::abort();
  return Text(out, length);
}

std::string Sha256Hex(std::string_view text) {
  return Hex(Sha256(text));
}

}  // namespace tipline
