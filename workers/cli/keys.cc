// tipline keys: makes the key files and shows which there are, never what they hold.
#include "gateway/base/keys.h"

#include <cstdio>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/crypto.h"
#include "gateway/base/settings.h"
#include "workers/cli/command.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

constexpr const char* kKept =
    "Keep a copy of case.key, store.key and pseudonym.key offline: without them nobody can read\n"
    "what is stored. The gateway's machine needs case.pub, session.key and pseudonym.key only.";

std::string Octal(unsigned mode) {
  std::string text(5, '\0');
  std::snprintf(text.data(), text.size(), "%04o", mode);
  text.pop_back();
  return text;
}

const char* StateOf(const KeyFile& file) {
  if (!file.there) return "missing";
  if (file.too_open) return "readable by others";
  return file.readable ? "ok" : "no key in it";
}

void Print(const std::string& dir, const std::vector<KeyFile>& files, bool json) {
  if (json) {
    Json list = Json::array();
    for (const KeyFile& file : files)
      list.push_back({{"name", file.name},
                      {"state", StateOf(file)},
                      {"mode", file.there ? Json(Octal(file.mode)) : Json()},
                      {"fingerprint", file.readable ? Json(file.fingerprint) : Json()}});
    std::cout << DumpJsonIndented({{"dir", dir}, {"keys", list}}) << "\n";
    return;
  }
  std::cout << dir << "\n";
  for (const KeyFile& file : files) {
    std::string line = "  " + file.name + std::string(16 - file.name.size(), ' ');
    line += (file.there ? Octal(file.mode) : "-   ") + "  ";
    line += file.readable ? file.fingerprint : std::string(16, '-');
    std::cout << line << "  " << StateOf(file) << "\n";
  }
}

int Show(const Context& context) {
  const auto settings = LoadSettings(context.config_file);
  if (!settings) return Fail(settings.error());
  const auto files = ListKeys(settings->KeysDir());
  Print(settings->KeysDir(), files, context.json);
  for (const KeyFile& file : files)
    if (!file.there || file.too_open || !file.readable) return kNo;
  return kDone;
}

int Generate(const Context& context) {
  const auto settings = LoadSettings(context.config_file);
  if (!settings) return Fail(settings.error());
  if (const Status made = GenerateKeys(settings->KeysDir()); !made) return Fail(made.error());
  Print(settings->KeysDir(), ListKeys(settings->KeysDir()), context.json);
  if (!context.json) std::cout << kKept << "\n";
  return kDone;
}

void Add(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* keys = app.add_subcommand("keys", "Make the key files, and see which there are");
  keys->require_subcommand(1);
  keys->add_subcommand("generate", "Make all keys, once; existing ones are never overwritten")
      ->callback([&] { exit_code = Generate(context); });
  keys->add_subcommand(
          "show", "Which keys there are: mode and fingerprint, never a key; exit 1 if any is amiss")
      ->callback([&] { exit_code = Show(context); });
}

const RegisterCommand kRegistered("keys", Add);

}  // namespace
}  // namespace tipline::cli
