// A dialect (gateway/providers/dialect.h) says how we read a provider; turned round, it says what
// the provider sends. So whoever writes a dialect gets its emulation with it: what cannot be
// derived, or what the provider does otherwise, is in the member "emulator" of its file and wins. A
// mistake in the dialect is repeated here, of course: its cases in tests/data/providers are of real
// captures. Pure. Tests: tests/workers/emulate/providers_test.cc, with all dialects.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "gateway/providers/dialect_json.h"

namespace tipline::emulate {

// As ReadProfile takes it.
nlohmann::json DeriveProfile(const gateway::DialectSpec& spec);

// derive_answer.cc: how a screen, and how the answer to a message or a report is read.
nlohmann::json DeriveScreen(const gateway::DialectAnswer& from);
nlohmann::json DeriveReceipt(const gateway::DialectAnswer& from);

// derive_send.cc
nlohmann::json DeriveSend(const gateway::DialectSend& send);
nlohmann::json DeriveToken(const gateway::DialectToken& token);

std::vector<std::string> SplitAt(const std::string& text, char separator);

// A body that is put together field by field, by the names that dialects have for them (values.h).
class BodyMaker {
 public:
  explicit BodyMaker(gateway::BodyKind kind) : kind_(kind) {}
  // A name that is made of several ("A+B") is put nowhere.
  void Put(const std::string& name, nlohmann::json value);
  gateway::BodyKind kind() const { return kind_; }
  const nlohmann::json& fields() const { return fields_; }  // forms, JSON
  std::string Xml() const;

 private:
  const gateway::BodyKind kind_;
  nlohmann::json fields_;
};

}  // namespace tipline::emulate
