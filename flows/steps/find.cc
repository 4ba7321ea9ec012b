// {"id":"look","kind":"find","in":"register","by":{"name":"agency_name"},"gives":["agency"],
//  "none":"not_found","one":"result","many":"which"}
// Looks in what is published (flows/knowledge) by the variables named, and goes on by how many were
// found. With one, its values are there for texts and branches; with several, `pick` asks which.
// "forget":["place"]: words that were only to look by; where they were understood they are no tip.
// Where not, they stay: they may be a cry.
// "register_read" (any source, then "_read") among "gives": "yes", or "no" where nothing of the
// source was ever published or could be read. Nobody was looked for then, so nothing is missing.
#include <algorithm>

#include "flows/base/phone.h"
#include "flows/engine/step_reader.h"
#include "flows/steps/found.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class Find final : public StepKind {
 public:
  const char* name() const override { return "find"; }
  void Read(StepReader& reader, Step& step) const override {
    step.source = reader.Name("in");
    step.values = reader.TextMap("by");
    step.gives = reader.Texts("gives");
    step.none = {reader.Need("none"), -1};
    step.one = {reader.Need("one"), -1};
    step.many = reader.Next("many");
    step.forgets = reader.Texts("forget");
    const SourceKind* kind = FindSourceKind(step.source);
    if (kind == nullptr) return reader.Wrong("in", "no such source");
    for (const auto& [by, variable] : step.values)
      if (!Names(kind->by, by)) reader.Wrong("by", "the source does not look by " + by);
    for (const std::string& value : step.gives)
      if (value != ReadName(step) && !Names(kind->gives, value))
        reader.Wrong("gives", "the source does not give " + value);
  }
  std::vector<Exit> Exits(const Step& step) const override {
    std::vector<Exit> exits = {{"none", step.none}, {"one", step.one}};
    if (step.many.given()) exits.push_back({"many", step.many});
    return exits;
  }
  Move Run(Conversation& conversation, const Step& step) const override {
    ForgetHits(conversation);
    for (const std::string& name : step.gives)
      conversation.session.found.erase(name);
    const Source* source = SourceOf(conversation, step);
    if (Names(step.gives, ReadName(step)))
      conversation.SetFound(ReadName(step), source == nullptr ? "no" : "yes");
    const Answers answers = source == nullptr ? Answers{} : Ask(*source, conversation, step);
    for (const auto& [name, value] : answers.values)
      conversation.SetFound(name, value);
    conversation.found_nothing = answers.hits.empty();
    if (answers.hits.empty()) return Go(step.none);
    if (answers.sure || answers.hits.size() == 1 || !step.many.given()) {
      for (const auto& [name, value] : answers.hits.front().values)
        conversation.SetFound(name, value);
      for (const std::string& name : step.forgets)
        conversation.Forget(name);
      return Go(step.one);
    }
    KeepHits(conversation, answers.hits);
    return Go(step.many);
  }

 private:
  static bool Names(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  static std::string ReadName(const Step& step) { return step.source + "_read"; }
  static const Source* SourceOf(const Conversation& conversation, const Step& step) {
    const Knowledge* knowledge = conversation.input.knowledge;
    return knowledge == nullptr ? nullptr : knowledge->Get(step.source);
  }
  static Answers Ask(const Source& source, const Conversation& conversation, const Step& step) {
    Query query;
    for (const auto& [by, variable] : step.values)
      if (auto value = conversation.Value(variable)) query.by.emplace(by, *std::move(value));
    query.language = conversation.bundle.languages[conversation.language()];
    query.source_language = conversation.bundle.source_language;
    query.country = CountryOf(conversation.input.number.Reveal());
    query.now = conversation.input.now;
    return source.Find(query);
  }
};

const RegisterStep kRegister(std::make_unique<Find>());

}  // namespace
}  // namespace tipline::flows
