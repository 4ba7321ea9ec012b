// The files of a Report. gnuplot draws the pictures: ours would be a worse copy of it.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "tests/bench/report.h"
#include "tests/support/process.h"

namespace tipline::bench {
namespace {

std::string Escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

std::string ReadFile(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void WriteRow(std::ostream& out, const std::vector<std::string>& cells, const char* tag) {
  out << "<tr>";
  for (const std::string& cell : cells)
    out << "<" << tag << ">" << Escaped(cell) << "</" << tag << ">";
  out << "</tr>\n";
}

constexpr const char* kStyle =
    "<style>body{font:15px sans-serif;margin:2em auto;max-width:70em;padding:0 1em}"
    "table{border-collapse:collapse;margin:.5em 0}td,th{padding:.2em .8em;border-bottom:1px solid "
    "#ddd;text-align:right}td:first-child,th:first-child{text-align:left}svg{max-width:100%}"
    "</style>";

}  // namespace

bool Report::Draw(const std::string& folder, const Drawn& picture) const {
  std::ostringstream script;
  script << "set terminal svg size 760,420 font 'sans,13' background 'white'\n"
         << "set output '" << folder << "/" << picture.id << ".svg'\n"
         << "set title \"" << picture.title << "\"\nset xlabel \"" << picture.x
         << "\"\nset ylabel \"" << picture.y << "\"\n"
         << "set logscale x\nset yrange [0:*]\nset grid\nset key outside right\nplot ";
  for (size_t i = 0; i < picture.curves.size(); ++i)
    script << (i > 0 ? ", " : "") << "'-' using 1:2 with linespoints title \""
           << picture.curves[i].name << "\"";
  script << "\n";
  for (const Curve& curve : picture.curves) {
    for (const auto& [x, y] : curve.points)
      script << x << " " << y << "\n";
    script << "e\n";
  }
  const auto done = testing::RunProgram({"gnuplot", "-"}, script.str());
  if (done.code == 0) return true;
  std::cerr << "gnuplot: exit " << done.code << "\n" << done.err;
  return false;
}

std::string Report::Page(const std::string& folder) const {
  std::ostringstream out;
  out << "<!doctype html><meta charset=utf-8><title>Tipline: ops/bench</title>" << kStyle
      << "<h1>Tipline: ops/bench</h1>\n";
  for (const Rows& table : tables_) {
    out << "<h2>" << Escaped(table.title) << "</h2>\n<table>\n";
    WriteRow(out, table.columns, "th");
    for (const auto& line : table.lines)
      WriteRow(out, line, "td");
    out << "</table>\n";
    for (const std::string& remark : table.remarks)
      out << "<p>" << Escaped(remark) << "</p>\n";
  }
  for (const Drawn& picture : pictures_) {
    const std::string svg = ReadFile(folder + "/" + picture.id + ".svg");
    const size_t start = svg.find("<svg");
    if (start != std::string::npos) out << svg.substr(start) << "\n";
  }
  return out.str();
}

bool Report::Write(const std::string& folder, const std::string& json_file) {
  std::error_code none;
  std::filesystem::create_directories(folder, none);
  bool good = true;
  for (const Drawn& picture : pictures_)
    good = Draw(folder, picture) && good;
  std::ofstream(folder + "/report.html") << Page(folder);
  for (const std::string& file : {folder + "/report.json", json_file}) {
    if (file.empty()) continue;
    std::ofstream out(file);
    out << json_.dump(2) << "\n";
    if (!out.flush()) {
      std::cerr << "cannot write " << file << "\n";
      good = false;
    }
  }
  return good;
}

}  // namespace tipline::bench
