#include "flows/knowledge/recruiter_search.h"

#include <algorithm>
#include <set>

#include "flows/base/phone.h"
#include "flows/base/text.h"

namespace tipline::flows {
namespace {

constexpr size_t kMinLicence = 3;  // letters and digits: shorter ones fit too many
constexpr size_t kMinPhone = 7;    // digits

bool HasDigit(std::string_view text) {
  return !DigitsOf(text).empty();
}

// Of any script.
bool HasLetter(std::string_view text) {
  const std::string folded = Fold(text);
  return std::any_of(folded.begin(), folded.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  });
}

// Digits with nothing but what people put between them.
bool MayBePhone(std::string_view text) {
  const std::string folded = Fold(text);
  return DigitsOf(folded).size() >= kMinPhone &&
         folded.find_first_not_of("0123456789+-() .") == std::string::npos;
}

}  // namespace

RecruiterSearch::RecruiterSearch(Registers registers) : registers_(std::move(registers)) {
  for (size_t i = 0; i < registers_.rows.size(); ++i) {
    const Recruiter& one = registers_.rows[i];
    names_.Add(i, one.name);
    for (const std::string& other : one.names)
      names_.Add(i, other);
    if (const std::string bare = BareLicence(one.licence); !bare.empty())
      licences_[bare].push_back(i);
    if (const std::string digits = DigitsOf(one.licence); digits.size() >= kMinLicence)
      licence_digits_[digits].push_back(i);
    if (!one.phone.empty()) phones_[one.phone].push_back(i);
  }
  names_.Finish();
}

RecruitersFound RecruiterSearch::In(const Rows& rows, const std::string& key, size_t most) {
  const auto found = rows.find(key);
  if (found == rows.end()) return {};
  const bool only = found->second.size() == 1;
  RecruitersFound out{found->second, only, only};
  if (out.rows.size() > most) out.rows.resize(most);
  return out;
}

// Two countries may each have a firm of that name and a licence of that number: the register of
// another country is never surely meant. For a count it may be: people complain from where they
// work.
RecruitersFound RecruiterSearch::AtHome(RecruitersFound found, const std::string& country) const {
  if (found.rows.empty() || country.empty()) return found;
  const Recruiter& first = registers_.rows[found.rows.front()];
  if (registers_.heads[first.of].country != country) found.sure = false;
  return found;
}

RecruitersFound RecruiterSearch::ByName(std::string_view words, const std::string& country,
                                        size_t most) const {
  const auto hits = names_.Find(words, most);
  RecruitersFound out;
  out.sure = IsSure(hits);
  out.likely = IsLikely(hits);
  for (const NameHit& hit : hits)
    out.rows.push_back(hit.row);
  return AtHome(std::move(out), country);
}

// Whole, else, where nothing but digits was typed, by its digits alone: people leave the letters
// out. Then nothing is sure. Digits of a name ("24/7 Manpower") are no licence.
RecruitersFound RecruiterSearch::ByLicence(std::string_view words, const std::string& country,
                                           size_t most) const {
  const std::string bare = BareLicence(words);
  if (bare.size() < kMinLicence) return {};
  RecruitersFound whole = AtHome(In(licences_, bare, most), country);
  if (!whole.rows.empty() || HasLetter(words)) return whole;
  RecruitersFound digits = In(licence_digits_, DigitsOf(words), most);
  digits.sure = digits.likely = false;
  return digits;
}

// A national form is a number in many countries: only that of the asking phone's is surely meant.
RecruitersFound RecruiterSearch::ByPhone(std::string_view words, const std::string& country,
                                         size_t most) const {
  const bool whole = Fold(words).starts_with('+');
  std::vector<std::string> regions = {country};
  for (const RegisterHead& head : registers_.heads)
    regions.push_back(head.country);
  std::set<std::string> tried;
  for (const std::string& region : regions) {
    const auto number = NormalizeMsisdn(words, region);
    if (!number || !tried.insert(*number).second) continue;
    RecruitersFound found = In(phones_, *number, most);
    if (found.rows.empty()) continue;
    if (!whole && region != country) found.sure = found.likely = false;
    return found;
  }
  return {};
}

RecruitersFound RecruiterSearch::ByAny(std::string_view words, const std::string& country,
                                       size_t most) const {
  if (HasDigit(words)) {
    RecruitersFound licence = ByLicence(words, country, most);
    if (licence.sure) return licence;
    if (MayBePhone(words)) {
      RecruitersFound phone = ByPhone(words, country, most);
      if (!phone.rows.empty()) return phone;
    }
    if (!licence.rows.empty()) return licence;
  }
  return ByName(words, country, most);
}

}  // namespace tipline::flows
