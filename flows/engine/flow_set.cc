#include "flows/engine/flow_set.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/engine/build.h"
#include "flows/engine/bundle_data.h"
#include "flows/engine/catalog.h"
#include "flows/engine/current_texts.h"
#include "flows/engine/documents.h"
#include "flows/engine/language_words.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

constexpr JsonLimits kBundleLimits{.bytes = size_t{16} << 20U, .depth = 32, .nodes = 1'000'000};
constexpr int kFormat = 1;

// FNV-1a: names a content, protects nothing.
std::string Hash(std::string_view content) {
  uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : content)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (unsigned shift = 64; shift > 0; shift -= 4)
    out += kHex[(hash >> (shift - 4)) & 15U];
  return out;
}

// content: {"flows":[document,…],"files":[name,…],"texts":{language:{key:text}},"words":{…}}; texts
// also has fallback spellings ("vi-x-gsm7").
Result<std::shared_ptr<BundleData>> FromContent(const Json& content) {
  if (!content.is_object() || !content.contains("flows") || !content["flows"].is_array() ||
      !content.contains("files") || !content["files"].is_array() ||
      content["files"].size() != content["flows"].size() || !content.contains("texts") ||
      !content["texts"].is_object() || !content.contains("words"))
    return Invalid("bundle: not as written");
  std::vector<FlowDocument> documents;
  for (size_t i = 0; i < content["flows"].size(); ++i) {
    const Json& file = content["files"][i];
    documents.push_back({file.is_string() ? file.get<std::string>() : "", &content["flows"][i]});
  }
  Texts texts;
  for (const auto& [language, entries] : content["texts"].items()) {
    if (!entries.is_object()) return Invalid("bundle: texts are not as written");
    for (const auto& [key, text] : entries.items()) {
      if (!text.is_string()) return Invalid("bundle: texts are not as written");
      texts[language].emplace(key, text.get<std::string>());
    }
  }
  return BuildBundle(documents, texts, content["words"]);
}

Result<std::shared_ptr<BundleData>> Finish(const Json& content, int64_t version) {
  TRY_ASSIGN(auto data, FromContent(content));
  data->content = DumpJson(content);
  data->hash = Hash(data->content);
  data->version = version;
  return data;
}

}  // namespace

const std::string& Bundle::name() const {
  return data_->name;
}
int64_t Bundle::version() const {
  return data_->version;
}
const std::string& Bundle::hash() const {
  return data_->hash;
}
const std::vector<std::string>& Bundle::languages() const {
  return data_->languages;
}

std::string Bundle::Encode() const {
  return "{\"bundle\":" + std::to_string(kFormat) +
         ",\"version\":" + std::to_string(data_->version) + ",\"hash\":\"" + data_->hash +
         "\",\"content\":" + data_->content + "}";
}

Bundle Bundle::WithVersion(int64_t version) const {
  auto copy = std::make_shared<BundleData>(*data_);
  copy->version = version;
  return Bundle(std::move(copy));
}

Result<Bundle> Bundle::Decode(std::string_view json) {
  TRY_ASSIGN(const Json object, ParseJson(json, kBundleLimits));
  if (!object.is_object() || object.size() != 4 || object.value("bundle", Json()) != kFormat ||
      !object.contains("version") || !object["version"].is_number_integer() ||
      !object.contains("hash") || !object["hash"].is_string() || !object.contains("content"))
    return Invalid("bundle: not as written");
  TRY_ASSIGN(auto data, Finish(object["content"], object["version"].get<int64_t>()));
  if (data->hash != object["hash"].get_ref<const std::string&>())
    return Invalid("bundle: the hash is wrong");
  return Bundle(std::move(data));
}

Result<Bundle> Compile(const std::vector<SourceFile>& flows,
                       const std::vector<SourceFile>& catalogs) {
  Json content = {{"flows", Json::array()},
                  {"files", Json::array()},
                  {"texts", Json::object()},
                  {"words", nullptr}};
  for (const SourceFile& file : flows) {
    TRY_ASSIGN(Json document, ParseDocument(file));
    if (IsWordList(file.path)) {
      content["words"] = std::move(document);
    } else {
      content["files"].push_back(file.path);
      content["flows"].push_back(std::move(document));
    }
  }
  std::vector<Catalog> read;
  for (const SourceFile& file : catalogs) {
    TRY_ASSIGN(Catalog catalog, ReadCatalog(file));
    read.push_back(std::move(catalog));
  }
  content["words"] = BundleWords(content["words"], read);
  TRY_ASSIGN(const auto sources, FromContent(content));
  if (const std::string missing = FirstUnresolved(*sources); !missing.empty())
    return Invalid(missing);
  TRY_ASSIGN(content["texts"], CurrentTexts(*sources, read));
  TRY_ASSIGN(auto data, Finish(content, 0));
  return Bundle(std::move(data));
}

}  // namespace tipline::flows
