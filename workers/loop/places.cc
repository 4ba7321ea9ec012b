#include "workers/loop/places.h"

#include <system_error>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/phone.h"
#include "flows/knowledge/place_search.h"
#include "gateway/base/files.h"
#include "gateway/base/log.h"

namespace tipline::workers {
namespace {

constexpr size_t kMostBytes = size_t{64} << 20U;  // the whole world is six megabytes
constexpr JsonLimits kLimits{.bytes = kMostBytes, .depth = 8, .nodes = 4'000'000};

Result<flows::Gazetteer> ReadGazetteer(const std::string& file) {
  TRY_ASSIGN(const std::string text, ReadFile(file, kMostBytes));
  TRY_ASSIGN(const nlohmann::json json, ParseJson(text, kLimits));
  return flows::Gazetteer::Read(json);
}

}  // namespace

std::shared_ptr<const flows::Gazetteer> Places::Current() {
  const std::lock_guard lock(mutex_);
  if (pace_.Now() < look_at_) return gazetteer_;
  look_at_ = pace_.Now() + kPlacesAge;
  const auto file = std::filesystem::path(settings_.home) / "data" / "places.json";
  std::error_code missing;
  const auto written = std::filesystem::last_write_time(file, missing);
  if (missing || (gazetteer_ != nullptr && written == written_)) return gazetteer_;
  auto read = ReadGazetteer(file.string());
  if (!read) {
    LogError("places_not_read", read.error());
    return gazetteer_;
  }
  gazetteer_ = std::make_shared<const flows::Gazetteer>(*std::move(read));
  written_ = written;
  LogInfo("places_read", {{"rows", gazetteer_->size()}});
  return gazetteer_;
}

std::string Places::CodeOf(const std::string& typed, const Tip& tip) {
  const auto gazetteer = Current();
  if (gazetteer == nullptr) return {};
  std::string country = CountryOf(tip.number.Reveal());
  const auto channel = settings_.channels.find(tip.channel);
  if (country.empty() && channel != settings_.channels.end()) country = channel->second.region;
  const flows::PlaceHits found = flows::FindPlaces(*gazetteer, typed, country);
  if (!found.sure || found.hits.empty()) return {};
  return gazetteer->CodeOf(gazetteer->at(found.hits.front().row));
}

}  // namespace tipline::workers
