// What can be done where a person stands in a flow, as far as it makes a difference.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "flows/engine/bundle_data.h"
#include "tests/flows/walk/player.h"

namespace tipline::flows::testing {

// What branches and scores ask about: variable -> the values that they tell apart.
using Asked = std::map<std::string, std::set<std::string>>;
// Of the flows that `root` is made of: itself and those that it calls, but for those that have a
// budget of their own and never come back.
std::set<std::string> PartsOf(const BundleData& data, const std::string& root);
Asked AskedAbout(const BundleData& data, const std::set<std::string>& flows);

// Variables that the flow's branches ask about and nothing in it sets: its callers do.
std::vector<Found> SeedsOf(const BundleData& data, const std::set<std::string>& flows,
                           const Asked& asked);

// The verified roles that the flow tells apart; empty: none. One entry where it asks for no role.
std::vector<std::string> RolesOf(const BundleData& data, const std::set<std::string>& flows,
                                 const Asked& asked);

// One with everything, one for each value that makes a difference, one without each.
std::vector<Found> OutcomesOf(const std::vector<std::string>& gives, const Asked& asked);

// What sources may find, by name: nothing, one, several, in all ways that a branch tells apart.
std::map<std::string, std::vector<Answers>> AnswersOf(const BundleData& data,
                                                      const std::set<std::string>& flows,
                                                      const Asked& asked);

// What is an answer there.
std::vector<std::string> TypedAt(const Session& session, const Step* step);
// What means the same, or nothing, wherever it is typed: once on each screen is enough.
std::vector<std::string> TypedAnywhere(const BundleData& data, const Step* step, bool duress);

}  // namespace tipline::flows::testing
