#include "tests/guard/budget.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include <nlohmann/json.hpp>

#include "tests/guard/walk_texts.h"

namespace tipline::guard {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* kFile = "tests/guard/budget.json";

std::string Number(double value) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), std::abs(value) >= 1000 ? "%.0f" : "%.1f", value);
  return text.data();
}

bool Renewing() {
  const char* value = std::getenv("TIPLINE_RENEW_BUDGET");
  return value != nullptr && std::string_view(value) == "true";
}

void Renew(Json budget, const std::string& figure, double measured) {
  budget[figure] = measured >= 1000 ? std::round(measured) : std::round(measured * 10) / 10;
  std::ofstream out(std::string(TIPLINE_SOURCE_DIR) + "/" + kFile, std::ios::binary);
  out << budget.dump(2) << "\n";
  Must(out.flush().good(), "the budget cannot be written");
}

}  // namespace

Verdict Judge(const std::string& figure, double measured) {
  const Json budget = Json::parse(ReadSource(kFile));
  if (Renewing()) {
    Renew(budget, figure, measured);
    return {true, figure + ": measured " + Number(measured) + ", now the budget"};
  }
  if (!budget.contains(figure)) throw std::runtime_error(figure + " is not in " + kFile);
  const double allowed = budget.at("allowed_growth_percent").get<double>();
  const double wanted = budget.at(figure).get<double>();
  const double growth = std::round((measured / wanted - 1) * 1000) / 10 + 0.0;  // no "-0.0"
  Verdict verdict;
  verdict.within = measured <= wanted * (1 + allowed / 100);
  verdict.text = figure + ": measured " + Number(measured) + ", budget " + Number(wanted) + ", " +
                 (growth < 0 ? "" : "+") + Number(growth) + " %, allowed +" + Number(allowed) +
                 " %: " + (verdict.within ? "within" : "OVER THE BUDGET");
  if (growth < -allowed) verdict.text += " (much less: renew the budget, so that it stays there)";
  return verdict;
}

}  // namespace tipline::guard
