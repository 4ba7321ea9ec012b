// Every flow that we ship, by itself, in every language and on every channel, to every step
// (walker.h): each screen fits, every step is reached, something useful comes by the fourth screen
// and the end within seven that wait for an answer (domain.md §4.1). New flows of config/flows are
// found by the walk of the folder.
#include <algorithm>
#include <cstdio>
#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "flows/engine/bundle_data.h"
#include "flows/engine/screen.h"
#include "flows/steps/kind.h"
#include "tests/flows/stories/story.h"
#include "tests/flows/walk/deeds.h"
#include "tests/flows/walk/walker.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

constexpr int kMostScreens = 7;  // that wait for an answer

const Bundle& Published(const std::string& root) {
  static std::map<std::string, Bundle> bundles;
  auto found = bundles.find(root);
  if (found == bundles.end()) found = bundles.emplace(root, PublishedBundle(root)).first;
  return found->second;
}

// The first flow that people meet holds most of the others, in all languages.
const Bundle& BundleOf(const std::string& flow) {
  return Published(Published("main").data().FindFlow(flow) >= 0 ? "main" : flow);
}

std::vector<std::string> Flows() {
  std::vector<std::string> flows;
  for (const std::string& file : FilesIn("config/flows", ".json")) {
    const Json document = Json::parse(ReadFile(file));
    if (document.is_object() && document.contains("flow") && document.contains("steps"))
      flows.push_back(document["flow"].get<std::string>());
  }
  return flows;
}

// Flows that others go on after: these have the result.
const std::set<std::string>& Parts() {
  static const auto kParts = [] {
    std::set<std::string> parts;
    for (const std::string& file : FilesIn("config/flows", ".json")) {
      const Json document = Json::parse(ReadFile(file));
      for (const Json& step :
           document.is_object() ? document.value("steps", Json::array()) : Json())
        if (step.contains("flow") && step.contains("next")) parts.insert(step["flow"]);
    }
    return parts;
  }();
  return kParts;
}

std::vector<WalkChannel> ChannelsOf(const BundleData& data, size_t language) {
  std::vector<WalkChannel> channels = {{"ussd", Medium::kUssd, {}, false},
                                       {"ussd 140/60", Medium::kUssd, {140, 60}, false},
                                       {"sms", Medium::kSms, {}, false}};
  if (data.spelled[language]) {
    channels.push_back({"ussd gsm7", Medium::kUssd, {}, true});
    channels.push_back({"sms gsm7", Medium::kSms, {}, true});
  }
  return channels;
}

// The fullest screen of a language.
struct Fullest {
  size_t used = 0, room = 1, pages = 0;
  std::string place;
};

class FlowWalk : public ::testing::TestWithParam<std::string> {
 protected:
  // What is wrong with a screen, or nothing.
  static std::string Wrong(const std::string& screen, const WalkChannel& channel) {
    if (screen.empty()) return "is empty";
    if (screen.find_first_of("{}") != std::string::npos) return "shows a placeholder";
    if (!Room{channel.medium, channel.limits}.Fits(screen)) return "is over the limit";
    return {};
  }

  void See(const WalkNode& node, const Played& played, const std::string& place,
           const std::string& language, const WalkChannel& channel) {
    const std::string where =
        GetParam() + ", step " + place + ", " + language + ", " + channel.name + ", by:" + node.way;
    if (place != node.place) ADD_FAILURE() << where << ": in the source language " << node.place;
    for (const std::string& screen : played.pages) {
      const Measured size = Measure(screen);
      const std::string wrong = Wrong(screen, channel);
      if (!wrong.empty())
        ADD_FAILURE() << where << ": " << size.units << " units of " << EncodingName(size.encoding)
                      << ": a screen " << wrong << "\n"
                      << screen;
      if (channel.name != "ussd" || place.find('.') == std::string::npos) continue;
      const auto room = static_cast<size_t>(size.encoding == Encoding::kGsm7 ? channel.limits.gsm7
                                                                             : channel.limits.ucs2);
      Fullest& fullest = fullest_[language];
      if (size.units * fullest.room > fullest.used * room)
        fullest = {size.units, room, fullest.pages, place};
      fullest.pages = std::max(fullest.pages, played.pages.size());
    }
  }

  // The flow and those that it calls and that have no budget of their own.
  std::vector<const Flow*> PartsWithin(const BundleData& data) const {
    std::vector<const Flow*> parts;
    for (const std::string& name : PartsOf(data, GetParam())) {
      const Flow& flow = data.flows[static_cast<size_t>(data.FindFlow(name))];
      if (name == GetParam() || flow.budget_screens == 0) parts.push_back(&flow);
    }
    return parts;
  }

  static const Flow& OwnFlow(const BundleData& data) {
    return data.flows[static_cast<size_t>(data.FindFlow(GetParam()))];
  }

  // Asking steps and ends are told of by events; what stands before a question by its words.
  static bool Passed(const Step& step, const WalkTree& tree) {
    if (tree.passed.count(step.name) != 0) return true;
    if (step.kind->Asks() || step.text.empty()) return false;
    const auto says = [&](const std::string& text) {
      const std::string words = text.substr(0, text.find('{'));
      return std::any_of(tree.screens.begin(), tree.screens.end(), [&](const auto& screen) {
        return screen.find(words) != std::string::npos;
      });
    };
    return says(step.text.source) || (!step.sms.empty() && says(step.sms.source));
  }

  static void EveryStep(const Flow& flow, const WalkTree& ussd, const WalkTree& sms) {
    for (const Step& step : flow.steps) {
      const bool end = std::string_view(step.kind->name()) == "end";
      const bool note = !step.kind->Asks() && !end && !step.text.empty() && !step.quiet;
      if ((step.kind->Asks() || end || note) && !Passed(step, ussd) && !Passed(step, sms))
        ADD_FAILURE() << flow.name << ": never shown: " << step.id;
    }
  }

  // The fewest screens to everything, and to the first step that is of use.
  void InTime(const BundleData& data, const WalkTree& tree) const {
    int result = 0, last = 0;
    const auto least = [](int& so_far, int screens) {
      if (so_far == 0 || screens < so_far) so_far = screens;
    };
    for (const Flow* flow : PartsWithin(data))
      for (const Step& step : flow->steps) {
        const auto first = tree.first.find(flow->name + "." + step.id);
        if (first == tree.first.end()) continue;
        const bool ends = std::string_view(step.kind->name()) == "end";
        last = std::max(last, first->second - (ends ? 1 : 0));
        if (step.result) least(result, first->second);
      }
    std::printf("%-20s a result by screen %d, %d screens at most wait for an answer\n",
                GetParam().c_str(), result, last);
    EXPECT_LE(last, kMostScreens) << GetParam() << ": screens that wait for an answer";
    if (Parts().count(GetParam()) != 0 || OwnFlow(data).budget_screens <= kResultBy)
      return;  // over by then
    EXPECT_GT(result, 0) << GetParam() << ": no step that is shown has \"result\": true";
    EXPECT_LE(result, kResultBy) << GetParam() << ": its first useful result";
  }

  void Print() const {
    for (const auto& [language, one] : fullest_)
      std::printf("  %-4s fullest screen %3zu of %3zu, %zu pages at most (%s)\n", language.c_str(),
                  one.used, one.room, one.pages, one.place.c_str());
  }

  std::map<std::string, Fullest> fullest_;
};

TEST_P(FlowWalk, ReachesEveryStepAndEveryScreenFits) {
  const Bundle& bundle = BundleOf(GetParam());
  const BundleData& data = bundle.data();
  const WalkTree ussd = Walk(bundle, GetParam(), {"ussd", Medium::kUssd, {}, false});
  const WalkTree sms = Walk(bundle, GetParam(), {"sms", Medium::kSms, {}, false});
  ASSERT_TRUE(ussd.whole && sms.whole) << "more states than " << kMostStates;
  size_t screens = 0;
  for (size_t i = 0; i < data.languages.size(); ++i)
    for (const WalkChannel& channel : ChannelsOf(data, i))
      WalkAgain(bundle, GetParam(), channel.medium == Medium::kSms ? sms : ussd, data.languages[i],
                channel, [&](const WalkNode& node, const Played& played, const std::string& place) {
                  screens += played.pages.size();
                  if (!HasFailure()) See(node, played, place, data.languages[i], channel);
                });
  EveryStep(OwnFlow(data), ussd, sms);
  InTime(data, ussd);
  Print();
  std::printf("  %zu states, %zu ways, %zu screens in %zu languages\n", ussd.states + sms.states,
              ussd.nodes.size() + sms.nodes.size(), screens, data.languages.size());
  RecordProperty("screens", static_cast<int>(screens));
}

INSTANTIATE_TEST_SUITE_P(All, FlowWalk, ::testing::ValuesIn(Flows()),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::flows::testing
