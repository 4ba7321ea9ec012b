#include "gateway/providers/node_json.h"

#include <algorithm>

#include "gateway/base/nearest.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr size_t kShownBytes = 40;

const json& Nothing() {
  static const json& nothing = *new json();
  return nothing;
}

const json& NoMembers() {
  static const json& none = *new json(json::object());
  return none;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names)
    all += (all.empty() ? "" : ", ") + name;
  return all;
}

std::string Shown(const json& value) {
  if (value.is_string() && value.get_ref<const std::string&>().size() <= kShownBytes)
    return "\"" + value.get<std::string>() + "\"";
  return value.is_number() ? value.dump() : KindOf(value);
}

}  // namespace

std::string KindOf(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "a text";
  if (value.is_boolean()) return "true or false";
  return value.is_null() ? "nothing" : "a number";
}

void Problem::Found(const std::string& pointer, const std::string& found,
                    const std::string& allowed) {
  if (!first) first = Invalid(file + ": " + pointer + ": found " + found + "; allowed: " + allowed);
}

Node::Node(const json& value, std::string pointer, Problem& problem)
    : value_(value.is_object() ? value : NoMembers()),
      pointer_(std::move(pointer)),
      problem_(problem) {
  if (!value.is_object()) problem.Found(pointer_, KindOf(value), "an object");
}

std::string Node::Pointer(const std::string& key) const {
  return (json::json_pointer(pointer_) / key).to_string();
}

void Node::Wrong(const std::string& key, const std::string& found, const std::string& allowed) {
  problem_.Found(Pointer(key), found, allowed);
}

const json* Node::Find(const std::string& key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  const auto found = value_.find(key);
  return found == value_.end() || found->is_null() ? nullptr : &*found;
}

bool Node::Has(const std::string& key) const {
  const auto found = value_.find(key);
  return found != value_.end() && !found->is_null();
}

Node Node::Child(const std::string& key) {
  const json* member = Find(key);
  return {member == nullptr ? NoMembers() : *member, Pointer(key), problem_};
}

std::string Node::Text(const std::string& key, const std::string& otherwise) {
  const json* member = Find(key);
  if (member == nullptr) return otherwise;
  if (member->is_string()) return member->get<std::string>();
  Wrong(key, KindOf(*member), "a text");
  return otherwise;
}

std::string Node::Required(const std::string& key, const std::string& allowed) {
  std::string text = Text(key);
  if (text.empty()) Wrong(key, "nothing", allowed);
  return text;
}

std::vector<std::string> Node::Texts(const std::string& key) {
  const json* member = Find(key);
  if (member == nullptr) return {};
  const json list = member->is_array() ? *member : json::array({*member});
  std::vector<std::string> texts;
  for (const json& one : list) {
    if (one.is_string())
      texts.push_back(one.get<std::string>());
    else
      Wrong(key, KindOf(one), "a text or a list of texts");
  }
  if (texts.empty()) Wrong(key, "an empty list", "a text or a list of texts");
  return texts;
}

bool Node::Flag(const std::string& key) {
  const json* member = Find(key);
  if (member == nullptr) return false;
  if (!member->is_boolean()) Wrong(key, Shown(*member), "true or false");
  return member->is_boolean() && member->get<bool>();
}

int Node::Number(const std::string& key, int otherwise, int least, int most) {
  const json* member = Find(key);
  if (member == nullptr) return otherwise;
  if (member->is_number_integer()) {
    const auto number = member->get<int64_t>();
    if (number >= least && number <= most) return static_cast<int>(number);
  }
  Wrong(key, Shown(*member),
        "a number from " + std::to_string(least) + " to " + std::to_string(most));
  return otherwise;
}

size_t Node::Choice(const std::string& key, const std::vector<std::string>& names,
                    size_t otherwise) {
  const json* member = Find(key);
  if (member == nullptr) return otherwise;
  const auto found = member->is_string()
                         ? std::find(names.begin(), names.end(), member->get<std::string>())
                         : names.end();
  if (found != names.end()) return static_cast<size_t>(found - names.begin());
  Wrong(key, Shown(*member), Joined(names));
  return otherwise;
}

std::vector<std::pair<std::string, std::string>> Node::Table(const std::string& key) {
  const json* member = Find(key);
  std::vector<std::pair<std::string, std::string>> rows;
  if (member == nullptr) return rows;
  if (!member->is_object()) {
    Wrong(key, KindOf(*member), "an object of texts");
    return rows;
  }
  for (const auto& [name, value] : member->items()) {
    if (value.is_string())
      rows.emplace_back(name, value.get<std::string>());
    else if (name != "$comment")
      problem_.Found((json::json_pointer(Pointer(key)) / name).to_string(), KindOf(value),
                     "a text");
  }
  return rows;
}

const json& Node::Any(const std::string& key) {
  const json* member = Find(key);
  return member == nullptr ? Nothing() : *member;
}

void Node::Finish() const {
  for (const auto& [key, member] : value_.items()) {
    if (key == "$comment" || std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const std::string near = Nearest(key, known_);
    problem_.Found(Pointer(key), "an unknown key",
                   Joined(known_) + (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
  }
}

}  // namespace tipline::gateway
