#include <algorithm>
#include <charconv>
#include <csignal>

#include <hiredis/hiredis.h>

#include "gateway/store/redis_wire.h"

namespace tipline::store {
namespace {

constexpr size_t kErrorText = 200;

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

Code CodeOf(std::string_view text) {
  const std::string_view word = text.substr(0, text.find(' '));
  for (const char* denied : {"NOPERM", "WRONGPASS", "NOAUTH"})
    if (word == denied) return Code::kDenied;
  for (const char* later : {"LOADING", "BUSY", "READONLY", "OOM", "MISCONF", "MASTERDOWN",
                            "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN", "UNKILLABLE"})
    if (word == later) return Code::kUnavailable;
  if (Contains(text, "The user executing the script"))
    return Code::kDenied;  // ACL, inside a function
  if (Contains(text, "Function not found") || Contains(text, "max number of clients"))
    return Code::kUnavailable;
  return Code::kInternal;
}

}  // namespace

void IgnoreSigpipe() {
  static const bool kOnce = [] {
    struct sigaction now {};
    if (sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL)
      std::signal(SIGPIPE, SIG_IGN);
    return true;
  }();
  static_cast<void>(kOnce);
}

size_t Bytes(const Command& command) {
  size_t bytes = 0;
  for (const std::string& argument : command)
    bytes += argument.size();
  return bytes;
}

std::string Formatted(const Command& command) {
  constexpr size_t kFrame = 1 + 20 + 2 + 2;  // "$", any length, two line ends
  std::string wire(Bytes(command) + kFrame * (command.size() + 1), '\0');
  char* at = wire.data();
  char* const last = at + wire.size();
  const auto line_end = [&at] {
    *at++ = '\r';
    *at++ = '\n';
  };
  const auto head = [&](char kind, size_t number) {
    *at++ = kind;
    at = std::to_chars(at, last, number).ptr;
    line_end();
  };
  head('*', command.size());
  for (const std::string& argument : command) {
    head('$', argument.size());
    at = std::copy(argument.begin(), argument.end(), at);
    line_end();
  }
  wire.resize(static_cast<size_t>(at - wire.data()));
  return wire;
}

std::vector<Command> Greeting(const RedisOptions& options) {
  std::vector<Command> commands;
  if (!options.user.empty()) commands.push_back({"AUTH", options.user, options.password});
  if (!options.name.empty()) commands.push_back({"CLIENT", "SETNAME", options.name});
  commands.push_back({"PING"});  // refused while the server still loads its data
  return commands;
}

Error PathTooLong() {
  return Invalid("redis: the socket path is longer than " + std::to_string(kMaxSocketPath) +
                 " bytes");
}

bool Reply::nil() const {
  return raw_ == nullptr || raw_->type == REDIS_REPLY_NIL;
}
bool Reply::is_error() const {
  return raw_ != nullptr && raw_->type == REDIS_REPLY_ERROR;
}
bool Reply::is_integer() const {
  return raw_ != nullptr && raw_->type == REDIS_REPLY_INTEGER;
}
bool Reply::is_array() const {
  return raw_ != nullptr && raw_->type == REDIS_REPLY_ARRAY;
}

std::string_view Reply::text() const {
  if (raw_ == nullptr || raw_->str == nullptr) return {};
  switch (raw_->type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_ERROR:
      return {raw_->str, raw_->len};
    default:
      return {};
  }
}

int64_t Reply::integer() const {
  if (raw_ != nullptr && raw_->type == REDIS_REPLY_INTEGER) return raw_->integer;
  const std::string_view digits = text();
  int64_t number = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return failure == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

size_t Reply::size() const {
  return is_array() ? raw_->elements : 0;
}

Reply Reply::operator[](size_t i) const {
  return Reply(i < size() ? raw_->element[i] : nullptr);
}

Error ErrorOf(const Reply& reply) {
  std::string_view text = reply.text();
  const Code code = CodeOf(text);
  // "... with args beginning with: 'SET' 'key' ..." quotes what was sent.
  text = text.substr(0, text.find(", with args beginning"));
  return {code, "redis: " + std::string(text.substr(0, kErrorText))};
}

}  // namespace tipline::store
