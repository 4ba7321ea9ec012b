// What the guard and the micro-benchmarks play: the walk of tests/bench/walk.json through flow
// `main` of config/flows, which files a tip and comes to its END. Files are read once, before
// anything is counted. Throws std::runtime_error if they are not as they should be.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "flows/engine/flow_set.h"

namespace tipline::guard {

// The value, or an exception with the error's message.
template <typename T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}
inline void Must(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

std::string ReadSource(const std::string& path);  // below the source folder
// The files of a folder that end so, sorted by name.
std::vector<flows::SourceFile> ReadSources(const std::string& folder, std::string_view end);

flows::Bundle MainBundle();  // config/flows/main.json, version 1

// As Africa's Talking sends them: every answer so far, joined by '*'.
std::vector<std::string> AccumulatedTexts();
// The same, one answer each; the first is empty (the dial).
std::vector<std::string> Answers();

}  // namespace tipline::guard
