// Single parts by Google Benchmark (tipline-micro): what a turn of the flow and the triage of a tip
// cost without anything around them, and how that grows.
#include <algorithm>
#include <iostream>
#include <map>

#include "tests/bench/measure.h"
#include "tests/support/process.h"

namespace tipline::bench {
namespace {

// "Engine/flows:20" -> {"Engine/flows", 20}; without a number at the end: 0.
std::pair<std::string, double> SplitName(const std::string& name) {
  const size_t digits = name.find_last_not_of("0123456789");
  if (digits == std::string::npos || digits + 1 == name.size()) return {name, 0};
  const double number = std::strtod(name.c_str() + digits + 1, nullptr);
  return {name.substr(0, digits), number};
}

struct Part {
  double ns = 0, allocations = 0;
};

// Of some repetitions the fastest: what slows one down is never the part itself.
std::map<std::string, Part> Fastest(const nlohmann::json& benchmarks) {
  std::map<std::string, Part> parts;
  for (const auto& one : benchmarks) {
    if (one.value("run_type", "") != "iteration") continue;
    const double unit = one.value("time_unit", "ns") == "us"   ? 1e3
                        : one.value("time_unit", "ns") == "ms" ? 1e6
                                                               : 1;
    const Part part{one.value("cpu_time", 0.0) * unit, one.value("allocations", 0.0)};
    const auto [at, first] = parts.emplace(one.value("run_name", ""), part);
    if (!first && part.ns < at->second.ns) at->second = part;
  }
  return parts;
}

bool Run(const Options& options, Report& report) {
  const auto done = testing::RunProgram(
      {std::string(TIPLINE_BIN_DIR) + "/tipline-micro", "--benchmark_format=json",
       options.quick ? "--benchmark_min_time=0.02" : "--benchmark_min_time=0.2",
       "--benchmark_repetitions=" + std::to_string(options.quick ? 1 : options.rounds)},
      "", {}, std::chrono::minutes(20));
  const auto json = nlohmann::json::parse(done.out, nullptr, false);
  if (done.code != 0 || !json.is_object()) {
    std::cerr << done.err;
    return false;
  }
  report.Table("Single parts (Google Benchmark)", {"", "us", "allocations"});
  std::map<std::string, Curve> curves;
  for (const auto& [name, part] : Fastest(json["benchmarks"])) {
    report.Line({name, Number(part.ns / 1e3), Number(part.allocations)});
    report.json()["parts"][name] = {{"ns", part.ns}, {"allocations", part.allocations}};
    const auto [family, size] = SplitName(name);
    if (size == 0) continue;
    Curve& curve = curves[family];
    curve.name = family;
    curve.points.emplace_back(size, part.ns / 1e3);
  }
  for (auto& [family, curve] : curves) {
    if (curve.points.size() < 3) continue;
    std::sort(curve.points.begin(), curve.points.end());
    std::string id = family;
    std::replace_if(
        id.begin(), id.end(),
        [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    report.Picture(id, family, "size", "microseconds", {curve});
  }
  return true;
}

const RegisterMeasurement kRegistered({70, "parts", "engine, triage, routing and sealing alone",
                                       Run});

}  // namespace
}  // namespace tipline::bench
