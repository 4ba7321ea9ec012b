#include "flows/exchange/node.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "flows/base/text.h"
#include "flows/exchange/name_uuid.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxKey = 40;  // of a key in a pointer; the rest says nothing

std::string Escaped(std::string_view key) {
  std::string out;
  for (const char c : CutCharacters(key, kMaxKey)) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
  }
  return out;
}

}  // namespace

Node Node::operator[](const char* key) const {
  const Json* found = nullptr;
  if (value_ != nullptr && value_->is_object()) {
    const auto member = value_->find(key);
    if (member != value_->end()) found = &*member;
  }
  return {found, pointer_ + "/" + Escaped(key), *error_};
}

Node Node::Below(const Json& value, const std::string& key) const {
  return {&value, pointer_ + "/" + Escaped(key), *error_};
}

bool Node::given() const {
  return value_ != nullptr && !value_->is_null();
}

void Node::Wrong(const std::string& what) const {
  if (error_->empty()) *error_ = (pointer_.empty() ? "/" : pointer_) + ": " + what;
}

std::string Node::Text() const {
  if (!given()) return {};
  if (value_->is_string()) return value_->get<std::string>();
  Wrong(std::string("found ") + value_->type_name() + "; allowed: text");
  return {};
}

std::string Node::NeedText() const {
  std::string text = Text();
  if (text.empty()) Wrong("missing or empty");
  return text;
}

std::string Node::NeedUuid() const {
  std::string text = NeedText();
  if (!IsUuid(text)) Wrong("not a UUID");
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

bool Node::Flag() const {
  if (!given()) return false;
  if (value_->is_boolean()) return value_->get<bool>();
  Wrong(std::string("found ") + value_->type_name() + "; allowed: true, false");
  return false;
}

int Node::Number(int least, int most, int otherwise) const {
  if (!given()) return otherwise;
  if (!value_->is_number()) {
    Wrong(std::string("found ") + value_->type_name() + "; allowed: number");
    return otherwise;
  }
  const double number = value_->get<double>();
  if (std::isnan(number)) return otherwise;
  return static_cast<int>(
      std::clamp(number, static_cast<double>(least), static_cast<double>(most)));
}

std::vector<Node> Node::List(size_t limit) const {
  std::vector<Node> list;
  if (!given()) return list;
  if (!value_->is_array()) {
    Wrong(std::string("found ") + value_->type_name() + "; allowed: list");
    return list;
  }
  if (value_->size() > limit) {
    Wrong("allowed: at most " + std::to_string(limit));
    return list;
  }
  for (size_t i = 0; i < value_->size(); ++i)
    list.emplace_back(&(*value_)[i], pointer_ + "/" + std::to_string(i), *error_);
  return list;
}

std::vector<std::pair<std::string, Node>> Node::Members(size_t limit) const {
  std::vector<std::pair<std::string, Node>> members;
  if (!given()) return members;
  if (!value_->is_object()) {
    Wrong(std::string("found ") + value_->type_name() + "; allowed: object");
    return members;
  }
  if (value_->size() > limit) {
    Wrong("allowed: at most " + std::to_string(limit));
    return members;
  }
  for (const auto& [key, value] : value_->items())
    members.emplace_back(key, Node(&value, pointer_ + "/" + Escaped(key), *error_));
  return members;
}

}  // namespace tipline::flows::exchange
