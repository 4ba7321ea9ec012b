// Counting, folding and paging of any bytes: sizes agree with each other, every page fits, plain
// typography stays plain.
#include "flows/base/gsm7.h"
#include "flows/base/input.h"
#include "flows/base/phone.h"
#include "flows/base/text.h"
#include "flows/engine/screen.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using tipline::fuzz::Require;
  const std::string_view text(reinterpret_cast<const char*>(data),
                              size);  // NOLINT(*-reinterpret-cast)
  const std::string repaired = tipline::RepairUtf8(text);
  Require(tipline::ValidUtf8(repaired), "repaired text is UTF-8");
  Require(tipline::ValidUtf8(text) == (repaired == text), "only what is broken is changed");

  const tipline::Measured measured = tipline::Measure(repaired);
  const size_t part =
      measured.encoding == tipline::Encoding::kGsm7 ? tipline::kSmsGsm7Part : tipline::kSmsUcs2Part;
  Require(measured.parts * tipline::kSmsGsm7 >= measured.units, "the parts hold the units");
  Require(measured.parts < 2 || (measured.parts - 1) * (part - 1) < measured.units,
          "no part is wasted");
  const std::string plain = tipline::PlainTypography(repaired);
  Require(tipline::PlainTypography(plain) == plain, "plain typography stays as it is");

  const std::string folded = tipline::Fold(repaired);
  Require(tipline::ValidUtf8(folded), "folded text is UTF-8");
  Require(tipline::ValidUtf8(tipline::FoldBare(repaired)), "bare folded text is UTF-8");
  const tipline::Typed typed = tipline::ReadTyped(repaired, 512);
  Require(typed.key.size() <= typed.folded.size(), "the key is a part of the folded text");
  if (const auto number = tipline::NormalizeMsisdn(text.substr(0, 80), "KE"))
    Require(tipline::LooksLikeMsisdn(*number), "a number is E.164");

  const tipline::flows::Room room{tipline::Medium::kUssd, {160, 70}};
  for (const std::string& page :
       tipline::flows::Paginate({}, {repaired, "1 Yes"}, "7 More", room).pages)
    Require(room.Fits(page), "every page fits");
  return 0;
}
