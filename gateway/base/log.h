// One line per event on stderr: time, level, program, event and `key=value` fields. The only files
// that know spdlog. Ids, provider names, codes and milliseconds may be logged; numbers, words of
// people, names and keys never: a Secret<T> does not compile here. Control characters and bytes
// that are no ASCII are escaped, so that no field can forge a line. Thread-safe. Tests:
// tests/gateway/base/log_test.cc.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/base/secret.h"
#include "flows/base/time.h"

namespace tipline {

struct LogField {
  LogField(std::string_view key, std::string_view text) : name(key), value(text) {}
  LogField(std::string_view key, const std::string& text) : name(key), value(text) {}
  LogField(std::string_view key, const char* text) : name(key), value(text) {}
  LogField(std::string_view key, bool yes) : name(key), value(yes ? "true" : "false") {}
  template <std::integral T>
  LogField(std::string_view key, T number) : name(key), value(std::to_string(number)) {}
  LogField(std::string_view key, Millis time) : name(key), value(std::to_string(time.count())) {}
  template <typename T>
  LogField(std::string_view, const Secret<T>&) = delete;

  std::string_view name;
  std::string value;
};
using LogFields = std::initializer_list<LogField>;

// The program's name on each line; before it is called, lines say "tipline".
void InitLog(std::string_view program);

void LogInfo(std::string_view event, LogFields fields = {});
void LogWarning(std::string_view event, LogFields fields = {});  // worth a look; nobody must act
void LogError(std::string_view event, LogFields fields = {});    // somebody must act

// `code=... why="..."` of an error, with more fields: LogError("take_in_failed", error, {{"id",
// id}}).
void LogError(std::string_view event, const Error& error, LogFields fields = {});
void LogWarning(std::string_view event, const Error& error, LogFields fields = {});

// The text of a line after its time; for tests and for programs that keep lines themselves.
std::string LogLine(std::string_view level, std::string_view event, LogFields fields);

}  // namespace tipline
