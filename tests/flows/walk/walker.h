// Walks one flow by itself, in one language, to everything that it can show: from every state that
// a person can be in, every answer that makes a difference is given, and every outcome of a look-up
// or an inquiry is tried, until nothing new comes up. Two states are the same if nothing that the
// flow asks about tells them apart. What comes out is a tree of the shortest ways to each screen,
// to be walked again in other languages and on other channels. Pure; thread-safe.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/flows/walk/player.h"

namespace tipline::flows::testing {

constexpr size_t kMostStates = 20'000;  // more: a flow asks about more than anybody can test

struct WalkNode {
  int parent = -1;  // its place in Tree::nodes; -1: the first dial
  Deed deed;
  std::string place;  // "flow.step", or the engine's own text
  std::string way;    // what was typed to get there
  std::string seen;   // the step that was last to show
  int screens = 0;    // that wait for an answer, up to this one
};

struct WalkTree {
  std::vector<WalkNode> nodes;       // parents before children; only ways to something new
  std::map<std::string, int> first;  // the fewest screens to a step of the flow
  std::set<std::string> passed;      // names of all steps that were shown or told of
  std::set<std::string> screens;     // all that showed, without the breaks between pages
  size_t states = 0, turns = 0;
  bool whole = true;  // false: stopped at kMostStates
};

WalkTree Walk(const Bundle& bundle, const std::string& flow, const WalkChannel& channel);

// In another language or on another channel: `see` gets every screen of the tree.
void WalkAgain(
    const Bundle& bundle, const std::string& flow, const WalkTree& tree,
    const std::string& language, const WalkChannel& channel,
    const std::function<void(const WalkNode&, const Played&, const std::string& place)>& see);

}  // namespace tipline::flows::testing
