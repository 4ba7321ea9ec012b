// Sealing, pseudonyms, keys: everything that needs libsodium; crypto.cc and case_box.cc are the
// only files that know it. Key files lie in Settings::KeysDir(), one key each, base64, mode 0600,
// made by `tipline keys generate`:
//   case.pub     public half, gateway: seals tips, outbound messages and numbers so that it cannot
//   open them again case.key     private half, worker and console only session.key  gateway (and
//   worker): symmetric, for sessions, stored answers and the spool pseudonym.key  gateway, worker,
//   console: number -> pseudonym store.key    worker, console, CLI: symmetric, SQL columns
// Thread-safe after InitCrypto(). Keys live in locked memory and are wiped.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/base/secret.h"
#include "flows/base/time.h"

namespace tipline {

Status InitCrypto();  // once in main, before threads

using KeyBytes = std::array<uint8_t, 32>;
// On the heap it lies in locked, guarded pages (sodium_malloc); everywhere it is wiped when it
// goes.
class Key : public Secret<KeyBytes> {
 public:
  using Secret<KeyBytes>::Secret;
  Key() = default;
  Key(const Key&) = default;
  Key(Key&&) = default;
  Key& operator=(const Key&) = default;
  Key& operator=(Key&&) = default;
  ~Key();
  static void* operator new(size_t size);
  static void operator delete(void* memory);
};

struct KeyRing {  // a process loads only what it may hold; the rest stays null
  std::unique_ptr<Key> case_public, case_private, session, pseudonym, store;
};
enum class Role { kGateway, kWorker, kConsole, kCli };
// kNotFound names the missing file and the command that makes it; kDenied: file mode is wider than
// 0600.
Result<KeyRing> LoadKeys(const std::string& dir, Role role);
Status GenerateKeys(const std::string& dir);  // kConflict if there are any

// Sealed to the case key, base64, padded to steps of 256 bytes; only the private half opens it
// (form, and what the gateway could still read for a minute: case_box.cc).
std::string SealToCase(const KeyRing& keys, std::string_view plain);
Result<std::string> OpenCase(const KeyRing& keys,
                             std::string_view sealed);  // kDenied without case_private
// Of the thread that calls: what it sealed with, if it is older than that. Whoever seals calls it
// every few seconds: on a quiet line nothing else would take that key away.
constexpr Millis kSenderAge{60'000};
void ForgetOldSender(Millis older_than = kSenderAge);

// XChaCha20-Poly1305 with a random nonce, raw bytes (Redis) / base64 (SQL). `context` is
// authenticated: what it is and where it lies ("session|<pseudonym>", "tips|<id>|text"). Open:
// kInvalid if it was not made with this key and context.
std::string Seal(const Key& key, std::string_view context, std::string_view plain);
Result<std::string> Open(const Key& key, std::string_view context, std::string_view sealed);
std::string SealBase64(const Key& key, std::string_view context, std::string_view plain);
Result<std::string> OpenBase64(const Key& key, std::string_view context, std::string_view sealed);

// Keyed BLAKE2b of the E.164 form, 32 hex digits. Never reversible without the key.
std::string Pseudonym(const KeyRing& keys, std::string_view e164);
int PartitionOf(std::string_view pseudonym, int partitions);
// Keyed BLAKE2b for other purposes ("code", "dedup", ...), 32 hex digits.
std::string KeyedHash(const Key& key, std::string_view purpose, std::string_view text);
std::string KeyedBytes(const Key& key, std::string_view purpose,
                       std::string_view text);  // the same as 16 bytes

KeyBytes PublicHalf(
    const KeyBytes& private_half);     // of the case key pair; 32 random bytes are a private half
void Wipe(void* memory, size_t size);  // zeroes that the compiler may not leave out
void RandomBytes(void* out, size_t size);
std::string RandomToken(size_t bytes);  // base64url without padding
bool ConstantTimeEqual(std::string_view a,
                       std::string_view b);  // false at once only for different lengths
std::string Base64(std::string_view bytes);
Result<std::string> FromBase64(std::string_view text);  // strict
std::string Hex(std::string_view bytes);  // of what is no secret: not in constant time

// Ed25519 (RFC 8032), raw bytes: keys of 32, signatures of 64. False for any other size.
bool VerifyEd25519(std::string_view public_key, std::string_view message,
                   std::string_view signature);
// What a provider does at its end: for the emulator and tests. `seed` is the private half.
std::string SignEd25519(const KeyBytes& seed, std::string_view message);
std::string Ed25519Public(const KeyBytes& seed);

// Argon2id, libsodium's _str form. Bound the concurrency: each call takes 64 MiB.
Result<std::string> HashPassword(std::string_view password);
bool VerifyPassword(std::string_view hash, std::string_view password);

}  // namespace tipline
