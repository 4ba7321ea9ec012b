// Lists that stand in one line of a small screen, for sources. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tipline::flows {

constexpr size_t kMaxListed = 60;  // characters
constexpr size_t kMaxLabel = 30;   // of a thing in a menu

// "Qatar, Oman +2": what does not fit is counted.
std::string InOneLine(const std::vector<std::string>& texts);
// The same of countries, as the language calls them.
std::string CountriesInOneLine(const std::vector<std::string>& countries,
                               const std::string& language);
// Cut to kMaxLabel characters.
std::string Label(const std::string& text);

// Ids of what somebody was shown one after the other, as a conversation carries them.
class ShownIds {
 public:
  explicit ShownIds(std::string ids) : ids_(std::move(ids)) {}
  bool Has(const std::string& id) const {
    return (" " + ids_ + " ").find(" " + id + " ") != std::string::npos;
  }
  std::string With(const std::string& id) const { return ids_.empty() ? id : ids_ + " " + id; }

 private:
  const std::string ids_;
};

}  // namespace tipline::flows
