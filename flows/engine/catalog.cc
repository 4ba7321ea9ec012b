#include "flows/engine/catalog.h"

#include <csetjmp>
#include <cstdlib>
#include <memory>
#include <mutex>

#include <gettext-po.h>
#include <sys/mman.h>
#include <unistd.h>

#include "flows/base/text.h"

namespace tipline::flows {
namespace {

constexpr size_t kMaxCatalogBytes = size_t{4} << 20U;

// The library reports through plain functions without a context and must not be returned to after a
// fatal error; it knows files only by name. Hence one lock, one jump and a file in memory.
std::mutex library;
std::jmp_buf bail_out;    // guarded by library
std::string first_error;  // guarded by library

void Note(size_t line, const char* text) {
  if (!first_error.empty()) return;
  first_error = text == nullptr ? "not a PO file" : std::string(Trim(text));
  if (line != 0 && line != static_cast<size_t>(-1))
    first_error = "line " + std::to_string(line) + ": " + first_error;
}

void OnError(int severity, po_message_t, const char*, size_t line, size_t, int, const char* text) {
  if (severity == PO_SEVERITY_WARNING) return;
  Note(line, text);
  if (severity == PO_SEVERITY_FATAL_ERROR)
    std::longjmp(bail_out, 1);  // NOLINT(modernize-avoid-setjmp-longjmp,cert-err52-cpp)
}

void OnError2(int severity, po_message_t message, const char* file, size_t line, size_t column,
              int multiline, const char* text, po_message_t, const char*, size_t, size_t, int,
              const char*) {
  OnError(severity, message, file, line, column, multiline, text);
}

// What the library allocated so far is lost if it jumps out: catalogs are read when a program
// starts and by the command line.
po_file_t ReadGuarded(const char* path) {
  po_xerror_handler handler{};
  handler.xerror = OnError;
  handler.xerror2 = OnError2;
  if (setjmp(bail_out) != 0)
    return nullptr;  // NOLINT(modernize-avoid-setjmp-longjmp,cert-err52-cpp)
  return po_file_read(path, &handler);
}

class MemoryFile {
 public:
  explicit MemoryFile(const std::string& text) : fd_(memfd_create("catalog", MFD_CLOEXEC)) {
    size_t at = 0;
    while (fd_ >= 0 && at < text.size()) {
      const ssize_t written = write(fd_, text.data() + at, text.size() - at);
      if (written <= 0) break;
      at += static_cast<size_t>(written);
    }
    whole_ = fd_ >= 0 && at == text.size();
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
    if (fd_ >= 0) close(fd_);
  }
  bool whole() const { return whole_; }
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
  bool whole_ = false;
};

struct FreeFile {
  void operator()(po_file* file) const { po_file_free(file); }
};
struct FreeIterator {
  using pointer = po_message_iterator_t;
  void operator()(po_message_iterator_t iterator) const { po_message_iterator_free(iterator); }
};
struct FreeText {
  void operator()(char* text) const { std::free(text); }  // NOLINT(cppcoreguidelines-no-malloc)
};

std::string Text(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

Status Take(po_message* message, Catalog& catalog) {
  if (po_message_msgctxt(message) == nullptr) {
    if (*po_message_msgid(message) == '\0') catalog.comment = Text(po_message_comments(message));
    return Unit{};
  }
  const std::string context = po_message_msgctxt(message);
  if (po_message_msgid_plural(message) != nullptr)
    return Invalid(catalog.path + ": " + context + ": plural entries are not used");
  auto& entries = po_message_is_obsolete(message) != 0 ? catalog.obsolete : catalog.entries;
  entries[context] = {Text(po_message_msgid(message)), Text(po_message_msgstr(message)),
                      po_message_is_fuzzy(message) != 0, Text(po_message_comments(message)),
                      Text(po_message_prev_msgid(message))};
  return Unit{};
}

Result<Catalog> Convert(po_file* file, const std::string& path) {
  Catalog catalog;
  catalog.path = path;
  const char* header = po_file_domain_header(file, nullptr);
  if (header == nullptr) return Invalid(path + ": no header entry");
  catalog.header = header;
  catalog.language = catalog.Field("Language");
  if (catalog.language.empty()) return Invalid(path + ": the header has no field Language");
  const std::unique_ptr<po_message_iterator_t, FreeIterator> messages(
      po_message_iterator(file, nullptr));
  while (po_message* message = po_next_message(messages.get()))
    TRY(Take(message, catalog));
  return catalog;
}

}  // namespace

Result<Catalog> ReadCatalog(const SourceFile& file) {
  if (file.text.size() > kMaxCatalogBytes) return Invalid(file.path + ": too long");
  if (!ValidUtf8(file.text) || file.text.find('\0') != std::string::npos)
    return Invalid(file.path + ": not UTF-8 text");
  const MemoryFile memory(file.text);
  if (!memory.whole()) return Internal(file.path + ": no memory file");
  const std::string path = memory.path();
  const std::lock_guard lock(library);
  first_error.clear();
  const std::unique_ptr<po_file, FreeFile> parsed(ReadGuarded(path.c_str()));
  if (!first_error.empty() || !parsed)
    return Invalid(file.path + ": " + (first_error.empty() ? "not a PO file" : first_error));
  return Convert(parsed.get(), file.path);
}

std::string Catalog::Field(const char* name) const {
  const std::unique_ptr<char, FreeText> value(po_header_field(header.c_str(), name));
  return Text(value.get());
}

bool IsCurrent(const Translation& translation, const std::string& source) {
  return !translation.fuzzy && !translation.text.empty() && translation.source == source;
}

}  // namespace tipline::flows
