// What ops/bench found: tables on the screen while it works, JSON and a page with pictures at the
// end. One thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace tipline::bench {

// Of several rounds.
struct Spread {
  double median = 0, low = 0, high = 0;
};
Spread SpreadOf(std::vector<double> values);
nlohmann::json ToJson(const Spread& spread);

// "12,345", "0.62", "1.4"
std::string Number(double value);

struct Curve {
  std::string name;                               // "open cases"
  std::vector<std::pair<double, double>> points;  // x, cost
};

class Report {
 public:
  // A table: its title and columns; then lines of as many cells, printed as they come.
  void Table(const std::string& title, const std::vector<std::string>& columns);
  void Line(const std::vector<std::string>& cells);
  void Say(const std::string& text);  // a remark under the table

  // What was promised: `holds` or missed by how much; listed at the end.
  void Promise(const std::string& what, double found, const char* relation, double wanted);
  // A picture of its own: cost (y) against size (x, logarithmic).
  void Picture(const std::string& id, const std::string& title, const std::string& x,
               const std::string& y, std::vector<Curve> curves);

  nlohmann::json& json() { return json_; }
  void PrintPromises();
  // report.json, report.html and one SVG per picture (drawn by gnuplot). False: said why.
  bool Write(const std::string& folder, const std::string& json_file);

 private:
  struct Drawn {
    std::string id, title, x, y;
    std::vector<Curve> curves;
  };
  struct Rows {
    std::string title;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> lines;
    std::vector<std::string> remarks;
  };
  bool Draw(const std::string& folder, const Drawn& picture) const;
  std::string Page(const std::string& folder) const;

  nlohmann::json json_ = nlohmann::json::object();
  std::vector<Rows> tables_;
  std::vector<Drawn> pictures_;
};

}  // namespace tipline::bench
