// Lists of texts in one column, as JSON. Inside this folder. Pure.
#pragma once

#include <string>
#include <vector>

namespace tipline::store {

std::string ListCell(const std::vector<std::string>& texts);
// What nobody can read is empty.
std::vector<std::string> ListFrom(const std::string& cell);

}  // namespace tipline::store
