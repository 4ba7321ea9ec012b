// A bundle as what both sides of an exchange can express, so that a flow and what came back of it
// can be compared: names of steps are numbers in the order in which they are reached, steps that
// only set or do nothing are part of the way, branches in a row are one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/exchange/exchange.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {

enum class Side { kFloip, kGoflow };

nlohmann::json NormalForm(const Bundle& bundle, Side side);

// What an import gives, as files: documents, and a catalog of each language.
std::vector<SourceFile> DocumentsOf(const exchange::Imported& imported);
std::vector<SourceFile> CatalogsOf(const exchange::Imported& imported);
// Fails the test if it is none.
Bundle BundleOf(const exchange::Imported& imported);

}  // namespace tipline::flows::testing
