#include "workers/cli/flow_catalogs.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "flows/engine/documents.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

Status AddPlaces(const std::string& flow, FlowsFolder& folder, std::set<std::string>& seen) {
  TRY_ASSIGN(const auto bundle, CompileFlow(flow, folder.files));
  for (flows::Place& place : flows::PlacesOf(bundle.data()))
    if (seen.insert(place.context).second) folder.places.push_back(std::move(place));
  return Unit{};
}

Status AddLists(FlowsFolder& folder) {
  Json words;
  flows::Glossary glossary;
  for (const flows::SourceFile& file : folder.files) {
    const bool covers = flows::IsCoverPack(file.path);
    if (!covers && !flows::IsWordList(file.path) && !flows::IsGlossary(file.path)) continue;
    TRY_ASSIGN(Json document, flows::ParseDocument(file));
    if (covers) {
      for (flows::Place& place : flows::CoverPlaces(document))
        folder.places.push_back(std::move(place));
    } else if (flows::IsWordList(file.path)) {
      words = std::move(document);
    } else {
      TRY_ASSIGN(glossary, flows::ReadGlossary(document));
    }
  }
  for (flows::Place& place : flows::ListPlaces(words, "en", glossary))
    folder.places.push_back(std::move(place));
  return Unit{};
}

std::string Spoken(const flows::SourceFile& file, const std::set<std::string>& languages) {
  auto document = flows::ParseDocument(file);
  if (!document || !document->contains("steps")) return file.text;
  Json& spoken = (*document)["languages"];
  if (!spoken.is_array()) spoken = {document->value("source_language", "en")};
  for (const std::string& language : languages)
    if (std::find(spoken.begin(), spoken.end(), language) == spoken.end())
      spoken.push_back(language);
  return document->dump();
}

}  // namespace

std::optional<flows::Catalog> FlowsFolder::Find(const std::string& language) const {
  for (const flows::Catalog& catalog : catalogs)
    if (catalog.language == language) return catalog;
  return std::nullopt;
}

Result<FlowsFolder> ReadFlowsFolder(const Context& context) {
  FlowsFolder folder;
  TRY_ASSIGN(folder.dir, FlowsDir(context));
  TRY_ASSIGN(folder.files, ReadFlowsDir(folder.dir));
  TRY_ASSIGN(const auto roots, RootFlows(folder.files));
  std::set<std::string> seen;
  // `main` first: its texts are the ones that everybody sees.
  for (const bool main : {true, false})
    for (const std::string& flow : roots)
      if ((flow == "main") == main) TRY(AddPlaces(flow, folder, seen));
  TRY(AddLists(folder));
  for (const flows::SourceFile& file : EndingIn(folder.files, ".po")) {
    TRY_ASSIGN(auto catalog, flows::ReadCatalog(file));
    folder.catalogs.push_back(std::move(catalog));
  }
  return folder;
}

std::vector<flows::Finding> LintAsSpoken(const FlowsFolder& folder,
                                         const std::optional<flows::SourceFile>& changed) {
  std::set<std::string> languages;
  for (const flows::Catalog& catalog : folder.catalogs)
    languages.insert(catalog.language);
  std::vector<flows::SourceFile> files;
  for (const flows::SourceFile& file : folder.files)
    if (!changed || file.path != changed->path) files.push_back(file);
  if (changed) {
    files.push_back(*changed);
    if (const auto catalog = flows::ReadCatalog(*changed)) languages.insert(catalog->language);
  }
  for (flows::SourceFile& file : files)
    if (file.path.ends_with(".json")) file.text = Spoken(file, languages);
  return flows::Lint(files);
}

}  // namespace tipline::cli
