#include "tests/bench/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tipline::bench {
namespace {

constexpr int kFirstWidth = 38;
constexpr int kWidth = 12;

void PrintCells(const std::vector<std::string>& cells) {
  for (size_t i = 0; i < cells.size(); ++i)
    std::printf(i == 0 ? "%-*s" : " %*s", i == 0 ? kFirstWidth : kWidth, cells[i].c_str());
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

Spread SpreadOf(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {median, values.front(), values.back()};
}

nlohmann::json ToJson(const Spread& spread) {
  return {{"median", spread.median}, {"low", spread.low}, {"high", spread.high}};
}

std::string Number(double value) {
  char text[64];
  if (std::abs(value) < 100) {
    std::snprintf(text, sizeof text, std::abs(value) < 10 ? "%.2f" : "%.1f", value);
    return text;
  }
  std::snprintf(text, sizeof text, "%.0f", value);
  std::string digits = text;
  const size_t sign = value < 0 ? 1 : 0;
  for (size_t at = digits.size(); at > 3 + sign; at -= 3)
    digits.insert(at - 3, ",");
  return digits;
}

void Report::Table(const std::string& title, const std::vector<std::string>& columns) {
  tables_.push_back({title, columns, {}, {}});
  std::printf("\n%s\n", title.c_str());
  PrintCells(columns);
}

void Report::Line(const std::vector<std::string>& cells) {
  tables_.back().lines.push_back(cells);
  PrintCells(cells);
}

void Report::Say(const std::string& text) {
  tables_.back().remarks.push_back(text);
  std::printf("  %s\n", text.c_str());
  std::fflush(stdout);
}

void Report::Promise(const std::string& what, double found, const char* relation, double wanted) {
  const bool at_least = std::string(relation) == ">=";
  json_["promises"].push_back({{"what", what},
                               {"found", found},
                               {"relation", relation},
                               {"wanted", wanted},
                               {"holds", at_least ? found >= wanted : found <= wanted}});
}

void Report::Picture(const std::string& id, const std::string& title, const std::string& x,
                     const std::string& y, std::vector<Curve> curves) {
  for (const Curve& curve : curves)
    for (const auto& [size, cost] : curve.points)
      json_["curves"][id][curve.name].push_back({size, cost});
  pictures_.push_back({id, title, x, y, std::move(curves)});
}

void Report::PrintPromises() {
  if (!json_.contains("promises")) return;
  Table("What was promised", {"", "found", "wanted", ""});
  for (const auto& one : json_["promises"])
    Line({one["what"].get<std::string>(), Number(one["found"].get<double>()),
          one["relation"].get<std::string>() + " " + Number(one["wanted"].get<double>()),
          one["holds"].get<bool>() ? "holds" : "MISSED"});
}

}  // namespace tipline::bench
