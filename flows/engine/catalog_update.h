// What there is to translate, with notes for translators, and a catalog brought up to date with it.
// Pure; thread-safe. Tests: tests/flows/engine/catalog_update_test.cc
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/engine/bundle_data.h"
#include "flows/engine/catalog.h"
#include "flows/engine/glossary.h"

namespace tipline::flows {

struct Place {  // of one entry of a catalog
  std::string context;
  std::string source;
  std::vector<std::string> notes;  // for translators
};

// Every text of a bundle: where it stands, its options, how much room its screen has left.
std::vector<Place> PlacesOf(const BundleData& data);
// The lists of words and the glossary that every language has. `words`: words.json, for examples.
std::vector<Place> ListPlaces(const nlohmann::json& words, const std::string& source_language,
                              const Glossary& glossary);

// What goes out of no flow: `covers` is cover/en.json.
std::vector<Place> CoverPlaces(const nlohmann::json& covers);

// Translations are kept; one whose source text has changed becomes fuzzy and keeps the old source
// text beside it; one of a text that is gone becomes obsolete, and comes back with it. Texts in the
// fallback spelling ("gsm7:…") follow theirs. Afterwards every place has an entry.
Catalog Updated(const Catalog& catalog, const std::vector<Place>& places);

// An empty one, to be translated.
Catalog NewCatalog(const std::string& language);

// The PO file, entries in the order of the places. Reading it gives the catalog again.
std::string WriteCatalog(const Catalog& catalog, const std::vector<Place>& places);

}  // namespace tipline::flows
