#include "gateway/base/keys.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/base/crypto.h"
#include "gateway/base/files.h"

namespace tipline {
namespace {

constexpr size_t kMaxKeyFile = 256;

bool TooOpen(std::string_view name, unsigned mode) {
  return (mode & (name == "case.pub" ? 0022U : 0077U)) != 0;
}

Result<std::unique_ptr<Key>> ParseKey(const std::string& path, std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
    text.pop_back();
  auto raw = FromBase64(text);
  Wipe(text.data(), text.size());
  if (!raw || raw->size() != sizeof(KeyBytes))
    return Invalid(path + " holds no key (allowed: 32 bytes in base64)");
  KeyBytes bytes{};
  raw->copy(reinterpret_cast<char*>(bytes.data()), bytes.size());
  auto key = std::make_unique<Key>(bytes);
  Wipe(bytes.data(), bytes.size());
  Wipe(raw->data(), raw->size());  // NOLINT(clang-analyzer-cplusplus.InnerPointer)
  return key;
}

Result<std::unique_ptr<Key>> LoadKey(const std::string& dir, std::string_view name) {
  const std::string path = dir + "/" + std::string(name);
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) {
    if (errno == ENOENT || errno == ENOTDIR)
      return NotFound("key " + path + " is missing; make the keys with: tipline keys generate");
    return Denied("key " + path + ": " + std::strerror(errno));
  }
  if (TooOpen(name, found.st_mode & 07777))
    return Denied("key " + path + " can be read by others; allowed: chmod 600 " + path);
  TRY_ASSIGN(std::string text, ReadFile(path, kMaxKeyFile));
  return ParseKey(path, std::move(text));
}

Status Need(const std::string& dir, std::string_view name, std::unique_ptr<Key>& into) {
  TRY_ASSIGN(into, LoadKey(dir, name));
  return Unit{};
}

// The command line runs on machines that hold only some of the keys.
Status Take(const std::string& dir, std::string_view name, std::unique_ptr<Key>& into) {
  auto key = LoadKey(dir, name);
  if (!key && key.error().code != Code::kNotFound) return key.error();
  if (key) into = *std::move(key);
  return Unit{};
}

// A key of another installation (a wrong backup) would open nothing, and every tip would be set
// aside: better not to begin.
Status DerivePublic(const std::string& dir, KeyRing& keys) {
  if (!keys.case_private) return Unit{};
  keys.case_public = std::make_unique<Key>(PublicHalf(keys.case_private->Reveal()));
  const auto beside =
      LoadKey(dir, "case.pub");  // not needed here: only if it is there and readable
  if (beside && (*beside)->Reveal() != keys.case_public->Reveal())
    return Invalid(dir + "/case.key does not belong to case.pub beside it");
  return Unit{};
}

Result<KeyRing> LoadWhatIsThere(const std::string& dir) {
  KeyRing keys;
  TRY(Take(dir, "case.pub", keys.case_public));
  TRY(Take(dir, "case.key", keys.case_private));
  TRY(Take(dir, "session.key", keys.session));
  TRY(Take(dir, "pseudonym.key", keys.pseudonym));
  TRY(Take(dir, "store.key", keys.store));
  if (!keys.case_public && !keys.case_private && !keys.session && !keys.pseudonym && !keys.store)
    return NotFound("no keys in " + dir + "; make them with: tipline keys generate");
  TRY(DerivePublic(dir, keys));
  return keys;
}

Status WriteKey(const std::string& dir, std::string_view name, const KeyBytes& bytes) {
  const std::string_view raw(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::string text = Base64(raw) + "\n";
  Status written = WriteNewFile(dir + "/" + std::string(name), text, 0600);
  Wipe(text.data(), text.size());
  return written;
}

Status WriteAllKeys(const std::string& dir) {
  KeyBytes bytes{};
  RandomBytes(bytes.data(), bytes.size());
  Status written = WriteKey(dir, "case.pub", PublicHalf(bytes));
  if (written) written = WriteKey(dir, "case.key", bytes);
  for (const std::string_view name : {"session.key", "pseudonym.key", "store.key"}) {
    RandomBytes(bytes.data(), bytes.size());
    if (written) written = WriteKey(dir, name, bytes);
  }
  Wipe(bytes.data(), bytes.size());
  if (written) written = SyncFolder(dir);
  return written;
}

KeyFile Look(const std::string& dir, std::string_view name) {
  KeyFile file;
  file.name = name;
  const std::string path = dir + "/" + file.name;
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return file;
  file.there = true;
  file.mode = found.st_mode & 07777;
  file.too_open = TooOpen(name, file.mode);
  auto text = ReadFile(path, kMaxKeyFile);
  if (!text) return file;
  const auto key = ParseKey(path, *std::move(text));
  if (!key) return file;
  file.readable = true;
  file.fingerprint = KeyedHash(**key, "fingerprint", name).substr(0, 16);
  return file;
}

}  // namespace

Result<KeyRing> LoadKeys(const std::string& dir, Role role) {
  TRY(InitCrypto());
  if (role == Role::kCli) return LoadWhatIsThere(dir);
  KeyRing keys;
  TRY(Need(dir, "pseudonym.key", keys.pseudonym));
  if (role == Role::kGateway) TRY(Need(dir, "case.pub", keys.case_public));
  if (role == Role::kGateway || role == Role::kWorker) TRY(Need(dir, "session.key", keys.session));
  if (role == Role::kWorker || role == Role::kConsole) {
    TRY(Need(dir, "case.key", keys.case_private));
    TRY(Need(dir, "store.key", keys.store));
    TRY(DerivePublic(dir, keys));
  }
  return keys;
}

// All five appear at once, by renaming a folder: there is never half a set.
Status GenerateKeys(const std::string& dir) {
  TRY(InitCrypto());
  std::error_code failure;
  const std::filesystem::path target(dir);
  if (std::filesystem::exists(target, failure) && !std::filesystem::is_empty(target, failure))
    return Conflict(dir + " is not empty; keys are never overwritten");
  if (target.has_parent_path()) std::filesystem::create_directories(target.parent_path(), failure);
  std::string fresh = dir + ".new-XXXXXX";
  if (mkdtemp(fresh.data()) == nullptr)
    return Denied("cannot make a folder beside " + dir + ": " + std::strerror(errno));
  Status done = WriteAllKeys(fresh);
  if (done && std::rename(fresh.c_str(), dir.c_str()) != 0)
    done = errno == ENOTEMPTY || errno == EEXIST
               ? Conflict(dir + " is not empty; keys are never overwritten")
               : Denied("cannot make " + dir + ": " + std::strerror(errno));
  if (!done) {
    std::filesystem::remove_all(fresh, failure);
    return done;
  }
  return SyncFolder(target.has_parent_path() ? target.parent_path().string() : ".");
}

std::vector<KeyFile> ListKeys(const std::string& dir) {
  std::vector<KeyFile> files;
  if (!InitCrypto()) return files;
  for (const std::string_view name : kKeyFiles)
    files.push_back(Look(dir, name));
  return files;
}

}  // namespace tipline
