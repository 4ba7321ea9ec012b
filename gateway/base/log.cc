#include "gateway/base/log.h"

#include <memory>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace tipline {
namespace {

bool IsPlain(char c) {
  return c > ' ' && c <= '~' && c != '"' && c != '=' && c != '\\';
}

void AppendEscaped(std::string& out, std::string_view value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c >= ' ' && c <= '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

void AppendField(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("=");
  bool plain = !value.empty();
  for (const char c : value)
    plain = plain && IsPlain(c);
  if (plain) {
    out += value;
    return;
  }
  out += '"';
  AppendEscaped(out, value);
  out += '"';
}

std::shared_ptr<spdlog::logger> MakeLogger(std::string_view program) {
  auto logger = std::make_shared<spdlog::logger>(std::string(program),
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  // UTC, RFC 3339; the rest of the line is ours.
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ program=%n %v", spdlog::pattern_time_type::utc);
  return logger;
}

// Never destroyed: threads may still log while the program ends.
std::shared_ptr<spdlog::logger>& Logger() {
  static auto& logger = *new std::shared_ptr<spdlog::logger>(MakeLogger("tipline"));
  return logger;
}

void Write(spdlog::level::level_enum level, std::string_view name, std::string_view event,
           LogFields fields, const Error* error) {
  std::string line = LogLine(name, event, fields);
  if (error != nullptr) {
    AppendField(line, "code", CodeName(error->code));
    AppendField(line, "why", error->message);
  }
  Logger()->log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

void InitLog(std::string_view program) {
  Logger() = MakeLogger(program);
}

std::string LogLine(std::string_view level, std::string_view event, LogFields fields) {
  std::string line = "level=";
  line += level;
  AppendField(line, "event", event);
  for (const LogField& field : fields)
    AppendField(line, field.name, field.value);
  return line;
}

void LogInfo(std::string_view event, LogFields fields) {
  Write(spdlog::level::info, "info", event, fields, nullptr);
}

void LogWarning(std::string_view event, LogFields fields) {
  Write(spdlog::level::warn, "warning", event, fields, nullptr);
}

void LogError(std::string_view event, LogFields fields) {
  Write(spdlog::level::err, "error", event, fields, nullptr);
}

void LogError(std::string_view event, const Error& error, LogFields fields) {
  Write(spdlog::level::err, "error", event, fields, &error);
}

void LogWarning(std::string_view event, const Error& error, LogFields fields) {
  Write(spdlog::level::warn, "warning", event, fields, &error);
}

}  // namespace tipline
