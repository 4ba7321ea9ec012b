// What the steps of a bundle become elsewhere, and what of them does not: shared by the exporters.
// Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "flows/engine/bundle_data.h"
#include "flows/exchange/draft_json.h"

namespace tipline::flows::exchange {

enum class Form {
  kMessage,
  kSelectOne,
  kSelectMany,
  kOpen,
  kNumeric,
  kCase,
  kSet,
  kRun,
  kPass,  // nothing there does that: it goes on
};
// `why`: what of the kind is lost; empty: nothing.
struct FormOf {
  Form form = Form::kPass;
  const char* why = "";
};
FormOf FormOfStep(const Step& step);

// What no flow of the other side can say: keys, duress words, limits, … (export_losses.cc)
void LoseOfFlow(const BundleData& data, const Flow& flow, Losses& losses);
// What is lost of a step, whatever the other side.
void LoseOfStep(const BundleData& data, const Flow& flow, const Step& step, Losses& losses);

// Empty if there is no such text.
const std::string& In(const Wording& text, size_t language);
// A text with its numbered lines as one message.
std::string WithLines(const Step& step, const std::string& text, size_t language);
// Where a step goes on if nothing decides.
const Target& NextOf(const Step& step);
const Target& NextOf(const Step& step, const Choice& choice);
// The index of the source language first, then the others.
std::vector<size_t> LanguageOrder(const BundleData& data);
// The start step first, then as in the document.
std::vector<const Step*> StepOrder(const Flow& flow);

}  // namespace tipline::flows::exchange
