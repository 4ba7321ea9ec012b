// A value inside a JSON document from elsewhere, with its place: wrong types become one error that
// names the place (RFC 6901), and reading goes on with nothing. Lives while the document does; one
// thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace tipline::flows::exchange {

class Node {
 public:
  // `value`: nullptr if there is none. `error`: the first one stays; outlives the nodes.
  Node(const nlohmann::json* value, std::string pointer, std::string& error)
      : value_(value), pointer_(std::move(pointer)), error_(&error) {}

  Node operator[](const char* key) const;
  bool given() const;  // there, and not null
  const nlohmann::json* value() const { return value_; }
  // For walking through everything: `value` is what it has under that key or index.
  Node Below(const nlohmann::json& value, const std::string& key) const;
  const std::string& pointer() const { return pointer_; }

  std::string Text() const;      // empty if not given
  std::string NeedText() const;  // an error if not given or empty
  std::string NeedUuid() const;
  bool Flag() const;
  // Of a number, cut to `least` … `most`; `otherwise` if not given.
  int Number(int least, int most, int otherwise) const;
  std::vector<Node> List(size_t limit) const;  // empty if not given
  std::vector<std::pair<std::string, Node>> Members(size_t limit) const;
  void Wrong(const std::string& what) const;

 private:
  const nlohmann::json* value_;
  std::string pointer_;
  std::string* error_;
};

}  // namespace tipline::flows::exchange
