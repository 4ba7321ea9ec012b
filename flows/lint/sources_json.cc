#include "flows/lint/sources_json.h"

#include "flows/engine/documents.h"
#include "flows/engine/language_words.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

class Sorter {
 public:
  explicit Sorter(std::vector<Finding>& findings) : findings_(findings) {}

  void Take(const SourceFile& file) {
    if (file.path.ends_with(".po")) return TakeCatalog(file);
    auto document = ParseDocument(file);
    if (!document) return Refuse(file, document.error().message);
    if (IsWordList(file.path)) return TakeWords(file, *std::move(document));
    if (IsGlossary(file.path)) return TakeGlossary(file, *document);
    if (IsCoverPack(file.path)) {
      sources.covers = *std::move(document);
      return;
    }
    sources.parsed.push_back(std::make_unique<Json>(*std::move(document)));
    sources.documents.push_back({file.path, sources.parsed.back().get()});
  }

  Sources sources;

 private:
  void TakeCatalog(const SourceFile& file) {
    auto catalog = ReadCatalog(file);
    if (!catalog) return Refuse(file, catalog.error().message);
    AddSensitive(*catalog, sources.sensitive[catalog->language]);
    sources.catalogs.push_back(*std::move(catalog));
  }

  void TakeWords(const SourceFile& file, Json document) {
    if (const auto words = WordList::Read(document, ""); !words)
      return Refuse(file, words.error().message);
    for (const auto& language : document.items())
      AddSensitive(document, language.key(), sources.sensitive[language.key()]);
    sources.words = std::move(document);
  }

  void TakeGlossary(const SourceFile& file, const Json& document) {
    auto glossary = ReadGlossary(document);
    if (!glossary) return Refuse(file, glossary.error().message);
    sources.glossary = *std::move(glossary);
  }

  void Refuse(const SourceFile& file, std::string why) {
    if (why.starts_with(file.path + ": ")) why.erase(0, file.path.size() + 2);
    findings_.push_back({file.path, "", "", "invalid", std::move(why), Severity::kError});
  }

  std::vector<Finding>& findings_;
};

}  // namespace

Sources SortSources(const std::vector<SourceFile>& files, std::vector<Finding>& findings) {
  Sorter sorter(findings);
  for (const SourceFile& file : files)
    sorter.Take(file);
  return std::move(sorter.sources);
}

}  // namespace tipline::flows
