// Members of JSON webhooks and answers, read as providers send them: types get mixed, a number
// comes as a string and the other way round (providers.md §5). And the words of a person, which are
// kept whatever else is wrong with a message. For gateway/providers/*.cc only. Pure functions;
// thread-safe; none fails. Tests: the cases of the adapters that use it, in tests/data/providers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/model/message.h"
#include "gateway/base/settings.h"
#include "gateway/providers/common.h"

namespace tipline::gateway {

// The member of that name; nullptr if `object` is no object, or has none of it but null.
const nlohmann::json* Member(const nlohmann::json& object, std::string_view name);
// The same as an object or an array; an empty one where it is something else.
const nlohmann::json& ObjectIn(const nlohmann::json& object, std::string_view name);
const nlohmann::json& ArrayIn(const nlohmann::json& object, std::string_view name);
// The first element of that array; an empty object if there is none.
const nlohmann::json& FirstIn(const nlohmann::json& object, std::string_view name);

// A string, number or truth value as text; nullopt for anything else.
std::optional<std::string> ScalarIn(const nlohmann::json& object, std::string_view name);
std::string TextIn(const nlohmann::json& object, std::string_view name);  // empty if none
// OptionalId and OptionalAddress (common.h) of it.
std::string IdIn(const nlohmann::json& object, std::string_view name);
std::string AddressIn(const nlohmann::json& object, std::string_view name);
// An integer, or a string that is nothing but one.
std::optional<int64_t> IntegerIn(const nlohmann::json& object, std::string_view name);
// A small count, as of segments; 0 for anything else.
int CountIn(const nlohmann::json& object, std::string_view name);
// Millionths of an amount, "0.0040" or 0.004; 0 if it is none, negative or more than a million.
int64_t MicrosIn(const nlohmann::json& object, std::string_view name);
int64_t MicrosOf(std::string_view amount);
// A code of ISO 4217, or empty.
std::string CurrencyIn(const nlohmann::json& object, std::string_view name);
std::string CurrencyOf(std::string code);

// The words as far as they can be read (Readable of charset.h); NUL becomes U+FFFD.
Secret<std::string> KeptWords(std::string_view words);
// What stands anywhere in it as text, body, message, content or caption, one a line: for shapes
// that nobody documents, so that no words are lost with them.
std::string WordsAnywhere(const nlohmann::json& value);
// ReadSender (common.h), but a message with words has no need of a sender: whoever cannot be read
// is nobody then, and the words go to staff. REQUIRES: inbound.text is read already.
Status SenderOfWords(const char* field, const std::optional<std::string>& value,
                     const ChannelSettings& channel, Inbound& inbound,
                     NumberForm form = NumberForm::kAny);

}  // namespace tipline::gateway
