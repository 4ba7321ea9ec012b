// tipline flow diff A B: two documents, published versions (main@3) or folders; 1 if different.
#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/text.h"
#include "flows/exchange/diff_json.h"
#include "gateway/base/files.h"
#include "gateway/base/settings.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/flows_published.h"
#include "workers/cli/flow.h"

namespace tipline::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using flows::FlowState;

constexpr size_t kMaxFile = size_t{16} << 20U;
constexpr size_t kShown = 60;  // characters of a text in a line

struct Arguments {
  std::string before, after;
};

// "main@3"
struct Version {
  std::string flow;
  int64_t version = 0;
};
std::optional<Version> VersionOf(const std::string& name) {
  const size_t at = name.rfind('@');
  if (at == std::string::npos || at == 0 || name.find('/') != std::string::npos) return {};
  const std::string digits = name.substr(at + 1);
  if (digits.empty() || digits.size() > 9 ||
      digits.find_first_not_of("0123456789") != std::string::npos)
    return {};
  return Version{name.substr(0, at), std::stoll(digits)};
}

Result<FlowState> Published(const Context& context, const Version& wanted) {
  TRY_ASSIGN(const Settings settings, LoadSettings(context.config_file));
  store::Redis redis(store::RedisFor(settings, "admin", "cli"));
  TRY_ASSIGN(const auto reply,
             redis.Run(store::PublishedFlows::GetCommand(wanted.flow, wanted.version)));
  TRY_ASSIGN(const std::string text, store::PublishedFlows::ReadGet(reply.view()));
  TRY_ASSIGN(const auto bundle, flows::Bundle::Decode(text));
  return flows::StateOf(bundle);
}

// `root` empty: every flow of the folder.
Result<FlowState> Folder(const std::string& dir, const std::string& root) {
  TRY_ASSIGN(const auto files, ReadFlowsDir(dir));
  std::vector<std::string> names = {root};
  if (root.empty()) {
    TRY_ASSIGN(names, RootFlows(files));
  }
  FlowState state;
  for (const std::string& name : names) {
    TRY_ASSIGN(const auto bundle, CompileFlow(name, files));
    flows::Join(flows::StateOf(bundle), state);
  }
  return state;
}

Result<FlowState> Load(const Context& context, const std::string& name, const std::string& root) {
  std::error_code failed;
  if (fs::is_directory(name, failed)) return Folder(name, root);
  if (!fs::exists(name, failed))
    if (const auto version = VersionOf(name)) return Published(context, *version);
  TRY_ASSIGN(std::string text, ReadFile(name, kMaxFile));
  return flows::StateOf(flows::SourceFile{name, std::move(text)});
}

// A document alone is compared with the flow of its name only.
void KeepOnly(const FlowState& document, FlowState& other) {
  if (document.has_texts || !other.has_texts) return;
  for (auto it = other.flows.begin(); it != other.flows.end();)
    it = document.flows.count(it->first) != 0 ? std::next(it) : other.flows.erase(it);
}

Result<std::vector<flows::FlowChange>> Compare(const Context& context, const Arguments& arguments) {
  const auto root = [](const std::string& other) {
    const auto version = VersionOf(other);
    return version ? version->flow : std::string();
  };
  TRY_ASSIGN(FlowState before, Load(context, arguments.before, root(arguments.after)));
  TRY_ASSIGN(FlowState after, Load(context, arguments.after, root(arguments.before)));
  KeepOnly(before, after);
  KeepOnly(after, before);
  return flows::Diff(before, after);
}

std::string Line(const std::string& text) {
  std::string line(CutCharacters(text, kShown));
  if (line.size() < text.size()) line += "…";
  for (size_t at = line.find('\n'); at != std::string::npos; at = line.find('\n', at))
    line.replace(at, 1, "\\n");
  return "\"" + line + "\"";
}

std::string Joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& one : list)
    out += (out.empty() ? "" : " ") + one;
  return out;
}

void Print(const flows::FlowChange& change) {
  std::cout << change.flow << (change.step.empty() ? "" : ":") << change.step << ": "
            << change.what;
  if (!change.field.empty()) std::cout << " " << change.field;
  if (!change.language.empty()) std::cout << " in " << change.language;
  if (change.what == "changed")
    std::cout << ": " << Line(change.before) << " -> " << Line(change.after);
  std::cout << " (" << Joined(change.languages) << "; " << Joined(change.media);
  if (!change.roots.empty()) std::cout << "; in " << Joined(change.roots);
  std::cout << ")\n";
}

Json ToJson(const flows::FlowChange& change) {
  return {{"flow", change.flow},
          {"step", change.step},
          {"what", change.what},
          {"field", change.field},
          {"language", change.language},
          {"before", change.before},
          {"after", change.after},
          {"affects",
           {{"languages", change.languages}, {"media", change.media}, {"flows", change.roots}}}};
}

int Run(const Context& context, const Arguments& arguments) {
  const auto changes = Compare(context, arguments);
  if (!changes) return Fail(changes.error());
  if (context.json) {
    Json list = Json::array();
    for (const flows::FlowChange& change : *changes)
      list.push_back(ToJson(change));
    std::cout << DumpJson(list) << "\n";
  } else {
    for (const flows::FlowChange& change : *changes)
      Print(change);
  }
  return changes->empty() ? kDone : kNo;
}

}  // namespace

void AddFlowDiff(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* command =
      group.add_subcommand("diff", "What is different between two flows and for whom; 1 if it is");
  const auto arguments = std::make_shared<Arguments>();
  const char* what = "a flow document, a folder of flows, or a published version such as main@3";
  command->add_option("before", arguments->before, what)->required();
  command->add_option("after", arguments->after, what)->required();
  command->callback([=, &context, &exit_code] { exit_code = Run(context, *arguments); });
}

}  // namespace tipline::cli
