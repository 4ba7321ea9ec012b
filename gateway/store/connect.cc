#include "gateway/store/connect.h"

namespace tipline::store {

RedisOptions RedisFor(const Settings& settings, std::string_view process, std::string_view name) {
  RedisOptions options;
  options.socket = settings.redis_socket;
  options.name = name;
  const std::string user = settings.redis_user_prefix + std::string(process);
  if (const auto it = settings.redis_passwords.find(user); it != settings.redis_passwords.end()) {
    options.user = user;
    options.password = it->second.Reveal();
  }
  return options;
}

}  // namespace tipline::store
