// Turns the bytes of an SMS into UTF-8, for gateways that pass on what the network sent (Kannel).
// Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"

namespace tipline::gateway {

// UTF-16, big-endian unless a byte order mark says otherwise. A lone surrogate or a cut-off last
// unit, as a lost part of a long SMS leaves it, becomes U+FFFD: the rest of the words must not be
// lost with it.
std::string FromUtf16(std::string_view bytes);
// ISO-8859-1, its C1 controls read as windows-1252 has them. Every byte string is valid.
std::string FromLatin1(std::string_view bytes);

// Bytes of which nobody says what they are, as far as they can be read: UTF-8, if they are that or
// were before something cut them (each ill-formed sequence becomes one U+FFFD), else Latin-1.
std::string Readable(std::string_view bytes);

// `charset` as a media type parameter or Kannel's %C names it, any case: UTF-8, US-ASCII,
// UTF-16(BE|LE), UCS-2, ISO-8859-1, windows-1252, 8-BIT (UTF-8 if it is that, else Latin-1).
// kInvalid names what is allowed.
Result<std::string> ToUtf8(std::string_view bytes, std::string_view charset);

}  // namespace tipline::gateway
