// ReadFloip: containers of 1.0.0-rc4, and what earlier candidates wrote otherwise: `message` for
// `prompt`, resources of the container, `fre` for `fra`.
#include <algorithm>
#include <array>
#include <utility>

#include "flows/base/text_language_code.h"
#include "flows/exchange/expression.h"
#include "flows/exchange/import.h"
#include "flows/steps/kind.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

struct Resource {
  LocalText ussd, sms;
};
using Resources = std::map<std::string, Resource>;

// The first of these that a text has is ours.
int Rank(const std::string& mode, bool sms) {
  if (mode == (sms ? "SMS" : "USSD")) return 0;
  if (mode == "TEXT") return 1;
  if (mode == "SMS" || mode == "USSD") return 2;
  if (mode == "RICH_MESSAGING" || mode == "OFFLINE") return 3;
  return 9;
}

struct Exit {
  std::string name;
  std::string to;  // step id; empty: it ends
  std::optional<Test> test;
  bool otherwise = false;
};

class FlowReader {
 public:
  FlowReader(const Node& node, const Node& container, DraftFlow& flow, Losses& losses)
      : node_(node), container_(container), flow_(flow), losses_(losses) {}

  void Read() {
    flow_.title = node_["label"].Text();
    ReadLanguages();
    ReadMetadata(node_["vendor_metadata"]["tipline"]);
    ReadResources(container_["resources"]);
    ReadResources(node_["resources"]);
    const auto blocks = node_["blocks"].List(kMaxBlocks);
    if (blocks.empty()) return node_["blocks"].Wrong("no block");
    for (const Node& block : blocks)
      NameBlock(block);
    for (const Node& block : blocks)
      ReadBlock(block);
    const std::string first = node_["first_block_id"].NeedUuid();
    const auto start = ids_.find(first);
    if (start == ids_.end()) return node_["first_block_id"].Wrong("no block with this UUID");
    flow_.start = start->second;
    if (node_["exit_block_id"].given()) Lose("", "exit_block_id", "no such block here");
  }

 private:
  void Lose(const std::string& step, const std::string& what, const std::string& why) {
    losses_.push_back({flow_.name, step, what, why});
  }

  void ReadLanguages() {
    for (const Node& one : node_["languages"].List(kMaxLanguages)) {
      const std::string id = one["id"].NeedText();
      std::string language = LanguageOf(one["bcp_47"].Text());
      if (language.empty()) language = LanguageOf(one["iso_639_3"].Text());
      if (language.empty()) language = LanguageOf(id);
      if (language.empty()) {
        Lose("", "language " + id, "no code of a language");
        continue;
      }
      auto& all = flow_.languages;
      if (std::find(all.begin(), all.end(), language) != all.end()) {
        Lose("", "language " + id, "a second variant of one language");
        continue;
      }
      all.push_back(language);
      languages_[id] = language;
    }
    if (flow_.languages.empty()) return node_["languages"].Wrong("no language");
    flow_.source_language = flow_.languages.front();
  }

  void ReadMetadata(const Node& own) {
    flow_.emergency = own["emergency"].Text();
    flow_.budget_screens = own["budget_screens"].Number(0, 100, 0);
    for (const auto& [name, texts] : own["system"].Members(kMaxParts)) {
      if (std::find(kSystemNames.begin(), kSystemNames.end(), name) == kSystemNames.end()) continue;
      for (const auto& [language, text] : texts.Members(kMaxLanguages))
        if (Speaks(language)) flow_.system[name][language] = text.Text();
      if (flow_.system[name][flow_.source_language].empty()) flow_.system.erase(name);
    }
  }
  bool Speaks(const std::string& language) const {
    const auto& all = flow_.languages;
    return std::find(all.begin(), all.end(), language) != all.end();
  }

  void ReadResources(const Node& node) {
    if (node.given() && node.value()->is_object()) {
      for (const auto& [uuid, one] : node.Members(kMaxTexts))
        ReadResource(uuid, one);
      return;
    }
    for (const Node& one : node.List(kMaxTexts))
      ReadResource(one["uuid"].NeedUuid(), one);
  }

  void ReadResource(const std::string& uuid, const Node& node) {
    std::map<std::pair<std::string, bool>, int> ranks;
    Resource& resource = resources_[uuid];
    for (const Node& value : node["values"].List(kMaxParts)) {
      const auto language = languages_.find(value["language_id"].Text());
      if (language == languages_.end()) continue;
      if (const std::string type = value["content_type"].Text(); type != "TEXT") {
        Lose("", value.pointer(), "no text: basic phones show nothing else");
        continue;
      }
      const std::string text = value["value"].Text();
      for (const Node& mode : value["modes"].List(kMaxParts))
        for (const bool sms : {false, true}) {
          const int rank = Rank(mode.Text(), sms);
          const auto [best, fresh] = ranks.emplace(std::pair(language->second, sms), rank);
          if (rank > 8 || (!fresh && best->second <= rank)) continue;
          best->second = rank;
          (sms ? resource.sms : resource.ussd)[language->second] = text;
        }
    }
  }

  void NameBlock(const Node& block) {
    const std::string uuid = uuids_.Take(block["uuid"]);
    const std::string name = PlainName(block["name"].Text(), "step");
    ids_[uuid] = UniqueName(name, taken_);
    const std::string id = ids_[uuid];
    variables_[block["name"].Text()] = id;
    for (const Node& one : Properties(block))
      if (IsAnswer(one["property_value"].Text()))
        variables_[block["name"].Text()] = PlainName(one["property_key"].Text(), id);
    const Node own = block["vendor_metadata"]["tipline"];
    for (const Node& given : own["fields"]["gives"].List(kMaxParts))
      known_.push_back(given.Text());
    if (own["kind"].Text() == "score") {
      const std::string var = own["var"].Text();
      known_.push_back(var + "_count");
      known_.push_back(var + "_points");
    }
  }

  // Answers are names here, and comparisons there know no capitals: "Green Apple" is green_apple.
  static std::string ValueOf(const std::string& value) { return PlainName(value, value); }

  static bool IsAnswer(const std::string& value) {
    return value == "@block.value" || value == "block.value" || value == "@(block.value)";
  }
  static std::vector<Node> Properties(const Node& block) {
    const Node node = block["config"]["set_contact_property"];
    if (node.given() && node.value()->is_object()) return {node};
    return node.List(kMaxParts);
  }

  std::string StepOf(const Node& destination) {
    if (!destination.given() || destination.Text().empty()) return {};
    const auto step = ids_.find(destination.NeedUuid());
    if (step != ids_.end()) return step->second;
    destination.Wrong("no block with this UUID");
    return {};
  }

  std::vector<Exit> ExitsOf(const Node& block) {
    std::vector<Exit> exits;
    for (const Node& node : block["exits"].List(kMaxParts)) {
      uuids_.Take(node["uuid"]);
      Exit exit;
      exit.name = node["name"].Text();
      exit.to = StepOf(node["destination_block"]);
      exit.otherwise = node["default"].Flag();
      if (!exit.otherwise) exit.test = ParseTest(node["test"].Text());
      exits.push_back(std::move(exit));
    }
    return exits;
  }
  // Of a block that does not decide: the default, else the first.
  static std::string NextOf(const std::vector<Exit>& exits) {
    for (const Exit& exit : exits)
      if (exit.otherwise) return exit.to;
    return exits.empty() ? std::string() : exits.front().to;
  }

  // A text resource, or a text where it names none (allowed for expressions).
  void PutText(const Node& node, const std::string& step, LocalText& text, LocalText* sms) {
    if (!node.given()) return;
    const auto found = resources_.find(node.Text());
    if (found == resources_.end()) return node.Wrong("no resource with this UUID");
    const auto ours = [&](const std::string& theirs) {
      return TextOf(theirs, known_, flow_, step, losses_);
    };
    for (const auto& [language, theirs] : found->second.ussd)
      text[language] = ours(theirs);
    if (sms != nullptr && found->second.sms != found->second.ussd)
      for (const auto& [language, theirs] : found->second.sms)
        (*sms)[language] = ours(theirs);
    if (!text.empty() && text.count(flow_.source_language) == 0) {
      Lose(step, "text", "none in the first language of the flow");
      text[flow_.source_language] = text.begin()->second;
    }
  }

  void ReadBlock(const Node& block) {
    DraftStep step;
    step.id = ids_[block["uuid"].NeedUuid()];
    const std::string type = block["type"].NeedText();
    const Node config = block["config"];
    const auto exits = ExitsOf(block);
    const Node prompt = config["question_prompt"].given() ? config["question_prompt"]
                        : config["prompt"].given()        ? config["prompt"]
                                                          : config["message"];
    if (type == "MobilePrimitives.Message") {
      step.kind = "say";
      PutText(prompt, step.id, step.text, &step.sms);
      step.next = NextOf(exits);
    } else if (type.starts_with("MobilePrimitives.")) {
      PutText(prompt, step.id, step.text, &step.sms);
      ReadQuestion(block, type, exits, step);
    } else if (type == "Core.Case") {
      ReadCases(exits, step);
    } else if (type == "Core.SetContactProperty") {
      ReadSets(block, step);
      step.next = NextOf(exits);
    } else if (type == "Core.RunFlow") {
      step.kind = "subflow";
      step.subflow = config["flow_id"].NeedUuid();
      step.next = NextOf(exits);
    } else {
      step.next = NextOf(exits);
      if (!block["vendor_metadata"]["tipline"].given())
        Lose(step.id, type, "no step here does this: passed over");
    }
    ReadOwn(block["vendor_metadata"]["tipline"], step);
    flow_.steps.push_back(std::move(step));
  }

  void ReadQuestion(const Node& block, const std::string& type, const std::vector<Exit>& exits,
                    DraftStep& step) {
    const Node config = block["config"];
    step.var = variables_[block["name"].Text()];
    if (type == "MobilePrimitives.OpenResponse") step.kind = "ask_text";
    if (type == "MobilePrimitives.NumericResponse") {
      step.kind = "ask_number";
      step.min = config["validation_minimum"].Number(0, 1'000'000, 0);
      step.max = std::max(step.min, config["validation_maximum"].Number(0, 1'000'000, 9999));
    }
    if (type == "MobilePrimitives.SelectOneResponse") step.kind = "menu";
    if (type == "MobilePrimitives.SelectManyResponses") step.kind = "ask_choice_many";
    if (step.kind == "menu" || step.kind == "ask_choice_many") ReadChoices(config, step);
    if (step.kind.empty()) Lose(step.id, type, "no step here does this: passed over");
    ReadAnswers(exits, step);
  }

  void ReadChoices(const Node& config, DraftStep& step) {
    std::map<std::string, int> values;
    for (const Node& choice : config["choices"].List(kMaxParts)) {
      DraftOption option;
      const std::string name = choice["name"].NeedText();
      option.value = UniqueName(PlainName(name, "option"), values);
      PutText(choice["prompt"], step.id, option.text, nullptr);
      if (option.text.empty()) option.text[flow_.source_language] = name;
      choices_[step.id].push_back(name);
      step.options.push_back(std::move(option));
    }
    if (step.options.empty()) return config["choices"].Wrong("no choice");
    for (LocalText* text : {&step.text, &step.sms})
      for (auto& [language, question] : *text)
        StripLines(OptionTexts(step, language), question);
  }
  std::vector<std::string> OptionTexts(const DraftStep& step, const std::string& language) const {
    std::vector<std::string> texts;
    for (const DraftOption& option : step.options) {
      const auto own = option.text.find(language);
      const auto source = option.text.find(flow_.source_language);
      texts.push_back(own != option.text.end() ? own->second : source->second);
    }
    return texts;
  }

  // Which exit is which: an answer's, that of any answer, that of a wrong one, that of silence.
  void ReadAnswers(const std::vector<Exit>& exits, DraftStep& step) {
    std::string any;
    bool has_any = false;
    std::vector<bool> routed(step.options.size(), false);
    std::optional<std::string> silence;
    for (const Exit& exit : exits) {
      if (exit.otherwise) {
        silence = exit.to;
        continue;
      }
      const bool compares =
          exit.test && exit.test->equal && !step.options.empty() &&
          (exit.test->subject == "block.value" || exit.test->subject == "block.response");
      if (compares && RouteOptions(*exit.test, exit.to, routed, step)) continue;
      if (exit.name == "not_understood" && (has_any || !step.options.empty())) {
        step.miss = exit.to;
      } else if (!has_any) {
        any = exit.to;
        has_any = true;
      }
    }
    if (!has_any && step.options.empty() && silence) any = *std::exchange(silence, std::nullopt);
    if (std::find(routed.begin(), routed.end(), true) == routed.end())
      step.next = any;
    else
      for (size_t i = 0; i < routed.size(); ++i)
        if (!routed[i]) step.options[i].next = has_any ? any : silence.value_or("");
    if (!step.miss && silence) step.miss = silence;
    if (step.kind == "ask_text" || step.kind.empty()) step.miss.reset();
  }

  bool RouteOptions(const Test& test, const std::string& to, std::vector<bool>& routed,
                    DraftStep& step) {
    bool any = false;
    const auto& names = choices_[step.id];
    for (size_t i = 0; i < names.size(); ++i) {
      if (std::find(test.values.begin(), test.values.end(), names[i]) == test.values.end())
        continue;
      if (!routed[i]) step.options[i].next = to;
      routed[i] = any = true;
    }
    return any;
  }

  void ReadSets(const Node& block, DraftStep& step) {
    step.kind = "set";
    std::map<std::string, int> names;
    for (const Node& one : Properties(block)) {
      const std::string name = PlainName(one["property_key"].NeedText(), "value");
      const std::string value = one["property_value"].Text();
      if (value.find('@') != std::string::npos) {
        Lose(step.id, "value of " + name, "an expression");
      } else if (names.emplace(name, 1).second) {
        step.values.emplace_back(name, ValueOf(value));
      }
    }
    if (step.values.empty()) step.kind.clear();
  }

  void ReadCases(const std::vector<Exit>& exits, DraftStep& step) {
    step.kind = "branch";
    for (const Exit& exit : exits) {
      if (exit.otherwise) {
        step.next = exit.to;
        continue;
      }
      auto one = exit.test ? CaseOf(*exit.test) : std::nullopt;
      if (!one) {
        Lose(step.id, "exit " + exit.name, "a test that cannot be said here");
        continue;
      }
      one->next = {exit.to.empty() ? flow_.Finish() : exit.to, -1};
      step.cases.push_back(*std::move(one));
    }
    if (step.cases.empty()) step.kind.clear();
  }

  std::optional<Case> CaseOf(const Test& test) {
    Case one;
    one.values = test.values;
    if (test.subject == "run.mode") {
      one.var = "medium";
      for (std::string& value : one.values)
        for (char& c : value)
          c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else {
      const std::string path = VariableOf(test.subject);
      if (path.empty()) return std::nullopt;
      const auto block = variables_.find(path);
      const bool result = test.subject.find("results.") != std::string::npos;
      one.var = result && block != variables_.end() ? block->second : PlainName(path, "value");
      for (std::string& value : one.values)
        value = ValueOf(value);
    }
    if (test.values == std::vector<std::string>{""}) {
      one.presence = true;
      one.is_set = !test.equal;
      one.values.clear();
    } else if (!test.equal) {
      return std::nullopt;
    }
    return one;
  }

  // A kind that only Tipline has, where it fits what the block does.
  void ReadOwn(const Node& own, DraftStep& step) {
    if (!own.given()) return;
    const std::string kind = own["kind"].Text();
    const StepKind* known = FindStepKind(kind);
    if (known == nullptr) return Lose(step.id, "kind " + kind, "unknown here");
    if (step.Asks())
      ReadOwnQuestion(own, kind, step);
    else if (step.kind == "say" || step.kind.empty())
      ReadOwnStep(own, kind, step);
    for (const auto& [name, field] : own["fields"].Members(kMaxParts))
      step.fields[name] = *field.value();
  }

  void ReadOwnQuestion(const Node& own, const std::string& kind, DraftStep& step) {
    const bool chooses = kind == "consent" || kind == "ask_age_band";
    if ((step.kind == "menu" && chooses) || (step.kind == "ask_text" && kind == "ask_place"))
      step.kind = kind;
    if (own["skip_resource"].given()) {
      PutText(own["skip_resource"], step.id, step.skip, nullptr);
      for (LocalText* text : {&step.text, &step.sms})
        for (auto& [language, question] : *text)
          StripLines({step.skip[language]}, question);
    }
    PutText(own["retry_resource"], step.id, step.retry, nullptr);
    if (own["min"].given()) step.fields["min"] = own["min"].Number(0, 160, 2);
    const std::string bland = own["bland"].Text();
    for (DraftOption& option : step.options)
      option.bland = option.value == bland;
  }

  void ReadOwnStep(const Node& own, const std::string& kind, DraftStep& step) {
    static constexpr std::array<std::string_view, 5> kBlocks = {"menu", "branch", "subflow", "set",
                                                                "ask_choice_many"};
    if (std::find(kBlocks.begin(), kBlocks.end(), kind) != kBlocks.end()) return;
    step.kind = kind;
    PutText(own["text_resource"], step.id, step.text, &step.sms);
    PutText(own["retry_resource"], step.id, step.retry, nullptr);
    PutText(own["skip_resource"], step.id, step.skip, nullptr);
    step.var = own["var"].Text();
  }

  const Node& node_;
  const Node& container_;
  DraftFlow& flow_;
  Losses& losses_;
  Uuids uuids_;
  Resources resources_;
  std::map<std::string, std::string> languages_;  // their id -> our code
  std::map<std::string, std::string> ids_;        // UUID of a block -> step
  std::map<std::string, int> taken_;
  std::map<std::string, std::string> variables_;             // name of a block -> variable
  std::map<std::string, std::vector<std::string>> choices_;  // step -> names of its choices
  std::vector<std::string> known_ = {"code", "pin"};
};

}  // namespace

void ReadFloip(const Node& container, Drafts& drafts) {
  const std::string version = container["specification_version"].NeedText();
  if (!version.starts_with("1.0.0"))
    return container["specification_version"].Wrong("allowed: 1.0.0-rc4 and its candidates");
  Uuids uuids;
  std::map<std::string, int> taken;
  const auto flows = container["flows"].List(kMaxFlows);
  for (const Node& node : flows) {
    DraftFlow flow;
    flow.name = UniqueName(PlainName(node["name"].NeedText(), "flow"), taken);
    drafts.names[uuids.Take(node["uuid"])] = flow.name;
    FlowReader(node, container, flow, drafts.losses).Read();
    drafts.flows.push_back(std::move(flow));
  }
}

}  // namespace tipline::flows::exchange
