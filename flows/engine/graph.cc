#include "flows/engine/graph.h"

#include "flows/base/text.h"
#include "flows/engine/bundle_data.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

constexpr size_t kShownCharacters = 48;  // of a step's text

std::string Quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "\"";
}

std::string Node(const Flow& flow, const std::string& step) {
  return Quote(flow.name + "/" + step);
}

const char* Shape(const Step& step) {
  const std::string_view kind = step.kind->name();
  if (kind == "end") return "doublecircle";
  if (kind == "branch") return "diamond";
  if (kind == "file_tip" || kind == "request_callback") return "cds";
  return step.kind->Asks() ? "box" : "ellipse";
}

void AddStep(const Flow& flow, const Step& step, std::string& out) {
  std::string label = step.id + "\n(" + step.kind->name() + ")";
  if (!step.text.empty())
    label += "\n" + std::string(CutCharacters(step.text.source, kShownCharacters));
  out +=
      "    " + Node(flow, step.id) + " [shape=" + Shape(step) + ", label=" + Quote(label) + "];\n";
  for (const Exit& exit : step.kind->Exits(step)) {
    if (!exit.target.given()) continue;
    out += "    " + Node(flow, step.id) + " -> " + Node(flow, exit.target.name);
    if (!exit.label.empty()) out += " [label=" + Quote(exit.label) + "]";
    out += ";\n";
  }
}

}  // namespace

std::string Graph(const Bundle& bundle) {
  const BundleData& data = bundle.data();
  std::string out =
      "digraph " + Quote(data.name) + " {\n  rankdir=TB;\n  node [fontname=\"sans-serif\"];\n";
  std::string calls;
  for (const Flow& flow : data.flows) {
    out += "  subgraph " + Quote("cluster_" + flow.name) + " {\n    label=" +
           Quote(flow.title.empty() ? flow.name : flow.name + ": " + flow.title) + ";\n";
    for (const Step& step : flow.steps) {
      AddStep(flow, step, out);
      if (step.subflow_index < 0) continue;
      const Flow& called = data.flows[static_cast<size_t>(step.subflow_index)];
      calls += "  " + Node(flow, step.id) + " -> " + Node(called, called.start_name) +
               " [style=dashed];\n";
    }
    out += "  }\n";
  }
  return out + calls + "}\n";
}

}  // namespace tipline::flows
