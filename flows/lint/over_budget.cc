// The longest way through a flow on USSD asks for more screens than its `budget.screens`: a session
// lasts about 180 seconds (domain.md §4.1). Branches are taken both ways, but for the medium; ways
// back are not counted, nor what a subflow takes that has a budget of its own.
#include <algorithm>
#include <map>
#include <utility>

#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class LongestWay {
 public:
  explicit LongestWay(const BundleData& data) : data_(data) {}

  struct Way {
    int screens = 0;    // to the end of the conversation or of this flow
    bool ends = false;  // the conversation is over there
  };

  Way From(int flow, int step, int depth) {
    if (flow < 0 || step < 0 || depth > kMaxDepth) return {};
    const auto place = std::make_pair(flow, step);
    if (const auto known = known_.find(place); known != known_.end()) return known->second;
    known_[place] = {};  // a way back counts nothing
    const Way way = Explore(flow, step, depth);
    known_[place] = way;
    return way;
  }

 private:
  Way Explore(int flow, int index, int depth) {
    const Step& step = data_.flows[static_cast<size_t>(flow)].steps[static_cast<size_t>(index)];
    const std::string_view kind = step.kind->name();
    if (kind == "end") return {1, true};
    Way longest;
    for (const Exit& exit : step.kind->Exits(step)) {
      if (exit.label.compare(0, 6, "medium") == 0 && exit.label.find("ussd") == std::string::npos)
        continue;
      const Way way = From(flow, exit.target.index, depth);
      if (way.screens >= longest.screens) longest = way;
    }
    if (kind == "subflow" && step.subflow_index >= 0) {
      const Flow& called = data_.flows[static_cast<size_t>(step.subflow_index)];
      const Way inside = From(step.subflow_index, called.start, depth + 1);
      const int own = called.budget_screens > 0 ? 0 : inside.screens;
      const int returning = own + (inside.ends ? 0 : longest.screens);
      longest = {std::max(returning, longest.screens), longest.ends};
    }
    // A language is chosen once and then remembered for the phone; an inquiry shows a screen only
    // where the records are slow.
    const bool counts = step.kind->Asks() && kind != "ask_language" && kind != "inquire";
    return {longest.screens + (counts ? 1 : 0), longest.ends};
  }

  const BundleData& data_;
  std::map<std::pair<int, int>, Way> known_;
};

void Check(const LintSubject& subject, Report& report) {
  for (size_t i = 0; i < subject.data.flows.size(); ++i) {
    const Flow& flow = subject.data.flows[i];
    if (flow.budget_screens == 0 || flow.start < 0) continue;
    const int longest = LongestWay(subject.data).From(static_cast<int>(i), flow.start, 0).screens;
    if (longest > flow.budget_screens)
      report.Add(flow, nullptr, "",
                 "the longest way takes " + std::to_string(longest) +
                     " screens; allowed: " + std::to_string(flow.budget_screens));
  }
}

const RegisterRule kRegister("over_budget", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
