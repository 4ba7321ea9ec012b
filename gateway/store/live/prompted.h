// A role of a phone (contacts.h): a traveller's who was asked how it goes, and did not answer yet.
#pragma once

#include <string_view>

namespace tipline::store {

constexpr std::string_view kPromptedRole = "prompted";

}  // namespace tipline::store
