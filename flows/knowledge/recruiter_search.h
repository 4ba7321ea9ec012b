// Finds recruiters by licence, phone or name, whatever was typed. Immutable; thread-safe. Tests:
// tests/data/knowledge/register.json, tests/flows/knowledge/name_index_test.cc
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flows/knowledge/name_index.h"
#include "flows/knowledge/recruiter_rows.h"

namespace tipline::flows {

struct RecruitersFound {
  std::vector<size_t> rows;  // the best first
  bool sure = false;         // the first one is meant
  bool likely = false;       // it is, as far as a count needs it (IsLikely)
};

class RecruiterSearch {
 public:
  explicit RecruiterSearch(Registers registers);

  const Registers& registers() const { return registers_; }
  // `country`: of the phone that asks; empty: not known. What a register of another one has is not
  // sure, unless it is a phone number with its country.
  RecruitersFound ByName(std::string_view words, const std::string& country, size_t most) const;
  RecruitersFound ByLicence(std::string_view words, const std::string& country, size_t most) const;
  // National forms are read as the asking phone's, then as those of the registers' countries.
  RecruitersFound ByPhone(std::string_view words, const std::string& country, size_t most) const;
  // People are asked for one of the three and not told which.
  RecruitersFound ByAny(std::string_view words, const std::string& country, size_t most) const;

 private:
  using Rows = std::unordered_map<std::string, std::vector<size_t>>;
  static RecruitersFound In(const Rows& rows, const std::string& key, size_t most);
  RecruitersFound AtHome(RecruitersFound found, const std::string& country) const;

  const Registers registers_;
  NameIndex names_;
  Rows licences_, licence_digits_, phones_;
};

}  // namespace tipline::flows
