#include "gateway/base/hmac.h"

#include <array>
#include <cstdlib>
#include <memory>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

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

std::string Digest(const EVP_MD* digest, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), out.data(), &length, digest, nullptr) != 1) std::abort();
  return Text(out, length);
}

constexpr int kFewestRsaBits = 2048;       // NIST SP 800-131A
constexpr size_t kLongestPem = 16 * 1024;  // a key of 8192 bits has 6.4 KiB

struct Free {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Without it OpenSSL would ask at the terminal for the passphrase of a key that has one.
int NoPassphrase(char* /*out*/, int /*size*/, int /*writing*/, void* /*data*/) {
  return -1;
}

std::unique_ptr<EVP_PKEY, Free> ReadRsaKey(std::string_view pem) {
  if (pem.size() > kLongestPem) return nullptr;
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (bio == nullptr) return nullptr;
  std::unique_ptr<EVP_PKEY, Free> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  const bool right = key != nullptr && EVP_PKEY_base_id(key.get()) == EVP_PKEY_RSA &&
                     EVP_PKEY_bits(key.get()) >= kFewestRsaBits;
  return right ? std::move(key) : nullptr;
}

}  // namespace

std::string HmacSha1(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha1(), key, text);
}

std::string HmacSha256(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha256(), key, text);
}

std::string HmacSha384(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha384(), key, text);
}

std::string HmacSha512(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha512(), key, text);
}

std::string HmacMd5(std::string_view key, std::string_view text) {
  return Hmac(EVP_md5(), key, text);
}

std::string Sha256(std::string_view text) {
  return Digest(EVP_sha256(), text);
}

std::string Sha256Hex(std::string_view text) {
  return Hex(Sha256(text));
}

std::string Md5(std::string_view text) {
  return Digest(EVP_md5(), text);
}

Result<std::string> RsaSha256(std::string_view private_key_pem, std::string_view text) {
  const std::unique_ptr<EVP_PKEY, Free> key = ReadRsaKey(private_key_pem);
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  std::string signature(key == nullptr ? 0 : static_cast<size_t>(EVP_PKEY_size(key.get())), '\0');
  size_t length = signature.size();
  const bool made =
      key != nullptr && context != nullptr &&
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                     Bytes(text), text.size()) == 1;
  ERR_clear_error();  // OpenSSL's list of a thread: the next call must not find ours in it
  if (!made)
    return Invalid("allowed: an RSA private key of 2048 bits or more, PEM, without a passphrase");
  signature.resize(length);
  return signature;
}

}  // namespace tipline
