// How Jasmin carries the bytes of an SMS (providers.md §4.10, codings of §7.2). For jasmin.cc.
// Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace tipline::gateway {

// UTF-8 of what the network sent, by its SMPP data coding. `alphabet` is what coding 0 stands for
// at this SMSC: gsm7 (one septet per byte), latin1 or utf8. A coding that we do not know, and bytes
// that the alphabet does not have, cost nobody their words: they are read as UTF-8 if they are
// that, else as Latin-1. NUL may be in it.
std::string JasminWords(std::string_view bytes, std::string_view coding, std::string_view alphabet);

// UTF-16BE of valid UTF-8 in hex digits, for `hex-content`.
std::string JasminHex(std::string_view text);

}  // namespace tipline::gateway
