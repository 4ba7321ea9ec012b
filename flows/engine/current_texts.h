// Which translations may be shown: those made from the source texts as they are now, and their
// fallback spelling for GSM 7-bit (domain.md §4.4) where the catalog has one. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "flows/base/result.h"
#include "flows/engine/build.h"
#include "flows/engine/catalog.h"

namespace tipline::flows {

// The fallback spelling of "vi" is "vi-x-gsm7" in Texts.
std::string Gsm7Tag(const std::string& language);

// kInvalid: a catalog's list words:gsm7 is not as it should be. A text that the spelling cannot
// write, or that needs none, has no entry in the fallback spelling.
Result<Texts> CurrentTexts(const BundleData& sources, const std::vector<Catalog>& catalogs);

}  // namespace tipline::flows
