// Steps of LoadSettings, each in its own file. Only settings*.cc include this.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "gateway/base/settings.h"

namespace tipline::settings {

constexpr size_t kMaxFile = 1 << 20;

// `FILE: POINTER: found FOUND; allowed: ALLOWED`
Error Wrong(std::string_view file, std::string_view pointer, std::string_view found,
            std::string_view allowed);

// A file of JSON with comments, by ParseJson; errors name the file and the line.
Result<nlohmann::json> ReadJson(const std::string& file);

// settings_schema.cc: the shape, by settings.schema.json.
Status CheckShape(const nlohmann::json& config, const std::string& file);

// settings_secrets.cc: fills the channels' secrets and the Redis passwords from file and
// environment. `secrets_file` as configured; empty: none.
Status AddSecrets(Settings& settings, const std::string& secrets_file);

// settings_check.cc: what a schema cannot say.
Status CheckMeaning(const Settings& settings);

// An id as it is written in the name of an environment variable: "my-kannel" -> "MY_KANNEL".
std::string VariableName(std::string_view id);

// The environment variable; nullptr if it is unset or empty.
const char* Environment(const char* name);

}  // namespace tipline::settings
