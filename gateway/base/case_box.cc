// What is sealed to a case; contract: crypto.h. With crypto.cc the only file that knows libsodium.
// Tests: tests/gateway/base/case_box_test.cc
//
// A box is "2:" and the base64 of: 32 bytes of the sender's public half, 24 bytes of nonce, and
// libsodium's crypto_box of the padded text. The sender is a key pair of a thread, for a minute and
// then never again: making one for each message (crypto_box_seal, the boxes without "2:", which
// earlier releases made) took longer than all else that is done with a message. What it costs: who
// breaks into the gateway and has the streams or the store can read what that thread sealed in the
// last minute, also of sessions that have ended since.
#include <array>
#include <chrono>
#include <cstdlib>

#include <sodium.h>

#include "gateway/base/base64.h"
#include "gateway/base/crypto.h"

namespace tipline {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::string_view kForm = "2:";
constexpr size_t kPadStep = 256;  // a sealed tip's length tells little about the tip
constexpr size_t kPublic = crypto_box_PUBLICKEYBYTES;
constexpr size_t kHead = kPublic + crypto_box_NONCEBYTES;
constexpr size_t kKnownSenders = 8;  // two threads of a gateway, and those before them
static_assert(crypto_box_PUBLICKEYBYTES == sizeof(KeyBytes));
static_assert(crypto_box_SECRETKEYBYTES == sizeof(KeyBytes));
static_assert(crypto_box_BEFORENMBYTES == sizeof(KeyBytes));

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// Of a thread that seals.
struct Sender {
  KeyBytes recipient{}, public_half{};
  std::unique_ptr<Key> shared;
  Steady::time_point made{};
};
thread_local Sender mine;  // NOLINT(*-avoid-non-const-global-variables)

const Sender& SenderTo(const KeyBytes& recipient) {
  const auto now = Steady::now();
  if (mine.shared && mine.recipient == recipient && now < mine.made + kSenderAge) return mine;
  KeyBytes own{}, shared{};
  const bool failed = crypto_box_keypair(mine.public_half.data(), own.data()) != 0 ||
                      crypto_box_beforenm(shared.data(), recipient.data(), own.data()) != 0;
  Wipe(own.data(), own.size());
  if (failed) std::abort();  // no key of ours: nothing may be sealed to it
  mine.shared = std::make_unique<Key>(shared);
  Wipe(shared.data(), shared.size());
  mine.recipient = recipient;
  mine.made = now;
  return mine;
}

// Of a thread that opens: what it shares with the last senders. It has the private half anyway.
struct KnownSender {
  KeyBytes public_half{};
  std::unique_ptr<Key> own, shared;  // own: the private half that it was made with
};

const Key* SharedWith(const KeyBytes& public_half, const Key& own) {
  thread_local std::array<KnownSender, kKnownSenders> known;
  thread_local size_t next = 0;
  for (const KnownSender& one : known)
    if (one.shared && one.public_half == public_half &&
        sodium_memcmp(one.own->Reveal().data(), own.Reveal().data(), sizeof(KeyBytes)) == 0)
      return one.shared.get();
  KeyBytes shared{};
  if (crypto_box_beforenm(shared.data(), public_half.data(), own.Reveal().data()) != 0)
    return nullptr;  // a point of low order: nobody honest sends it
  KnownSender& one = known[next++ % kKnownSenders];
  one.public_half = public_half;
  one.own = std::make_unique<Key>(own);
  one.shared = std::make_unique<Key>(shared);
  Wipe(shared.data(), shared.size());
  return one.shared.get();
}

// The padded text of a box, or nothing.
Result<std::string> OpenPadded(const Key& own, std::string_view raw) {
  const Error wrong = Invalid("not sealed to this case key");
  if (raw.size() < kHead + crypto_box_MACBYTES) return wrong;
  KeyBytes public_half{};
  raw.copy(reinterpret_cast<char*>(public_half.data()), kPublic);
  const Key* shared = SharedWith(public_half, own);
  std::string plain(raw.size() - kHead - crypto_box_MACBYTES, '\0');
  if (shared == nullptr ||
      crypto_box_open_easy_afternm(Bytes(plain), Bytes(raw) + kHead, raw.size() - kHead,
                                   Bytes(raw) + kPublic, shared->Reveal().data()) != 0)
    return wrong;
  return plain;
}

// Boxes of earlier releases.
Result<std::string> OpenSealed(const KeyRing& keys, std::string_view raw) {
  const Error wrong = Invalid("not sealed to this case key");
  if (raw.size() < crypto_box_SEALBYTES) return wrong;
  const KeyBytes& own = keys.case_private->Reveal();
  const KeyBytes public_half = keys.case_public ? keys.case_public->Reveal() : PublicHalf(own);
  std::string plain(raw.size() - crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal_open(Bytes(plain), Bytes(raw), raw.size(), public_half.data(), own.data()) !=
      0)
    return wrong;
  return plain;
}

}  // namespace

void ForgetOldSender(Millis older_than) {
  if (mine.shared && Steady::now() >= mine.made + older_than) mine.shared.reset();
}

std::string SealToCase(const KeyRing& keys, std::string_view plain) {
  if (!keys.case_public) std::abort();  // a wrong program: it must not go on and store plain text
  const Sender& sender = SenderTo(keys.case_public->Reveal());
  std::string padded(plain);
  padded.resize(plain.size() + kPadStep);
  size_t length = 0;
  if (sodium_pad(&length, Bytes(padded), plain.size(), kPadStep, padded.size()) != 0) std::abort();
  std::string box(kHead + crypto_box_MACBYTES + length, '\0');
  std::copy(sender.public_half.begin(), sender.public_half.end(), Bytes(box));
  RandomBytes(&box[kPublic], crypto_box_NONCEBYTES);
  const int failed = crypto_box_easy_afternm(Bytes(box) + kHead, Bytes(padded), length,
                                             Bytes(box) + kPublic, sender.shared->Reveal().data());
  Wipe(padded.data(), padded.size());
  if (failed != 0) std::abort();
  return std::string(kForm) + SealedBase64(box);
}

Result<std::string> OpenCase(const KeyRing& keys, std::string_view sealed) {
  if (!keys.case_private) return Denied("the private case key is not here");
  const bool of_now = sealed.starts_with(kForm);
  if (of_now) sealed.remove_prefix(kForm.size());
  const auto raw = FromBase64(sealed);
  if (!raw) return Invalid("not sealed to this case key");
  TRY_ASSIGN(std::string plain,
             of_now ? OpenPadded(*keys.case_private, *raw) : OpenSealed(keys, *raw));
  size_t length = 0;
  if (sodium_unpad(&length, Bytes(plain), plain.size(), kPadStep) != 0)
    return Invalid("not sealed to this case key");
  plain.resize(length);
  return plain;
}

}  // namespace tipline
