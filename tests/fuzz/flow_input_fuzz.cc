// Any conversation with a flow of every kind of question. The input is the conversation: one answer
// a line; a line "!" dials again.
#include "tests/fuzz/fuzz_flow.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data),
                              size);  // NOLINT(*-reinterpret-cast)
  (void)tipline::DecodeSession(text);
  (void)tipline::DecodeTip(text);
  tipline::flows::Input input;
  input.medium = size % 2 == 0 ? tipline::Medium::kUssd : tipline::Medium::kSms;
  tipline::Session session;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    input.text = std::string(text.substr(at, end - at));
    input.opens = input.text == "!" || session.id.empty() || session.ended;
    ++input.entropy[at % input.entropy.size()];
    at = end + 1;
    session = tipline::fuzz::Take(std::move(session), input).session;
  }
  return 0;
}
