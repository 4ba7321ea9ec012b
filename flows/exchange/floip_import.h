// The parts of ReadFloip: what blocks are called here (floip_names.cc), languages and texts
// (floip_texts.cc), questions (floip_questions.cc), cases and what is set (floip_cases.cc), what
// only Tipline says of a flow and its blocks (floip_own.cc). What is wrong is in the node's error.
// One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flows/exchange/draft_json.h"
#include "flows/exchange/expression.h"
#include "flows/exchange/import.h"
#include "flows/exchange/node.h"

namespace tipline::flows::exchange {

struct FloipExit {
  std::string name;
  std::string to;            // step id; empty: it ends
  std::optional<Test> test;  // none: it has none, or one that cannot be said here
  bool tests = false;
  bool otherwise = false;
};
using FloipExits = std::vector<FloipExit>;
// Of a block that does not decide: the default, else the first.
std::string NextOf(const FloipExits& exits);

// What texts of any flow may show: a subflow finds and counts for its callers.
std::vector<std::string> FloipPlaceholders(const std::vector<Node>& flows);

// The blocks of one flow: their steps, their variables, and what texts may show.
class FloipNames {
 public:
  // `placeholders` must outlive it.
  explicit FloipNames(const std::vector<std::string>& placeholders) : placeholders_(placeholders) {}
  void Add(const Node& block);
  // Of blocks that were added.
  FloipExits ExitsOf(const Node& block);
  std::string IdOf(const Node& block) const;
  // nullptr: no block is called that.
  const std::string* Variable(const std::string& block_name) const;
  // nullptr: no block has this UUID.
  const std::string* Step(const std::string& uuid) const;
  const std::vector<std::string>& placeholders() const { return placeholders_; }

 private:
  std::string Destination(const Node& destination) const;

  Uuids uuids_;
  std::map<std::string, std::string> ids_;  // UUID of a block -> step
  std::map<std::string, int> taken_;
  std::map<std::string, std::string> variables_;  // name of a block -> variable
  const std::vector<std::string>& placeholders_;
};

// The languages and texts of one flow. `names`, `flow` and `losses` must outlive it.
class FloipTexts {
 public:
  FloipTexts(const FloipNames& names, DraftFlow& flow, Losses& losses)
      : names_(names), flow_(flow), losses_(losses) {}

  void ReadLanguages(const Node& languages);
  // Of the flow or of its container; after the languages.
  void ReadResources(const Node& resources);
  // The text that `node` names. `sms`: where other words for an SMS go; nullptr: nowhere.
  void Put(const Node& node, const std::string& step, LocalText& text, LocalText* sms) const;

 private:
  struct Resource {
    LocalText ussd, sms;
  };
  void ReadResource(const std::string& uuid, const Node& node);
  void Lose(const std::string& step, const std::string& what, const std::string& why) const;

  const FloipNames& names_;
  DraftFlow& flow_;
  Losses& losses_;
  std::map<std::string, Resource> resources_;
  std::map<std::string, std::string> languages_;  // their id -> our code
};

// What the parts below work on.
struct FloipFlow {
  DraftFlow& flow;
  Losses& losses;
  const FloipNames& names;
  const FloipTexts& texts;

  void Lose(const std::string& step, const std::string& what, const std::string& why) const {
    losses.push_back({flow.name, step, what, why});
  }
};

// `type`: of the block; its text is in `step` already.
void ReadFloipQuestion(const FloipFlow& in, const Node& block, const std::string& type,
                       const FloipExits& exits, DraftStep& step);
// `own`: written by an export of ours, so values are as they were.
void ReadFloipCases(const FloipFlow& in, const FloipExits& exits, bool own, DraftStep& step);
// Of a block that does not decide: the exits that NextOf leaves aside, and what its own asks.
void LoseExits(const FloipFlow& in, const FloipExits& exits, const std::string& step);
void ReadFloipSets(const FloipFlow& in, const Node& block, DraftStep& step);
// `own`: vendor_metadata.tipline of the block, or of the flow. It may be missing.
void ReadFloipOwn(const FloipFlow& in, const Node& own, DraftStep& step);
void ReadFloipMetadata(const Node& own, DraftFlow& flow);

// What a block sets: one object in older candidates, else a list.
std::vector<Node> FloipProperties(const Node& block);

}  // namespace tipline::flows::exchange
