#include "workers/cli/flow_losses_json.h"

#include <iostream>

#include "flows/engine/bundle_data.h"

namespace tipline::cli {

nlohmann::json LossesJson(const std::vector<flows::exchange::Loss>& losses) {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& loss : losses)
    list.push_back(
        {{"flow", loss.flow}, {"step", loss.step}, {"what", loss.what}, {"why", loss.why}});
  return list;
}

void PrintLosses(const std::vector<flows::exchange::Loss>& losses, std::ostream& out) {
  if (losses.empty()) return;
  out << "Not carried over:\n";
  for (const auto& loss : losses)
    out << "  " << loss.flow << (loss.step.empty() ? "" : ":") << loss.step << ": " << loss.what
        << ": " << loss.why << "\n";
}

std::vector<std::string> FilesOf(const flows::Bundle& bundle) {
  std::vector<std::string> files;
  for (const flows::Flow& flow : bundle.data().flows)
    files.push_back(flow.file);
  return files;
}

}  // namespace tipline::cli
