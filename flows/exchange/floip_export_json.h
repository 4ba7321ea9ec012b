// The parts of ExportFloip: blocks, exits and resources (floip_blocks.cc), questions
// (floip_export_question.cc), cases and what is set (floip_export_case.cc). One thread.
#pragma once

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/engine/bundle_data.h"
#include "flows/exchange/export_forms.h"

namespace tipline::flows::exchange {

// One flow being written. UUIDs come from the names of flow, step and slot. `data` and `flow` must
// outlive it.
class FloipBlocks {
 public:
  using Json = nlohmann::json;

  FloipBlocks(const BundleData& data, const Flow& flow) : data_(data), flow_(flow) {}

  std::string Id(const std::string& step, const std::string& slot) const;
  std::string BlockId(const std::string& step) const { return Id(step, "block"); }
  // `name` must not begin with a digit there.
  static std::string BlockName(const std::string& step);
  Json Destination(const Target& target) const;  // null: the flow ends
  std::string LanguageId(size_t language) const;
  Json Languages() const;

  // Adds texts of the step and gives their UUID; with the numbered lines of the step where `lines`;
  // `sms` may be empty.
  std::string Resource(const Step& step, const std::string& slot, const Wording& text,
                       const Wording& sms, bool lines);
  // `test` empty: the default.
  Json Exit(const Step& step, const std::string& name, const std::string& test,
            Json destination) const;
  // The exits of a block that does not decide.
  Json Going(const Step& step) const;
  // What is added stays where it is until the next one.
  Json& Add(const std::string& id, const std::string& name, const char* type, Json config,
            Json exits);
  Json& Add(const Step& step, const char* type, Json config, Json exits);

  Json TakeBlocks() { return std::move(blocks_); }
  Json TakeResources() { return std::move(resources_); }

 private:
  std::string Theirs(const std::string& text) const;

  const BundleData& data_;
  const Flow& flow_;
  Json blocks_ = Json::array();
  Json resources_ = Json::array();
};

// `metadata`: learns what only Tipline has of it.
nlohmann::json& AddFloipQuestion(const BundleData& data, const Step& step, Form form,
                                 FloipBlocks& blocks, nlohmann::json& metadata);
nlohmann::json FloipCaseExits(const FloipBlocks& blocks, const Step& step);
nlohmann::json FloipSets(const Values& values);
// What a choice sets beside its own value: a block between.
void AddFloipChoiceSets(const Step& step, FloipBlocks& blocks);

}  // namespace tipline::flows::exchange
