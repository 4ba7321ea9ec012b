// A dialect file -> DialectSpec (dialect_read.cc, dialect_read_send.cc). What is wrong is found
// here and not on the first message. For those files only; not thread-safe.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/providers/dialect_json.h"
#include "gateway/providers/node_json.h"

namespace tipline::gateway {

class DialectReader {
 public:
  explicit DialectReader(std::string file) { problem_.file = std::move(file); }

  Result<DialectSpec> Read(const std::string& name, const nlohmann::json& document);

 private:
  void CheckPlaces(Node& node, const std::string& key, const nlohmann::json& value,
                   const char* plain, const char* kinds);
  Mark ReadMark(Node node);
  Mark ReadMarkAt(Node& node, const std::string& key) {
    return node.Has(key) ? ReadMark(node.Child(key)) : (node.Any(key), Mark{});
  }
  DialectAnswer ReadAnswer(Node node);
  DialectEvent ReadEvent(Node node, InboundKind kind);
  void ReadUssd(Node& node, DialectEvent& event);
  void ReadWords(Node& node, DialectEvent& event);
  void ReadStates(Node& node, DialectEvent& event);
  DialectRequest ReadRequest(Node& node);
  DialectSend ReadSend(Node node);
  DialectToken ReadToken(Node node);
  void ReadAuth(Node& root);
  void ReadOptions(Node& root);
  void NeedSecret(const std::string& name) {
    const auto& all = spec_.secrets;
    if (std::find(all.begin(), all.end(), name) == all.end()) spec_.secrets.push_back(name);
  }

  // One that answers hold.
  void TellSecret(const std::string& name) {
    const auto& all = spec_.told;
    if (std::find(all.begin(), all.end(), name) == all.end()) spec_.told.push_back(name);
  }

  Problem problem_;
  DialectSpec spec_;
};

}  // namespace tipline::gateway
