#include "gateway/base/crypto.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <vector>

#include <pthread.h>
#include <sodium.h>
#include <sodium/randombytes_internal_random.h>

#include "gateway/base/base64.h"

namespace tipline {
namespace {

constexpr unsigned char kFormat = 1;  // first byte of Seal(): lets a later format live beside this
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kHead = 1 + kNonceBytes;  // of what Seal() makes
constexpr size_t kHashBytes = 16;          // 32 hex digits
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == sizeof(KeyBytes));

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// A missing key or a failing libsodium is a wrong program: it must not go on and store plain text.
const Key& Need(const std::unique_ptr<Key>& key) {
  if (!key) std::abort();
  return *key;
}

// Of Ed25519; libsodium's secret half is the seed and the public half together.
struct SigningPair {
  explicit SigningPair(const KeyBytes& seed) {
    if (crypto_sign_seed_keypair(open.data(), secret.data(), seed.data()) != 0) std::abort();
  }
  SigningPair(const SigningPair&) = delete;
  SigningPair& operator=(const SigningPair&) = delete;
  ~SigningPair() { sodium_memzero(secret.data(), secret.size()); }
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> open{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
};
static_assert(crypto_sign_SEEDBYTES == sizeof(KeyBytes));

std::string ToBase64(std::string_view bytes, int variant) {
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), Bytes(bytes), bytes.size(), variant);
  out.pop_back();  // the NUL that libsodium counts in
  return out;
}

}  // namespace

Status InitCrypto() {
  // libsodium's own generator, keyed by the kernel, instead of a system call for every few bytes;
  // unless a program chose one before (a test that wants the same bytes each time).
  static const bool kChosen = [] {
    const bool untouched = std::string_view(randombytes_implementation_name()) == "sysrandom";
    return !untouched || randombytes_set_implementation(&randombytes_internal_implementation) == 0;
  }();
  if (!kChosen || sodium_init() < 0) return Internal("libsodium cannot start");
  // It ends a child of fork() that would go on with the parent's numbers: the child begins its own.
  static const int kForks = ::pthread_atfork(nullptr, nullptr, &randombytes_stir);
  if (kForks != 0) return Internal("libsodium cannot be made ready for fork");
  return Unit{};
}

Key::~Key() {
  sodium_memzero(static_cast<void*>(this), sizeof(*this));
}

void* Key::operator new(size_t size) {
  if (!InitCrypto()) std::abort();  // before it, libsodium's guard bytes are not set up
  void* memory = sodium_malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void Key::operator delete(void* memory) {
  sodium_free(memory);
}

std::string Seal(const Key& key, std::string_view context, std::string_view plain) {
  std::string out(kHead + plain.size() + kTagBytes, '\0');
  out[0] = static_cast<char>(kFormat);
  randombytes_buf(&out[1], kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(out) + kHead, nullptr, Bytes(plain),
                                             plain.size(), Bytes(context), context.size(), nullptr,
                                             Bytes(out) + 1, key.Reveal().data());
  return out;
}

Result<std::string> Open(const Key& key, std::string_view context, std::string_view sealed) {
  const Error wrong = Invalid("not sealed with this key for this place");
  if (sealed.size() < kHead + kTagBytes || static_cast<unsigned char>(sealed[0]) != kFormat)
    return wrong;
  std::string plain(sealed.size() - kHead - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(plain), nullptr, nullptr, Bytes(sealed) + kHead, sealed.size() - kHead,
          Bytes(context), context.size(), Bytes(sealed) + 1, key.Reveal().data()) != 0)
    return wrong;
  return plain;
}

std::string SealBase64(const Key& key, std::string_view context, std::string_view plain) {
  return SealedBase64(Seal(key, context, plain));
}

Result<std::string> OpenBase64(const Key& key, std::string_view context, std::string_view sealed) {
  TRY_ASSIGN(const std::string raw, FromBase64(sealed));
  return Open(key, context, raw);
}

std::string Pseudonym(const KeyRing& keys, std::string_view e164) {
  return KeyedHash(Need(keys.pseudonym), "pseudonym", e164);
}

int PartitionOf(std::string_view pseudonym, int partitions) {
  uint32_t number = 0;
  for (const char c : pseudonym.substr(0, 8)) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
    number = number << 4 | static_cast<uint32_t>(digit);
  }
  return static_cast<int>(number % static_cast<uint32_t>(partitions));
}

std::string KeyedHash(const Key& key, std::string_view purpose, std::string_view text) {
  return Hex(KeyedBytes(key, purpose, text));
}

std::string KeyedBytes(const Key& key, std::string_view purpose, std::string_view text) {
  crypto_generichash_state state;
  std::string out(kHashBytes, '\0');
  crypto_generichash_init(&state, key.Reveal().data(), key.Reveal().size(), kHashBytes);
  // Ends the purpose, so that no (purpose, text) reads like another.
  const unsigned char end = 0;
  crypto_generichash_update(&state, Bytes(purpose), purpose.size());
  crypto_generichash_update(&state, &end, 1);
  crypto_generichash_update(&state, Bytes(text), text.size());
  crypto_generichash_final(&state, Bytes(out), kHashBytes);
  return out;
}

KeyBytes PublicHalf(const KeyBytes& private_half) {
  KeyBytes out{};
  if (crypto_scalarmult_base(out.data(), private_half.data()) != 0) std::abort();
  return out;
}

void Wipe(void* memory, size_t size) {
  sodium_memzero(memory, size);
}

void RandomBytes(void* out, size_t size) {
  randombytes_buf(out, size);
}

std::string RandomToken(size_t bytes) {
  std::string raw(bytes, '\0');
  RandomBytes(raw.data(), raw.size());
  return ToBase64(raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool ConstantTimeEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string Base64(std::string_view bytes) {
  return ToBase64(bytes, sodium_base64_VARIANT_ORIGINAL);
}

Result<std::string> FromBase64(std::string_view text) {
  // libsodium takes every byte from 0x80 on for '/' where char is signed.
  if (std::any_of(text.begin(), text.end(), [](char c) { return (c & '\x80') != 0; }))
    return Invalid("not base64");
  std::string out(text.size() / 4 * 3 + 3, '\0');
  size_t length = 0;
  if (sodium_base642bin(Bytes(out), out.size(), text.data(), text.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return Invalid("not base64");
  out.resize(length);
  return out;
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(bytes.size() * 2, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    out[2 * i] = kDigits[byte >> 4];
    out[2 * i + 1] = kDigits[byte & 15];
  }
  return out;
}

bool VerifyEd25519(std::string_view public_key, std::string_view message,
                   std::string_view signature) {
  if (public_key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES)
    return false;
  return crypto_sign_verify_detached(Bytes(signature), Bytes(message), message.size(),
                                     Bytes(public_key)) == 0;
}

std::string SignEd25519(const KeyBytes& seed, std::string_view message) {
  const SigningPair pair(seed);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(Bytes(signature), nullptr, Bytes(message), message.size(),
                       pair.secret.data());
  return signature;
}

std::string Ed25519Public(const KeyBytes& seed) {
  const SigningPair pair(seed);
  return {pair.open.begin(), pair.open.end()};
}

Result<std::string> HashPassword(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(),
                        crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    return Unavailable("not enough memory to hash a password");
  return std::string(hash.data());
}

bool VerifyPassword(std::string_view hash, std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> stored{};
  if (hash.size() >= stored.size()) return false;
  hash.copy(stored.data(), hash.size());
  return crypto_pwhash_str_verify(stored.data(), password.data(), password.size()) == 0;
}

}  // namespace tipline
