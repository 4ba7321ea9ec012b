// Texts by language in one column, as JSON. Inside this folder. Pure.
#pragma once

#include <string>

#include "flows/knowledge/rows.h"

namespace tipline::store {

std::string TextsCell(const flows::Texts& texts);
// What nobody can read is empty.
flows::Texts TextsFrom(const std::string& cell);

}  // namespace tipline::store
