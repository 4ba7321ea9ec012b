#include "flows/triage/lexicon.h"

#include <algorithm>
#include <functional>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/triage/lexicon_data.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;
using triage::Phrase;
using triage::Sign;
using triage::Strength;
using WordSet = std::set<std::string, std::less<>>;

constexpr JsonLimits kLimits{
    .bytes = size_t{4} << 20U, .depth = 8, .nodes = 200'000, .comments = true};

std::optional<Strength> StrengthFromName(const std::string& name) {
  if (name == "weak") return Strength::kWeak;
  if (name == "medium") return Strength::kMedium;
  if (name == "strong") return Strength::kStrong;
  return std::nullopt;
}

// The fields of one object: wrong types and unknown names are errors that name the place.
class Object {
 public:
  Object(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) Wrong("", "allowed: an object");
  }
  std::string Text(const char* name) {
    const Json* value = Find(name);
    if (value == nullptr) return {};
    if (value->is_string()) return value->get<std::string>();
    return Wrong(name, "allowed: text"), std::string();
  }
  bool Flag(const char* name) {
    const Json* value = Find(name);
    if (value == nullptr) return false;
    if (!value->is_boolean()) Wrong(name, "allowed: true, false");
    return value->is_boolean() && value->get<bool>();
  }
  int Number(const char* name, int max) {
    const Json* value = Find(name);
    if (value == nullptr) return 0;
    if (!value->is_number_unsigned() || value->get<unsigned>() > static_cast<unsigned>(max))
      return Wrong(name, "allowed: 0 to " + std::to_string(max)), 0;
    return value->get<int>();
  }
  std::vector<std::string> Texts(const char* name) {
    const Json* value = Find(name);
    return value == nullptr ? std::vector<std::string>() : TextsOf(*value, name);
  }
  const Json* Inner(const char* name) { return Find(name); }
  void Wrong(const std::string& name, const std::string& what) {
    if (error_.empty()) error_ = where_ + (name.empty() ? "" : ": " + name) + ": " + what;
  }
  std::vector<std::string> TextsOf(const Json& list, const std::string& name) {
    std::vector<std::string> texts;
    if (!list.is_array()) Wrong(name, "allowed: a list of texts");
    for (const Json& one : list) {
      if (!one.is_string()) {
        Wrong(name, "allowed: a list of texts");
        break;
      }
      texts.push_back(one.get<std::string>());
    }
    return texts;
  }
  Status Finish() {
    if (!error_.empty()) return Invalid(error_);
    for (const auto& [name, value] : json_.items())
      if (known_.count(name) == 0) return Invalid(where_ + ": unknown field " + name);
    return Unit{};
  }

 private:
  const Json* Find(const char* name) {
    known_.emplace(name);
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(name);
    return found == json_.end() ? nullptr : &*found;
  }
  const Json& json_;
  std::string where_, error_;
  std::set<std::string> known_;
};

class Loader {
 public:
  // rules.json first: the languages' files name its signs.
  Result<Lexicon> Load(const std::vector<SourceFile>& files) {
    std::vector<std::pair<std::string, Json>> documents;
    for (const SourceFile& file : files) {
      auto json = ParseJson(file.text, kLimits);
      if (!json) return Invalid(file.path + ": " + json.error().message);
      documents.emplace_back(file.path, *std::move(json));
    }
    for (const char* part : {"rules", "places", "language"})
      for (const auto& [path, json] : documents)
        if (json.is_object() && json.contains(part)) TRY(ReadPart(part, path, json));
    for (const auto& [path, json] : documents)
      if (!json.is_object() ||
          (!json.contains("rules") && !json.contains("places") && !json.contains("language")))
        return Invalid(path + ": allowed: an object with rules, places or language");
    if (data_->signs.empty()) return Invalid("triage: no rules");
    if (data_->languages.empty()) return Invalid("triage: no languages");
    return Lexicon(std::move(data_));
  }

 private:
  Status ReadPart(std::string_view part, const std::string& path, const Json& json) {
    if (part == "rules") return ReadRules(path, json);
    if (part == "places") return ReadPlaces(path, json);
    return ReadLanguage(path, json);
  }

  Status ReadRules(const std::string& path, const Json& json) {
    Object file(json, path);
    const Json* list = file.Inner("rules");
    TRY(file.Finish());
    if (!list->is_array()) return Invalid(path + ": rules: allowed: a list");
    for (const Json& entry : *list)
      TRY(ReadSign(path + ": rule " + std::to_string(data_->signs.size() + 1), entry));
    return Unit{};
  }

  Status ReadSign(const std::string& where, const Json& json) {
    Object row(json, where);
    Sign sign;
    sign.id = row.Text("id");
    sign.title = row.Text("title");
    sign.indicator = row.Text("indicator");
    sign.severity = row.Number("severity", 3);
    sign.immediate = row.Flag("immediate");
    sign.exploitation = row.Flag("exploitation");
    sign.negatable = row.Flag("negatable");
    sign.dimensions = row.Texts("dimensions");
    if (const std::string floor = row.Text("floor"); !floor.empty()) {
      sign.floor = PriorityFromName(floor);
      if (!sign.floor) row.Wrong("floor", "allowed: P0 to P4");
    }
    if (const std::string name = row.Text("strength"); !name.empty()) {
      const auto strength = StrengthFromName(name);
      if (!strength) row.Wrong("strength", "allowed: weak, medium, strong");
      sign.strength = strength.value_or(Strength::kNone);
    }
    if (sign.id.empty() || sign.title.empty()) row.Wrong("id", "id and title are needed");
    if (data_->FindSign(sign.id) >= 0) row.Wrong("id", "twice");
    TRY(row.Finish());
    data_->signs.push_back(std::move(sign));
    return Unit{};
  }

  Status ReadPlaces(const std::string& path, const Json& json) {
    Object file(json, path);
    const Json* list = file.Inner("places");
    TRY(file.Finish());
    if (!list->is_array()) return Invalid(path + ": places: allowed: a list");
    for (const Json& entry : *list) {
      Object row(entry, path + ": place " + std::to_string(data_->places.size() + 1));
      triage::Place place;
      place.name = row.Text("name");
      std::vector<std::string> forms = row.Texts("also");
      forms.push_back(place.name);
      TRY(row.Finish());
      for (const std::string& form : forms) {
        auto phrase = Phrase::Read(form);
        if (!phrase) return Invalid(path + ": " + place.name + ": " + phrase.error().message);
        place.forms.push_back(*std::move(phrase));
      }
      for (size_t form = 0; form < place.forms.size(); ++form)
        for (const uint64_t key : place.forms[form].Keys())
          data_->places_by_key[key].emplace_back(data_->places.size(), form);
      data_->places.push_back(std::move(place));
    }
    return Unit{};
  }

  // One word each, folded as the words of a text are.
  static void AddWords(const std::vector<std::string>& texts, WordSet& out) {
    for (const std::string& text : texts)
      for (triage::Word& word : triage::SplitWords(text))
        out.insert(std::move(word.form));
  }

  Status ReadLanguage(const std::string& path, const Json& json) {
    Object file(json, path);
    const std::string language = file.Text("language");
    if (language.empty()) file.Wrong("language", "empty");
    if (std::find(data_->languages.begin(), data_->languages.end(), language) !=
        data_->languages.end())
      file.Wrong("language", "twice");
    data_->languages.push_back(language);
    AddWords(file.Texts("common"), data_->common.emplace_back());
    AddWords(file.Texts("negations"), data_->negations.emplace_back());
    AddWords(file.Texts("age_words"), data_->age_words);
    AddWords(file.Texts("duration_words"), data_->duration_words);
    const Json* signs = file.Inner("signs");
    if (signs == nullptr || !signs->is_object()) file.Wrong("signs", "allowed: an object of lists");
    TRY(file.Finish());
    for (const auto& [id, list] : signs->items())
      TRY(ReadPhrases(path, id, list));
    return Unit{};
  }

  Status ReadPhrases(const std::string& path, const std::string& id, const Json& list) {
    const int sign = data_->FindSign(id);
    if (sign < 0) return Invalid(path + ": signs: " + id + " is no rule");
    const Json empty = Json::object();
    Object none(empty, path);
    const std::vector<std::string> texts = none.TextsOf(list, "signs: " + id);
    TRY(none.Finish());
    for (const std::string& text : texts) {
      auto phrase = Phrase::Read(text);
      if (!phrase)
        return Invalid(path + ": " + id + ": \"" + text + "\": " + phrase.error().message);
      for (const uint64_t key : phrase->Keys())
        data_->phrases_by_key[key].push_back(data_->phrases.size());
      data_->phrases.push_back(
          {static_cast<size_t>(sign), data_->languages.size() - 1, *std::move(phrase)});
    }
    return Unit{};
  }

  std::shared_ptr<LexiconData> data_ = std::make_shared<LexiconData>();
};

}  // namespace

bool LexiconData::IsCommon(std::string_view word) const {
  return std::any_of(common.begin(), common.end(),
                     [&](const auto& words) { return words.count(word) != 0; });
}

int LexiconData::FindSign(std::string_view id) const {
  for (size_t i = 0; i < signs.size(); ++i)
    if (signs[i].id == id) return static_cast<int>(i);
  return -1;
}

const std::vector<std::string>& Lexicon::languages() const {
  return data_->languages;
}

Result<Lexicon> LoadLexicon(const std::vector<SourceFile>& files) {
  return Loader().Load(files);
}

}  // namespace tipline::flows
