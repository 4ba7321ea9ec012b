// tipline flow po: catalogs for translators. `export` brings one up to date with the flows,
// `import` checks and merges one that came back, `status` says how far each is.
#include <algorithm>
#include <array>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/files.h"
#include "workers/cli/flow_catalogs.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

constexpr unsigned kReadable = 0644;
constexpr size_t kMaxFile = size_t{4} << 20U;

struct Arguments {
  std::string language, file;
  bool fresh = false;
};

struct Counts {
  size_t texts = 0, translated = 0, fuzzy = 0, missing = 0;
};

Counts Count(const flows::Catalog& catalog, const std::vector<flows::Place>& places) {
  Counts counts;
  for (const flows::Place& place : places) {
    const flows::Translation& entry = catalog.entries.at(place.context);
    ++counts.texts;
    if (entry.text.empty())
      ++counts.missing;
    else
      ++(entry.fuzzy ? counts.fuzzy : counts.translated);
  }
  return counts;
}

Json CountsJson(const std::string& language, const Counts& counts) {
  return {{"language", language},
          {"texts", counts.texts},
          {"translated", counts.translated},
          {"fuzzy", counts.fuzzy},
          {"missing", counts.missing}};
}

void PrintCounts(const Context& context, const std::string& path, Json counts) {
  counts["file"] = path;
  if (context.json)
    std::cout << DumpJson(counts) << "\n";
  else
    std::cout << path << ": " << counts["translated"] << " of " << counts["texts"]
              << " translated, " << counts["fuzzy"] << " fuzzy, " << counts["missing"]
              << " missing\n";
}

Status Export(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const FlowsFolder folder, ReadFlowsFolder(context));
  const std::string path = folder.PathOf(arguments.language);
  auto catalog = folder.Find(arguments.language);
  if (!catalog && !arguments.fresh) return NotFound(path + ": no such catalog; --new makes it");
  if (catalog && arguments.fresh) return Conflict(catalog->path + ": exists already");
  if (!catalog) catalog = flows::NewCatalog(arguments.language);
  const flows::Catalog updated = flows::Updated(*catalog, folder.places);
  TRY(ReplaceFile(path, flows::WriteCatalog(updated, folder.places), kReadable));
  PrintCounts(context, path, CountsJson(updated.language, Count(updated, folder.places)));
  return Unit{};
}

// What a translator may hand in unfinished is no reason to refuse it.
bool Refuses(const flows::Finding& finding, const std::string& language) {
  static constexpr std::array<std::string_view, 5> kUnfinished = {
      "missing_translation", "stale_translation", "missing_words", "review", "gsm7"};
  return finding.severity == flows::Severity::kError && finding.language == language &&
         std::find(kUnfinished.begin(), kUnfinished.end(), finding.rule) == kUnfinished.end();
}

// Takes over what `file` has; texts that are not here any more become obsolete.
flows::Catalog Merged(const FlowsFolder& folder, const flows::Catalog& file) {
  flows::Catalog merged = folder.Find(file.language).value_or(file);
  merged.path = folder.PathOf(file.language);
  merged.header = file.header;
  if (!file.comment.empty()) merged.comment = file.comment;
  for (const auto& [context, entry] : file.entries)
    if (!entry.text.empty()) merged.entries[context] = entry;
  return flows::Updated(merged, folder.places);
}

int Import(const Context& context, const Arguments& arguments) {
  const auto folder = ReadFlowsFolder(context);
  if (!folder) return Fail(folder.error());
  const auto text = ReadFile(arguments.file, kMaxFile);
  if (!text) return Fail(text.error());
  const auto file = flows::ReadCatalog({arguments.file, *text});
  if (!file) return Fail(file.error());
  const flows::Catalog merged = Merged(*folder, *file);
  const flows::SourceFile written{merged.path, flows::WriteCatalog(merged, folder->places)};
  std::vector<flows::Finding> wrong = LintAsSpoken(*folder, written);
  wrong.erase(std::remove_if(wrong.begin(), wrong.end(),
                             [&](const auto& one) { return !Refuses(one, merged.language); }),
              wrong.end());
  if (!wrong.empty()) {
    PrintFindings(context, wrong, std::cerr);
    return kNo;
  }
  if (const Status done = ReplaceFile(written.path, written.text, kReadable); !done)
    return Fail(done.error());
  PrintCounts(context, written.path, CountsJson(merged.language, Count(merged, folder->places)));
  return kDone;
}

Result<Json> StatusOf(const Context& context) {
  TRY_ASSIGN(const FlowsFolder folder, ReadFlowsFolder(context));
  const auto findings = LintAsSpoken(folder, std::nullopt);
  Json out = Json::array();
  for (const flows::Catalog& catalog : folder.catalogs) {
    const flows::Catalog now = flows::Updated(catalog, folder.places);
    Json row = CountsJson(catalog.language, Count(now, folder.places));
    row["over_budget"] =
        std::count_if(findings.begin(), findings.end(), [&](const flows::Finding& one) {
          return one.rule == "screen_too_long" && one.language == catalog.language;
        });
    row["review"] = catalog.Field("X-Review");
    row["gsm7_review"] = catalog.Field("X-Gsm7-Review");
    out.push_back(std::move(row));
  }
  return out;
}

int ShowStatus(const Context& context) {
  const auto table = StatusOf(context);
  if (!table) return Fail(table.error());
  if (context.json) {
    std::cout << DumpJson(*table) << "\n";
    return kDone;
  }
  std::cout << "language texts translated fuzzy missing over_budget review\n";
  for (const Json& row : *table) {
    std::cout << row["language"].get<std::string>();
    for (const char* column : {"texts", "translated", "fuzzy", "missing", "over_budget"})
      std::cout << " " << row[column];
    std::cout << " " << row["review"].get<std::string>();
    if (const auto spelled = row["gsm7_review"].get<std::string>(); !spelled.empty())
      std::cout << "; gsm7: " << spelled;
    std::cout << "\n";
  }
  return kDone;
}

}  // namespace

void AddFlowPo(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* po = group.add_subcommand("po", "Catalogs for translators");
  po->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();

  CLI::App* out = po->add_subcommand("export", "Bring a language's catalog up to date");
  out->add_option("language", arguments->language, "such as sw")
      ->required()
      ->check(CLI::Validator(
          [](const std::string& code) {
            const bool letters =
                std::all_of(code.begin(), code.end(), [](char c) { return c >= 'a' && c <= 'z'; });
            return letters && (code.size() == 2 || code.size() == 3)
                       ? std::string()
                       : std::string("allowed: two or three small letters");
          },
          "CODE"));
  out->add_flag("--new", arguments->fresh, "make the catalog");
  out->callback([=, &context, &exit_code] {
    const Status done = Export(context, *arguments);
    exit_code = done ? kDone : Fail(done.error());
  });

  CLI::App* in = po->add_subcommand(
      "import", "Check a translated catalog and merge it; 1 if it may not be shown");
  in->add_option("file", arguments->file, "the PO file")->required();
  in->callback([=, &context, &exit_code] { exit_code = Import(context, *arguments); });

  CLI::App* status = po->add_subcommand("status", "How far each language is");
  status->callback([=, &context, &exit_code] { exit_code = ShowStatus(context); });
}

}  // namespace tipline::cli
