#include "tests/gateway/http/request_cases.h"

#include <fstream>

namespace tipline::http {
namespace {

using nlohmann::json;

// A text, or a list of texts and {"text": t, "times": n}.
std::string Wire(const json& wire) {
  if (wire.is_string()) return wire.get<std::string>();
  std::string out;
  for (const auto& part : wire) {
    const bool plain = part.is_string();
    const std::string text = plain ? part.get<std::string>() : part.at("text").get<std::string>();
    for (int i = plain ? 1 : part.at("times").get<int>(); i > 0; --i)
      out += text;
  }
  return out;
}

}  // namespace

std::vector<RequestCase> RequestCases() {
  std::ifstream in(TIPLINE_SOURCE_DIR "/tests/data/http/requests.json");
  std::vector<RequestCase> cases;
  for (const auto& c : json::parse(in))
    cases.push_back({c.at("name"), Wire(c.at("wire")), c.at("requests"), c.value("refused", 0)});
  return cases;
}

}  // namespace tipline::http
