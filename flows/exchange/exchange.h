// Flows for and from other platforms: FLOIP flow specification 1.0.0-rc4 containers and RapidPro
// (goflow) definitions, spec version 14. What the other side cannot express is left out and listed.
// Pure, nothing is run or fetched; thread-safe. Tests: tests/flows/exchange, tests/data/exchange.
//
// Where the two sides differ the safer reading is taken: a silent phone ends the run and is not
// asked again, secrets are not asked at all, an SMS gets the text that may be read by others.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "flows/engine/catalog.h"
#include "flows/engine/flow_set.h"

namespace tipline::flows::exchange {

// One thing that could not be carried over.
struct Loss {
  std::string flow;
  std::string step;  // empty: of the whole flow; of an import: its name here, or a JSON pointer
  std::string what;
  std::string why;
};

struct Exported {
  std::string json;
  std::vector<Loss> losses;
};
// The bundle's root flow with its subflows in all its languages. The same bundle gives the same
// text.
Exported ExportFloip(const BundleData& data, TimePoint modified);
Exported ExportGoflow(const BundleData& data);

struct ImportedFlow {
  std::string name;
  std::string document;  // of config/flows/<name>.json
};
struct Imported {
  std::vector<ImportedFlow> flows;  // those that no other one calls first
  // language -> PO context -> text with its source; not of the source language.
  std::map<std::string, std::map<std::string, Translation>> texts;
  std::vector<Loss> losses;
};
// Which of the two formats it is, is seen. `name`: of the first flow; empty: made from its own.
// kInvalid names the place as a JSON pointer.
Result<Imported> Import(const SourceFile& file, std::string_view name);

}  // namespace tipline::flows::exchange
