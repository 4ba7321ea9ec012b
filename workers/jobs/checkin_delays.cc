// The delays of an installation.
#include <filesystem>
#include <map>
#include <mutex>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/files.h"
#include "gateway/base/log.h"
#include "workers/jobs/checkin.h"

namespace tipline::workers {

Result<flows::CheckinDelays> ReadCheckinDelays(const std::string& file) {
  flows::CheckinDelays delays;
  if (file.empty() || !std::filesystem::exists(file)) return delays;
  TRY_ASSIGN(const std::string text, ReadFile(file, 1 << 16));
  TRY_ASSIGN(const nlohmann::json json, ParseJson(text));
  if (!json.is_object()) return Invalid(file + ": an object of minutes");
  const std::map<std::string, Millis*> known = {{"early_minutes", &delays.early},
                                                {"grace_minutes", &delays.grace},
                                                {"second_minutes", &delays.second},
                                                {"alert_minutes", &delays.alert},
                                                {"next_contact_minutes", &delays.next_contact},
                                                {"duty_lead_minutes", &delays.duty_lead},
                                                {"recovery_minutes", &delays.recovery},
                                                {"most_minutes", &delays.most},
                                                {"dial_minutes", &delays.dial}};
  constexpr int kMostMinutes = 14 * 24 * 60;
  for (const auto& [name, value] : json.items()) {
    if (name == "$comment") continue;
    const auto found = known.find(name);
    const bool good = found != known.end() && value.is_number_integer() &&
                      value.get<int64_t>() >= 0 && value.get<int64_t>() <= kMostMinutes;
    if (!good) return Invalid(file + ": /" + name + ": allowed: minutes, 0 to 20160");
    *found->second = std::chrono::minutes(value.get<int64_t>());
  }
  return delays;
}

flows::CheckinDelays CheckinDelaysOf(const Services& services) {
  static std::mutex mutex;
  static std::map<std::string, flows::CheckinDelays> known;
  const std::string& config = services.settings.file;
  const std::lock_guard lock(mutex);
  const auto found = known.find(config);
  if (found != known.end()) return found->second;
  std::string file;
  if (!config.empty())
    file = (std::filesystem::path(config).parent_path() / "checkin.json").string();
  const auto read = ReadCheckinDelays(file);
  if (!read) LogError("checkin_delays_not_read", read.error());
  return known[config] = read ? *read : flows::CheckinDelays();
}

}  // namespace tipline::workers
