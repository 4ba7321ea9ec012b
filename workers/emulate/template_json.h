// Patterns of the emulator's data files: text in which `{name}` stands for a value.
//   {from}                  the value; kInvalid if nobody gave it
//   {reason?}               nothing, if nobody gave it; a field that is only this is then left out
//   {now|time:%Y-%m-%d}     through filters: int, bool, seconds, time:FORMAT (UTC), no_plus, upper,
//                           lower, base64, md5, utf16be, hex
//   {{                      a brace
// In JSON, a string that is one pattern ending in |int or |bool becomes a number, true or false.
// Pure. Tests: tests/workers/emulate/template_test.cc.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/result.h"

namespace tipline::emulate {

using Values = std::map<std::string, std::string, std::less<>>;
using Escape = std::function<std::string(std::string_view)>;

// `escape` is for values, not for the pattern's own text: markup of XML, say.
Result<std::string> Expand(std::string_view pattern, const Values& values,
                           const Escape& escape = {});
// True if the pattern is `{name?}`, with or without filters, and there is nothing to put there.
bool LeftOut(std::string_view pattern, const Values& values);

// Every string of it; members and elements that are left out are gone.
Result<nlohmann::json> ExpandJson(const nlohmann::json& pattern, const Values& values);
// Members of an object as fields; a list as the value repeats the name.
Result<std::vector<std::pair<std::string, std::string>>> ExpandFields(
    const nlohmann::json& patterns, const Values& values);
// What the strings of `more` expand to becomes a value of that name. Null: nothing.
Status AddValues(const nlohmann::json& more, Values& values);

}  // namespace tipline::emulate
