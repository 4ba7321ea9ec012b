// Flow `main` made larger, in memory, with the shape that real growth has: more flows beside it, or
// more languages in it. Throws std::runtime_error if the copies do not compile.
#pragma once

#include <string>

#include "flows/engine/flow_set.h"

namespace tipline::micro {

constexpr int kMostLanguages = 20;

// The same steps and texts under another name ("copy7").
flows::Bundle CopyOfMain(const std::string& name);

// 1..kMostLanguages. The first five are those of config/flows; the others have the words and texts
// of one of these under another language's code.
flows::Bundle MainInLanguages(int languages);

}  // namespace tipline::micro
