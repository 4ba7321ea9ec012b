#include "flows/engine/build.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "flows/base/text.h"
#include "flows/cases/disposition.h"
#include "flows/engine/case_code.h"
#include "flows/engine/current_texts.h"
#include "flows/engine/engine.h"
#include "flows/engine/language_list.h"
#include "flows/engine/language_words.h"
#include "flows/engine/step_reader.h"
#include "flows/knowledge/knowledge.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxFlows = 64;
constexpr size_t kMaxSteps = 512;  // of one flow
constexpr size_t kMaxLanguages = 32;

class Builder {
 public:
  Builder(const std::vector<FlowDocument>& documents, const Texts& texts, const Json& words)
      : documents_(documents), texts_(texts), words_(words), data_(std::make_shared<BundleData>()) {
    translate_ = [this](std::string key, std::string source) {
      return Worded(std::move(key), std::move(source));
    };
  }

  Result<std::shared_ptr<BundleData>> Build() {
    if (documents_.empty() || documents_.size() > kMaxFlows)
      return Invalid("allowed: 1 to 64 flows");
    for (size_t i = 0; i < documents_.size() && error_.text.empty(); ++i)
      ReadFlow(documents_[i], i == 0);
    if (!error_.text.empty()) return Invalid(error_.text);
    Resolve();
    for (const std::string& language : data_->languages) {
      TRY_ASSIGN(WordList words, WordList::Read(words_, language));
      data_->words.push_back(std::move(words));
    }
    return std::move(data_);
  }

 private:
  const std::string* Find(const std::string& language, const std::string& key) const {
    const auto catalog = texts_.find(language);
    if (catalog == texts_.end()) return nullptr;
    const auto entry = catalog->second.find(key);
    return entry == catalog->second.end() ? nullptr : &entry->second;
  }

  Wording Worded(std::string key, std::string source) const {
    Wording wording;
    for (const std::string& language : data_->languages) {
      const std::string* text = Find(language, key);
      const std::string* spelled = Find(Gsm7Tag(language), key);
      wording.in.push_back(PlainTypography(text != nullptr ? *text : source));
      wording.gsm7.push_back(spelled != nullptr ? PlainTypography(*spelled) : "");
    }
    wording.key = std::move(key);
    wording.source = std::move(source);
    return wording;
  }

  void ReadFlow(const FlowDocument& document, bool root) {
    StepReader reader(*document.json, document.file, "", translate_, error_);
    Flow flow;
    flow.file = document.file;
    flow.name = reader.Name("flow");
    flow.title = reader.Text("title");
    flow.start_name = reader.Need("start");
    flow.disposition = reader.Text("disposition");
    if (!flow.disposition.empty() && !IsDisposition(flow.disposition))
      reader.Wrong("disposition", "no such disposition");
    const std::string source_language = reader.Text("source_language");
    std::vector<std::string> languages = reader.Texts("languages");
    if (root) ReadLanguages(reader, source_language, std::move(languages));
    const std::string emergency = reader.Text("emergency");
    if (root) data_->emergency = emergency;
    ReadOutside(reader, document, flow, root);
    if (data_->FindFlow(flow.name) >= 0) reader.Wrong("flow", "two flows with this name");
    ReadSteps(*document.json, flow, root);
    reader.Finish();
    data_->flows.push_back(std::move(flow));
  }

  void ReadLanguages(StepReader& reader, const std::string& source,
                     std::vector<std::string> languages) {
    data_->name = reader.Name("flow");
    data_->source_language = source.empty() ? "en" : source;
    if (languages.empty()) languages.push_back(data_->source_language);
    if (std::find(languages.begin(), languages.end(), data_->source_language) == languages.end())
      reader.Wrong("languages", "the source language is missing");
    if (languages.size() > kMaxLanguages) reader.Wrong("languages", "too many");
    data_->languages = std::move(languages);
    for (const std::string& language : data_->languages) {
      data_->language_names.push_back(OwnName(words_, language));
      data_->language_keys.push_back(
          {Key(language), Key(data_->language_names.back()), Key(EnglishLanguageName(language))});
      data_->spelled.push_back(texts_.count(Gsm7Tag(language)) != 0);
    }
  }

  // budget, system and duress_words (a flow's own, beside those of the language): objects inside
  // the document.
  void ReadOutside(StepReader& reader, const FlowDocument& document, Flow& flow, bool root) {
    const Json empty = Json::object();
    const auto part = [&](const char* name) -> const Json& {
      if (!reader.Has(name)) return empty;
      return (*document.json)[name];
    };
    for (const char* name : {"budget", "system", "duress_words", "keywords", "steps"})
      reader.Accept(name);
    StepReader budget(part("budget"), document.file + ": budget", "", translate_, error_);
    flow.budget_screens = budget.Number("screens", 0);
    budget.Finish();
    if (!root) return;
    StepReader system(part("system"), document.file + ": system",
                      flow.name + ":system:", translate_, error_);
    for (size_t i = 0; i < kSystemNames.size(); ++i) {
      data_->system[i] = system.Words(kSystemNames[i], kSystemNames[i]);
      if (data_->system[i].empty()) data_->system[i] = Worded("", kSystemDefaults[i]);
    }
    system.Finish();
    StepReader duress(part("duress_words"), document.file + ": duress_words", "", translate_,
                      error_);
    for (const std::string& language : data_->languages) {
      auto& words = data_->duress.emplace_back(DuressWords(words_, language));
      for (const std::string& word : duress.Texts(language.c_str()))
        words.push_back(Key(word));
    }
    duress.Finish();
    ReadKeywords(document, flow);
  }

  void ReadKeywords(const FlowDocument& document, const Flow& flow) {
    const auto list = document.json->find("keywords");
    if (list == document.json->end()) return;
    if (!list->is_array()) return error_.Add(document.file + ": keywords", "allowed: a list");
    for (const Json& entry : *list) {
      StepReader reader(entry, document.file + ": keywords", flow.name + ":keyword:", translate_,
                        error_);
      Keyword keyword;
      keyword.name = reader.Name("name");
      keyword.words = reader.Words("words", keyword.name);
      if (keyword.words.empty()) reader.Wrong("words", "missing or empty");
      keyword.next = {reader.Need("next"), -1};
      keyword.takes_words = reader.Flag("takes_words");
      keyword.takes_code = reader.Flag("takes_code");
      keyword.takes = reader.Text("takes");
      keyword.role = reader.Text("role");
      if (!keyword.takes.empty() && FindSourceKind(keyword.takes) == nullptr)
        reader.Wrong("takes", "no such source");
      reader.Finish();
      for (const std::string& words : keyword.words.in) {
        auto& keys = keyword.keys.emplace_back();
        for (const std::string& line : LinesOf(words))
          keys.push_back(Key(line));
      }
      data_->keywords.push_back(std::move(keyword));
    }
  }

  static std::string Key(const std::string& text) {
    const std::string folded = FoldBare(text);
    return std::string(TrimPunctuation(folded));
  }

  void ReadSteps(const Json& document, Flow& flow, bool root) {
    const auto steps = document.is_object() ? document.find("steps") : document.end();
    if (steps == document.end() || !steps->is_array() || steps->empty() ||
        steps->size() > kMaxSteps)
      return error_.Add(flow.file + ": field steps", "allowed: a list of 1 to 512 steps");
    for (const Json& entry : *steps) {
      Step step = ReadStep(entry, flow, root);
      if (flow.Find(step.id) >= 0)
        error_.Add(flow.file + ": step " + step.id, "two steps with this id");
      flow.steps.push_back(std::move(step));
    }
  }

  Step ReadStep(const Json& entry, const Flow& flow, bool root) {
    Step step;
    const bool named = entry.is_object() && entry.contains("id") && entry["id"].is_string();
    const std::string id =
        named ? entry["id"].get<std::string>() : std::to_string(flow.steps.size() + 1);
    StepReader reader(entry, flow.file + ": step " + id, flow.name + ":" + id + ":", translate_,
                      error_);
    step.id = reader.Name("id");
    step.name = root ? step.id : flow.name + "." + step.id;
    const std::string kind = reader.Need("kind");
    step.kind = FindStepKind(kind);
    if (step.kind == nullptr) {
      reader.Wrong("kind", "no such kind");
      return step;
    }
    step.text = reader.Words("text", "text");
    step.sms = reader.Words("sms", "sms");
    step.gratis = reader.Words("free", "free");
    step.retry = reader.Words("retry", "retry");
    step.next = reader.Next();
    step.result = reader.Flag("result");
    step.kind->Read(reader, step);
    reader.Finish();
    for (Choice& choice : step.options)
      for (size_t i = 0; i < choice.text.in.size(); ++i) {
        choice.keys.push_back(Key(choice.text.in[i]));
        choice.gsm7_keys.push_back(Key(choice.text.gsm7[i]));
      }
    return step;
  }

  void IndexSteps() {
    for (Flow& flow : data_->flows) {
      for (size_t i = 0; i < flow.steps.size(); ++i)
        flow.by_id.emplace_back(flow.steps[i].id, static_cast<int>(i));
      std::sort(flow.by_id.begin(), flow.by_id.end(),
                [](const auto& a, const auto& b) { return Flow::Before(a.first, b.first); });
    }
  }

  // What a turn would have to compare with every language else.
  void IndexTexts() {
    data_->pin_words = FindPinWords(*data_);
    data_->duress_index = DuressIndex(data_->duress);
    for (size_t gsm7 : {size_t{0}, size_t{1}})
      data_->language_lines[gsm7] = MakeLanguageLines(*data_, gsm7 == 1);
    for (Flow& flow : data_->flows)
      for (Step& step : flow.steps) {
        for (const Choice& choice : step.options) {
          for (const std::string& key : choice.keys) {
            step.option_texts.Add(key);
            data_->option_texts.Add(key);
          }
          for (const std::string& key : choice.gsm7_keys)
            step.option_texts.Add(key);
        }
        step.option_texts.Seal();
      }
    data_->option_texts.Seal();
  }

  static void ResolveIn(const Flow& flow, Target& target) {
    if (target.given()) target.index = flow.Find(target.name);
  }

  void Resolve() {
    IndexSteps();
    IndexTexts();
    for (Keyword& keyword : data_->keywords)
      ResolveIn(data_->flows.front(), keyword.next);
    for (Flow& flow : data_->flows) {
      flow.start = flow.Find(flow.start_name);
      for (Step& step : flow.steps) {
        for (Target* target : {&step.next, &step.none, &step.one, &step.many})
          ResolveIn(flow, *target);
        for (Choice& choice : step.options)
          ResolveIn(flow, choice.next);
        for (Case& one : step.cases)
          ResolveIn(flow, one.next);
        if (!step.subflow.empty()) step.subflow_index = data_->FindFlow(step.subflow);
        if (step.free) data_->free_vars.emplace_back(step.var, *step.free);
        if (!step.secret.empty()) data_->secret_vars.push_back(step.secret);
      }
    }
    std::set<std::string> seen;  // the same variable may be asked in several places
    auto& free = data_->free_vars;
    free.erase(std::remove_if(free.begin(), free.end(),
                              [&](const auto& v) { return !seen.insert(v.first).second; }),
               free.end());
  }

  const std::vector<FlowDocument>& documents_;
  const Texts& texts_;
  const Json& words_;
  std::shared_ptr<BundleData> data_;
  Translate translate_;
  BuildError error_;
};

std::string Missing(const Flow& flow, const Step& step, const Target& target) {
  if (!target.given() || target.index >= 0) return {};
  return flow.file + ": step " + step.id + ": no step called " + target.name;
}

}  // namespace

Result<std::shared_ptr<BundleData>> BuildBundle(const std::vector<FlowDocument>& documents,
                                                const Texts& texts, const Json& words) {
  return Builder(documents, texts, words).Build();
}

std::string FirstUnresolved(const BundleData& data) {
  for (const Flow& flow : data.flows) {
    if (flow.start < 0) return flow.file + ": field start: no step called " + flow.start_name;
    if (&flow == &data.flows.front())
      for (const Keyword& keyword : data.keywords)
        if (keyword.next.index < 0)
          return flow.file + ": keyword " + keyword.name + ": no step called " + keyword.next.name;
    for (const Step& step : flow.steps) {
      for (const Exit& exit : step.kind->Exits(step))
        if (std::string missing = Missing(flow, step, exit.target); !missing.empty())
          return missing;
      if (!step.subflow.empty() && step.subflow_index < 0)
        return flow.file + ": step " + step.id + ": no flow called " + step.subflow;
    }
  }
  return {};
}

}  // namespace tipline::flows
