// Any bytes as a PO catalog, as a flow document and as a published bundle: refused or read, never a
// crash.
#include "flows/engine/catalog.h"
#include "tests/fuzz/require.h"

// gettext-po loses what it had allocated when it gives up on a file (flows/engine/catalog.cc says
// why that is so).
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libgettextpo\n";
}  // NOLINT(bugprone-reserved-identifier)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using tipline::fuzz::Require;
  const std::string text(reinterpret_cast<const char*>(data), size);  // NOLINT(*-reinterpret-cast)
  const std::string header =
      "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Language: "
      "sw\\n\"\n\n";
  if (const auto catalog = tipline::flows::ReadCatalog({"x.po", text}))
    Require(!catalog->language.empty(), "a catalog has a language");
  (void)tipline::flows::ReadCatalog({"x.po", header + text});
  if (const auto bundle = tipline::flows::Compile({{"x.json", text}}, {})) {
    const auto again = tipline::flows::Bundle::Decode(bundle->Encode());
    Require(again.has_value() && again->hash() == bundle->hash(), "a bundle comes back");
  }
  (void)tipline::flows::Bundle::Decode(text);
  return 0;
}
