// What the importers of both formats share. Pure; one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "flows/exchange/draft_json.h"
#include "flows/exchange/node.h"

namespace tipline::flows::exchange {

// More than any real flow has: what is larger is refused before it is read.
constexpr size_t kMaxFlows = 64;
constexpr size_t kMaxBlocks = 1000;
constexpr size_t kMaxParts = 100;  // exits, choices, cases, actions of one block
constexpr size_t kMaxLanguages = 32;
constexpr size_t kMaxTexts = 20'000;
constexpr size_t kMaxText = 1000;  // characters

struct Drafts {
  std::vector<DraftFlow> flows;
  std::map<std::string, std::string> names;  // UUID of a flow -> its name here
  Losses losses;
};
// For UniqueName: documents of these names are no flows.
std::map<std::string, int> ReservedNames();
// Steps' `subflow` holds UUIDs still. What is wrong is in the node's error.
void ReadFloip(const Node& container, Drafts& drafts);
// A file of RapidPro, or one flow of goflow.
void ReadGoflow(const Node& file, Drafts& drafts);

// Of a text or name with a control character other than line feed, carriage return and tab: no
// catalog can hold it.
void RefuseControls(const Node& at);

// UUIDs of one document: refuses those that come twice.
class Uuids {
 public:
  std::string Take(const Node& node);

 private:
  std::map<std::string, int> seen_;
};

// Their text as ours; what it loses is listed.
std::string TextOf(const std::string& theirs, const std::vector<std::string>& known,
                   const DraftFlow& flow, const std::string& step, Losses& losses);
// Takes the lines "1 …", "2) …" with the texts of the options from the end of a question in one
// language, where it ends in them.
void StripLines(const std::vector<std::string>& options, std::string& question);
// The numbered lines at the end of a question, from 1; empty if there are none. They are taken off.
std::vector<std::string> TakeLines(std::string& question);

}  // namespace tipline::flows::exchange
