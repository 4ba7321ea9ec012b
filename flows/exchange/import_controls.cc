// RefuseControls: a catalog, and many a terminal, ends or jumps at such a character.
#include <nlohmann/json.hpp>

#include "flows/exchange/import.h"

namespace tipline::flows::exchange {
namespace {

// U+0000 of "a\0b"; empty: there is none.
std::string ControlIn(const std::string& text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\r' || c == '\t') continue;
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    return std::string("U+00") + kHex[byte >> 4U] + kHex[byte & 15U];
  }
  return {};
}

void RefuseText(const Node& at, const char* what, const std::string& text) {
  const std::string control = ControlIn(text);
  if (control.empty()) return;
  at.Wrong(std::string("found a control character (") + control + ") in " + what +
           "; allowed: letters, signs, line feeds and tabs");
}

}  // namespace

// Depth is limited by the parser.
void RefuseControls(const Node& at) {
  const nlohmann::json& value = *at.value();
  if (value.is_string()) RefuseText(at, "a text", value.get_ref<const std::string&>());
  if (value.is_object())
    for (const auto& [key, one] : value.items()) {
      RefuseText(at, "a name", key);
      RefuseControls(at.Below(one, key));
    }
  if (value.is_array())
    for (size_t i = 0; i < value.size(); ++i)
      RefuseControls(at.Below(value[i], std::to_string(i)));
}

}  // namespace tipline::flows::exchange
