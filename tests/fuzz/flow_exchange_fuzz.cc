// Any bytes as a flow of another platform: refused, or a flow that goes out and comes in again.
#include "flows/exchange/exchange.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace flows = tipline::flows;
  using tipline::fuzz::Require;
  const std::string text(reinterpret_cast<const char*>(data), size);  // NOLINT(*-reinterpret-cast)
  const auto imported = flows::exchange::Import({"theirs.json", text}, "");
  if (!imported) return 0;
  std::vector<flows::SourceFile> files;
  for (const auto& flow : imported->flows)
    files.push_back({flow.name + ".json", flow.document});
  const auto selected = flows::SelectFlows(imported->flows.front().name, files);
  Require(selected.has_value(), "what was imported is complete");
  const auto bundle = flows::Compile(*selected, {});
  Require(bundle.has_value(), "what was imported compiles");
  const auto floip = flows::exchange::ExportFloip(bundle->data(), {});
  Require(flows::exchange::Import({"floip.json", floip.json}, "").has_value(),
          "a FLOIP export comes in again");
  const auto goflow = flows::exchange::ExportGoflow(bundle->data());
  Require(flows::exchange::Import({"goflow.json", goflow.json}, "").has_value(),
          "a RapidPro export comes in again");
  return 0;
}
